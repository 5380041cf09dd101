package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// A peer is a process that does the work it is told in lines on its standard input,
//
//	WORKLOAD TIMES
//
// and answers each by a line with the seconds it took and a number that all peers must
// agree on; by "-" when it does not know the workload.
type peer struct {
	name    string
	version string
	missing string // why it cannot run, or ""
	command []string
	tiny    string   // a program for the workloads step and cost, or ""
	env     []string // added to that of this process

	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	errors  strings.Builder
}

// start runs the process with a number of threads.
func (p *peer) start(threads int) error {
	p.process = exec.Command(p.command[0], p.command[1:]...)
	p.process.Env = append(os.Environ(), p.env...)
	for _, name := range []string{"GOMAXPROCS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"} {
		p.process.Env = append(p.process.Env, fmt.Sprintf("%s=%d", name, threads))
	}
	p.errors.Reset()
	p.process.Stderr = &p.errors
	in, err := p.process.StdinPipe()
	if err != nil {
		return err
	}
	out, err := p.process.StdoutPipe()
	if err != nil {
		return err
	}
	p.in, p.out = in, bufio.NewScanner(out)
	return p.process.Start()
}

// stop ends the process.
func (p *peer) stop() {
	p.process.Process.Kill()
	p.process.Wait()
}

// do has the peer do a workload some times. It returns known = false where the peer
// does not have it. Between its turns the process stands still: threads of some peers go
// on to wait for work, awake, for longer than a turn takes.
func (p *peer) do(workload string, times int) (seconds, result float64, known bool, err error) {
	if p.tiny != "" && (workload == "step" || workload == "cost") {
		seconds, result, err = runTiny(p.tiny, workload == "cost", times)
		return seconds, result, err == nil, err
	}
	if err := p.process.Process.Signal(syscall.SIGCONT); err != nil {
		return 0, 0, false, err
	}
	defer p.process.Process.Signal(syscall.SIGSTOP)
	// Octave gives a line away only when it has seen what comes after it.
	if _, err = fmt.Fprintf(p.in, "%s %d\n ", workload, times); err != nil || !p.out.Scan() {
		return 0, 0, false, fmt.Errorf("%s ended at %s: %v: %s", p.name, workload, err, strings.TrimSpace(p.errors.String()))
	}
	line := p.out.Text()
	if line == "-" {
		return 0, 0, false, nil
	}
	if _, err = fmt.Sscan(line, &seconds, &result); err != nil {
		return 0, 0, false, fmt.Errorf("%s answered %q to %s", p.name, line, workload)
	}
	return seconds, result, true, nil
}

// work is what a peer in Go does for a workload: it prepares itself, starts the clock,
// does the work some times, stops the clock, and gives the number to compare.
type work func(times int, clock *clock) (result float64)

type clock struct{ from, to time.Time }

func (c *clock) start() { c.from = time.Now() }
func (c *clock) stop()  { c.to = time.Now() }

// serve is the other side of do, for a peer within this program.
func serve(find func(workload string) work) {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var workload string
		var times int
		if _, err := fmt.Sscan(in.Text(), &workload, &times); err != nil {
			fmt.Fprintf(os.Stderr, "not a line of WORKLOAD TIMES: %q\n", in.Text())
			os.Exit(1)
		}
		w := find(workload)
		if w == nil {
			fmt.Println("-")
			continue
		}
		var c clock
		result := w(times, &c)
		fmt.Println(c.to.Sub(c.from).Seconds(), result)
	}
}
