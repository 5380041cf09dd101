package proc

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// grace is how long a program may take to end after an interrupt.
const grace = 5 * time.Second

// Run runs the program until it ends, and passes its output on. When ctx is done,
// the program and its children get SIGINT, as from Ctrl-C, and SIGKILL after five
// seconds. An error means that the program did not start; everything else is in
// the state.
func Run(ctx context.Context, p Program, out Output) (State, error) {
	if err := ctx.Err(); err != nil {
		return State{}, err
	}
	r := newRunner(p, out)
	defer r.gonb.close()
	defer r.loop.close()
	var ended context.CancelFunc
	r.ctx, ended = context.WithCancel(context.WithoutCancel(ctx))
	defer ended()
	if err := r.start(); err != nil {
		return State{}, err
	}

	defer context.AfterFunc(ctx, func() { r.loop.post(r.interrupt) })()
	go func() {
		select {
		case <-p.Kill:
			r.loop.post(r.kill)
		case <-r.ctx.Done():
		}
	}()
	forward(r, p.Messages, r.display.tell, r.display.out)
	forward(r, p.Values, r.gonb.tell, r.gonb.out)
	r.askLater()
	r.loop.run()

	r.signal(syscall.SIGKILL) // what the program leaves behind
	r.loop.drain()
	r.stdout.end()
	r.stderr.end()
	return r.state(), nil
}

// runner is a program that runs. Its methods are called in Run's goroutine,
// mostly by the loop.
type runner struct {
	program Program
	out     Output
	ctx     context.Context // done when the program has ended
	command *exec.Cmd
	loop    loop

	stdout, stderr *text
	crash          *crash
	stdin          *writer // nil if nothing can be written to it
	display        *display
	gonb           *gonb

	interrupted bool
	questions   []question // that Input is asked, the first one now
	inputErr    error      // that ended standard input
}

func newRunner(p Program, out Output) *runner {
	r := &runner{program: p, out: out}
	r.stdout = &text{write: func(s string) { out.Stream("stdout", s) }}
	r.crash = &crash{loop: &r.loop, write: func(s string) { out.Stream("stderr", s) }}
	r.stderr = &text{write: r.crash.add}
	r.display = &display{runner: r}
	r.gonb = newGonb(r)
	return r
}

// start makes the pipes and starts the program.
func (r *runner) start() error {
	p := r.program
	r.command = exec.Command(p.Path, p.Args...)
	r.command.Dir = p.Dir
	if r.command.Env = p.Env; p.Env == nil {
		r.command.Env = os.Environ()
	}
	r.command.Env = append(r.command.Env[:len(r.command.Env):len(r.command.Env)],
		"DLMATH_DISPLAY=3", "DLMATH_DISPLAY_ACK=4", "GONB_PIPE="+descriptors+"5", "GONB_PIPE_BACK="+descriptors+"6")
	r.command.SysProcAttr = processAttributes()
	if p.Attributes != nil {
		p.Attributes(r.command.SysProcAttr)
	}

	var pipes pipes
	defer pipes.close() // the program has its own copies
	stdin := r.openStdin(&pipes)
	r.command.Stdout = pipes.reader(&r.loop, r.stdout.add, false)
	r.command.Stderr = pipes.reader(&r.loop, r.stderr.add, false)
	displayIn := pipes.reader(&r.loop, r.display.add, true)
	displayOut := pipes.writer(&r.loop, &r.display.out)
	gonbIn := pipes.reader(&r.loop, r.gonb.add, true)
	gonbOut := pipes.writer(&r.loop, &r.gonb.out)
	pipes.waker(&r.loop)
	if pipes.err != nil {
		return pipes.err
	}
	if stdin != nil {
		r.command.Stdin = stdin
	}
	r.command.ExtraFiles = []*os.File{displayIn, displayOut, gonbIn, gonbOut} // from 3 on

	started := make(chan error)
	go func() {
		// Linux ends the program when the thread ends that started it.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := r.command.Start()
		started <- err
		if err == nil {
			r.command.Wait() // what it returns is in ProcessState too
			r.loop.post(func() { r.loop.ended = true })
		}
	}()
	err := <-started
	if _, wrong := os.Stat(p.Dir); err != nil && p.Dir != "" && wrong != nil {
		return wrong // err blames the program
	}
	return err
}

func (r *runner) interrupt() {
	r.interrupted = true
	r.signal(syscall.SIGINT)
	time.AfterFunc(grace, func() { r.loop.post(r.kill) })
}

func (r *runner) kill() {
	r.interrupted = true
	r.signal(syscall.SIGKILL)
}

// signal sends a signal to the program and to its children.
func (r *runner) signal(s syscall.Signal) {
	// The group is there for as long as one of them is. When the program has ended,
	// and been waited for, without children, there is nobody to get the signal.
	syscall.Kill(-r.command.Process.Pid, s)
}

func (r *runner) state() State {
	p := r.command.ProcessState
	s := State{Code: p.ExitCode(), Input: r.inputErr, Interrupted: r.interrupted, User: p.UserTime(), System: p.SystemTime()}
	if status := p.Sys().(syscall.WaitStatus); status.Signaled() {
		s.Signal = status.Signal()
	}
	s.Panic, s.Trace = r.crash.end(s.Code)
	return s
}

// forward passes on what comes over a channel until the program ends. It waits
// while the program does not read.
func forward[T any](r *runner, values <-chan T, tell func(T), to *writer) {
	if values == nil {
		return
	}
	go func() {
		for {
			select {
			case v, ok := <-values:
				if !ok {
					return
				}
				told := make(chan struct{})
				r.loop.post(func() {
					tell(v)
					to.whenWritten(func() { close(told) })
				})
				select {
				case <-told:
				case <-r.ctx.Done():
					return
				}
			case <-r.ctx.Done():
				return
			}
		}
	}()
}
