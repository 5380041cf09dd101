package setup

import (
	"os"
	"syscall"
	"testing"
)

// smallDisk mounts an empty disk in memory, for which one must be root.
func smallDisk(t *testing.T, options string) string {
	t.Helper()
	const lacks = "a test disk cannot be mounted (%v): run this test as root, in a container with the capability SYS_ADMIN"
	dir := t.TempDir()
	var flags uintptr
	if options == "ro" {
		flags, options = syscall.MS_RDONLY, ""
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", flags, options); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf(lacks, err)
		}
		t.Skipf(lacks, err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}
