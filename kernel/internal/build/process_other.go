//go:build unix && !linux

package build

import "syscall"

// processAttributes makes a process the head of a group of its own.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
