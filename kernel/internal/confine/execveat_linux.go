package confine

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// execveat is a system call that golang.org/x/sys/unix has no function for.
func execveat(file int, argv, env []*byte) error {
	empty := [1]byte{}
	_, _, errno := unix.RawSyscall6(unix.SYS_EXECVEAT, uintptr(file), uintptr(unsafe.Pointer(&empty[0])),
		uintptr(unsafe.Pointer(&argv[0])), uintptr(unsafe.Pointer(&env[0])), unix.AT_EMPTY_PATH, 0)
	return errno
}
