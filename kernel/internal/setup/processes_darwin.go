package setup

import (
	"bytes"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

func childAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// Processes returns the living processes that have the setting, NAME=VALUE, in
// their environment. Those of other people cannot be read.
func Processes(setting string) ([]int, error) {
	procs, err := unix.SysctlKinfoProcSlice("kern.proc.uid", os.Getuid())
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, p := range procs {
		pid := int(p.Proc.P_pid)
		if pid == os.Getpid() {
			continue
		}
		// The arguments and the environment, each ended by a zero byte.
		args, _ := unix.SysctlRaw("kern.procargs2", pid)
		for kv := range bytes.SplitSeq(args, []byte{0}) {
			if string(kv) == setting {
				pids = append(pids, pid)
			}
		}
	}
	return pids, nil
}
