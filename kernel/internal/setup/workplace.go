package setup

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Workplace is a kernel's folder for temporary files and the mark of its processes. A
// guard, a process of its own, ends them all and removes the folder when the kernel is
// gone, be it by SIGKILL.
type Workplace struct {
	Dir string

	home  *Home
	guard *exec.Cmd
	alive io.Closer // the guard waits for its end
}

const workplacePrefix = "dlmath-kernel-"

// NewWorkplace makes a workplace. The guard is this program, called with "guard" and the
// folder: it must call [Guard].
func (h *Home) NewWorkplace() (*Workplace, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", workplacePrefix)
	if err != nil {
		return nil, err
	}
	w := &Workplace{Dir: dir, home: h, guard: exec.Command(self, "guard", dir)}
	w.guard.Env = h.Environ() // without the mark of a session that the kernel itself belongs to
	w.guard.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if w.alive, err = w.guard.StdinPipe(); err == nil {
		err = w.guard.Start()
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return w, nil
}

// Environ is the environment of the kernel's processes.
func (w *Workplace) Environ() []string {
	env := slices.DeleteFunc(w.home.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "TMPDIR=") })
	return append(env, "TMPDIR="+w.Dir, sessionEnv+"="+w.Dir)
}

// Close ends the processes and removes the folder.
func (w *Workplace) Close() error {
	w.alive.Close()
	return w.guard.Wait()
}

// Guard waits until the kernel, which holds the other end of its input, is gone, and
// ends what that has left in its workplace.
func Guard(dir string, kernel io.Reader) error {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	io.Copy(io.Discard, kernel)
	if !strings.HasPrefix(filepath.Base(dir), workplacePrefix) {
		return os.ErrInvalid
	}
	return end(dir)
}
