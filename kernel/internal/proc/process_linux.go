package proc

import "syscall"

// descriptors is the folder in which a process finds its open files by number.
const descriptors = "/proc/self/fd/"

// processAttributes makes a process the head of a group of its own, which ends
// with this process.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
