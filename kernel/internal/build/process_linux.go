package build

import "syscall"

// processAttributes makes a process the head of a group of its own, which ends
// with this process.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
