//go:build unix && !solaris && !aix

package experiment

import (
	"os"
	"syscall"
)

// lock returns an error when another program holds the file. The lock ends with the
// program, however that ends.
func lock(f *os.File) error {
	for {
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != syscall.EINTR {
			return err
		}
	}
}
