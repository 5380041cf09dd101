package setup

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// sessionEnv marks the processes of a session. Kernels, gopls and shells put
// themselves into process groups and sessions of their own and may outlive
// their parent; the environment they all inherit.
const sessionEnv = "DLMATH_SESSION"

// Session is a set of processes, and their temporary folder, that end together.
type Session struct {
	Dir string // the processes' temporary folder, and Jupyter's for run-time files

	home   *Home
	record *os.File
}

// NewSession begins a session. It also ends what is left of earlier ones whose
// process was killed before it could close them.
func (h *Home) NewSession() (*Session, error) {
	records := h.state("sessions")
	if err := os.MkdirAll(records, 0o755); err != nil {
		return nil, h.explain(err, "")
	}
	h.sweep(records)

	// In the system's folder for temporary files, not in the Home: gopls makes a
	// Unix socket there, whose path may have no more than 103 bytes.
	dir, err := os.MkdirTemp("", "dlmath-")
	if err != nil {
		return nil, h.explain(err, "")
	}
	s := &Session{Dir: dir, home: h}
	if err := s.register(records); err != nil {
		os.RemoveAll(dir)
		return nil, h.explain(err, "")
	}
	return s, nil
}

// register leaves a record of the session, locked for as long as this process
// lives. It has its name only when it is whole: sweep may look at any time.
func (s *Session) register(records string) (err error) {
	if s.record, err = os.CreateTemp(records, "new-"); err != nil {
		return err
	}
	if err := unix.Flock(int(s.record.Fd()), unix.LOCK_EX); err != nil {
		return err
	}
	if _, err := s.record.WriteString(s.Dir); err != nil {
		return err
	}
	return os.Rename(s.record.Name(), filepath.Join(records, filepath.Base(s.Dir)))
}

// Command is exec.CommandContext with the session's environment. The process is
// in a process group of its own: Ctrl-C in the terminal reaches this program
// alone, which then ends the others in good order.
func (s *Session) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(s.home.Environ(), "TMPDIR="+s.Dir, "JUPYTER_RUNTIME_DIR="+s.Dir, sessionEnv+"="+s.Dir)
	cmd.SysProcAttr = childAttr()
	cmd.Cancel = func() error { return cmd.Process.Signal(unix.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second // a child's child may hold the output open for ever
	return cmd
}

// Python is Command for the private environment's Python.
func (s *Session) Python(ctx context.Context, args ...string) *exec.Cmd {
	return s.Command(ctx, s.home.python(), args...)
}

// Close ends every process of the session and removes its temporary folder.
func (s *Session) Close() error {
	defer s.record.Close()
	if err := end(s.Dir); err != nil {
		return err
	}
	return os.Remove(s.home.state("sessions", filepath.Base(s.Dir)))
}

// end kills the processes of the session with this folder, until none is left:
// one may have started another between the look and the kill.
func end(dir string) error {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		pids, err := Processes(sessionEnv + "=" + dir)
		if err != nil {
			return err
		}
		if len(pids) == 0 {
			return os.RemoveAll(dir)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("processes %v do not end", pids)
		}
		for _, pid := range pids {
			unix.Kill(pid, unix.SIGKILL)
		}
	}
}

// sweep ends the sessions that nobody holds any more.
func (h *Home) sweep(records string) {
	names, _ := filepath.Glob(filepath.Join(records, "dlmath-*"))
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		if unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil {
			dir, _ := io.ReadAll(f)
			if filepath.Base(string(dir)) != filepath.Base(name) || end(string(dir)) == nil {
				os.Remove(name)
			}
		}
		f.Close()
	}
}
