//go:build unix && !linux

package proc

import "syscall"

// descriptors is the folder in which a process finds its open files by number.
const descriptors = "/dev/fd/"

// processAttributes makes a process the head of a group of its own.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
