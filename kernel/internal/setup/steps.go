package setup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// step makes one part of a Home. It may be cut short at any moment, and run again.
type step struct {
	id, title string
	state     bool // it makes a part of the State, which may lie in another folder

	// inputs is a text of all that the result depends on.
	inputs func() (string, error)

	// made names files that are there once the step has ended.
	made func() []string

	run func(ctx context.Context, r *runner) error
}

// runner runs the commands of one step, with a log of what they print.
type runner struct {
	session *Session
	log     *os.File
	out     io.Writer // for a word to the person
}

// transcript keeps what a command says on both its outputs.
type transcript struct {
	mu   sync.Mutex
	text strings.Builder
	log  io.Writer
}

// Write ignores that the log's disk is full: the command would end for a reason
// that is not its own.
func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log.Write(p)
	return t.text.Write(p)
}

func (h *Home) steps() []*step {
	return []*step{h.pythonStep(), h.toolsStep(), h.kernelStep(), h.jupyterStep(), h.cacheStep(), h.trustStep()}
}

// stamp is the hash of a step's inputs.
func (s *step) stamp() (string, error) {
	in, err := s.inputs()
	return fmt.Sprintf("%x\n", sha256.Sum256([]byte(in))), err
}

// folder is where the step keeps its stamp and its log.
func (h *Home) folder(s *step) string {
	if s.state {
		return h.State()
	}
	return h.Dir
}

// done tells whether the step has nothing to do.
func (h *Home) done(s *step) (bool, error) {
	want, err := s.stamp()
	if err != nil {
		return false, err
	}
	got, err := os.ReadFile(filepath.Join(h.folder(s), "stamps", s.id))
	if err != nil || string(got) != want {
		return false, nil
	}
	for _, name := range s.made() {
		if _, err := os.Stat(name); err != nil {
			return false, nil
		}
	}
	return true, nil
}

func (h *Home) undone(steps []*step) (todo []*step, err error) {
	for _, s := range steps {
		done, err := h.done(s)
		if err != nil {
			return nil, err
		}
		if !done {
			todo = append(todo, s)
		}
	}
	return todo, nil
}

// Setup runs the steps that are not done, one after the other, and writes a line
// for each, with the time it took, to out; nothing where all are done. At most one
// process sets a Home up at a time; another one waits for it, and says so.
func (h *Home) Setup(ctx context.Context, out io.Writer) error {
	return h.runSteps(ctx, out, h.steps())
}

func (h *Home) runSteps(ctx context.Context, out io.Writer, steps []*step) error {
	todo, err := h.undone(steps)
	if err != nil || len(todo) == 0 {
		return err
	}
	// The first: a step of the State needs what those of the Home have made.
	dir := h.folder(todo[0])
	if err := h.create(dir); err != nil {
		return err
	}
	unlock, err := h.lock(ctx, dir, out)
	if err != nil {
		return err
	}
	defer unlock()
	todo, err = h.undone(steps) // once more: the one we waited for has done some
	if err != nil || len(todo) == 0 {
		return err
	}
	session, err := h.NewSession()
	if err != nil {
		return err
	}
	defer session.Close()

	fmt.Fprintf(out, "Setting up in %s\n", dir)
	if len(todo) == len(steps) {
		fmt.Fprintf(out, "The first time this takes some minutes and about %d MB.\n", diskNeeded>>20)
	}
	start := time.Now()
	for i, s := range todo {
		fmt.Fprintf(out, "  %d/%d  %-50s ", i+1, len(todo), s.title)
		begin := time.Now()
		if err := h.runStep(ctx, s, &runner{session: session, out: out}); err != nil {
			if ctx.Err() != nil {
				fmt.Fprintln(out, "stopped")
				return ctx.Err()
			}
			fmt.Fprintln(out, "failed")
			return err
		}
		fmt.Fprintf(out, "%6.1f s\n", time.Since(begin).Seconds())
	}
	fmt.Fprintf(out, "Done in %.0f s.\n", time.Since(start).Seconds())
	return nil
}

func (h *Home) runStep(ctx context.Context, s *step, r *runner) error {
	// The stamp is taken before the run: what changes meanwhile counts as a change.
	stamp, err := s.stamp()
	if err != nil {
		return err
	}
	stamps, logs := filepath.Join(h.folder(s), "stamps"), filepath.Join(h.folder(s), "logs")
	for _, dir := range []string{stamps, logs} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return h.explain(err, "")
		}
	}
	if err := os.Remove(filepath.Join(stamps, s.id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return h.explain(err, "")
	}
	if r.log, err = os.Create(filepath.Join(logs, s.id+".log")); err != nil {
		return h.explain(err, "")
	}
	defer r.log.Close()
	if err := s.run(ctx, r); err != nil {
		return h.explain(err, "")
	}
	return h.explain(os.WriteFile(filepath.Join(stamps, s.id), []byte(stamp), 0o644), "")
}

// do runs a command of the step and returns what it has written to its standard output.
func (r *runner) do(cmd *exec.Cmd) (string, error) {
	var stdout strings.Builder
	all := &transcript{log: r.log}
	fmt.Fprintf(r.log, "$ %s\n", cmd)
	cmd.Stdout = io.MultiWriter(&stdout, all)
	cmd.Stderr = all
	begin := time.Now()
	err := cmd.Run()
	fmt.Fprintf(r.log, "(%.1f s)\n", time.Since(begin).Seconds())
	if err != nil {
		failure := fmt.Errorf("%s\nhas failed: %w. The end of what it said (all of it is in %s):\n\n%s",
			cmd, err, r.log.Name(), lastLines(all.text.String(), 12))
		return "", r.session.home.explain(failure, all.text.String())
	}
	return stdout.String(), nil
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return "    " + strings.Join(lines[max(0, len(lines)-n):], "\n    ")
}

// lock makes this process the one that sets up in dir. The system releases the
// lock when the process ends, however it ends.
func (h *Home) lock(ctx context.Context, dir string, out io.Writer) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, h.explain(err, "")
	}
	for said := false; ; {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) && !errors.Is(err, unix.EINTR) {
			f.Close()
			return nil, fmt.Errorf("%s cannot be locked: %w", f.Name(), err)
		}
		if !said {
			fmt.Fprintf(out, "Another process is setting up %s; waiting for it.\n", dir)
			said = true
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
