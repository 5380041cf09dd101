package confine

import (
	"fmt"
	"os"
	"runtime"
	"syscall"

	"github.com/landlock-lsm/go-landlock/landlock"
	landlocksys "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// isolate starts a process in namespaces of its own: it is root in there, which lets it
// change its root folder, and nobody outside.
var isolate = func(a *syscall.SysProcAttr) {
	a.Cloneflags |= unix.CLONE_NEWUSER | unix.CLONE_NEWNET | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS
	a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
}

func newAttributes() *syscall.SysProcAttr {
	a := new(syscall.SysProcAttr)
	isolate(a)
	return a
}

// look says what works in this process.
func look() abilities {
	var a abilities
	a.Landlock, _ = landlocksys.LandlockGetABIVersion()
	a.Namespaces = unix.Chroot("/") == nil
	return a
}

// become sets the limits, and becomes the program. It opens the program before it can no
// longer see it.
func become(l Limits, path string, args []string) error {
	runtime.LockOSThread()
	program, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	rules := []landlock.Rule{landlock.RWDirs(l.Dir), landlock.ROFiles(path)}
	if err := landlock.V5.BestEffort().Restrict(rules...); err != nil {
		return err
	}
	if l.Namespaces {
		if err := unix.Chroot(l.Dir); err != nil {
			return fmt.Errorf("%s: %w", l.Dir, err)
		}
		if err := unix.Chdir("/"); err != nil {
			return err
		}
	}
	limits := map[int]uint64{
		unix.RLIMIT_DATA: l.Memory, unix.RLIMIT_FSIZE: l.FileSize, unix.RLIMIT_NOFILE: l.Files,
		unix.RLIMIT_CPU: uint64(l.CPU.Seconds()), unix.RLIMIT_CORE: 0,
	}
	if l.Namespaces { // else it would count all processes of this person
		limits[unix.RLIMIT_NPROC] = l.Processes
	}
	for kind, value := range limits {
		var now unix.Rlimit
		if err := unix.Getrlimit(kind, &now); err != nil {
			return err
		}
		value = min(value, now.Max)
		if err := unix.Setrlimit(kind, &unix.Rlimit{Cur: value, Max: value}); err != nil {
			return fmt.Errorf("limit %d: %w", kind, err)
		}
	}
	return execute(program, args, os.Environ())
}

// execute is execve of an open file.
func execute(program int, args, env []string) error {
	argv, err := syscall.SlicePtrFromStrings(args)
	if err != nil {
		return err
	}
	envv, err := syscall.SlicePtrFromStrings(env)
	if err != nil {
		return err
	}
	return execveat(program, argv, envv)
}
