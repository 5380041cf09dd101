//go:build !linux && !windows

package confine

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// isolate is nil: there are no namespaces.
var isolate func(*syscall.SysProcAttr)

func newAttributes() *syscall.SysProcAttr { return nil }

func look() abilities { return abilities{} }

// become sets the limits, and becomes the program.
func become(l Limits, path string, args []string) error {
	for kind, value := range map[int]uint64{
		unix.RLIMIT_DATA: l.Memory, unix.RLIMIT_FSIZE: l.FileSize, unix.RLIMIT_NOFILE: l.Files,
		unix.RLIMIT_CPU: uint64(l.CPU.Seconds()), unix.RLIMIT_CORE: 0,
	} {
		var now unix.Rlimit
		if err := unix.Getrlimit(kind, &now); err != nil {
			return err
		}
		value = min(value, now.Max)
		if err := unix.Setrlimit(kind, &unix.Rlimit{Cur: value, Max: value}); err != nil {
			return err
		}
	}
	return unix.Exec(path, args, os.Environ())
}
