package setup

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// childAttr also ends the child when this program is killed and can do nothing.
func childAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

// Processes returns the living processes that have the setting, NAME=VALUE, in
// their environment. Those of other people cannot be read.
func Processes(setting string) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		// A process that has ended but was not waited for has no environment left.
		env, _ := os.ReadFile("/proc/" + e.Name() + "/environ")
		for kv := range bytes.SplitSeq(env, []byte{0}) {
			if string(kv) == setting {
				pids = append(pids, pid)
			}
		}
	}
	return pids, nil
}
