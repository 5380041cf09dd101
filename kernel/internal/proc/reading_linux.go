package proc

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// readsStdin says whether a process, or one that it has started, waits for its standard
// input. Where the system does not tell, it may.
func readsStdin(pid int) bool {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	for _, task := range tasks {
		call, err := os.ReadFile(filepath.Join(task, "syscall"))
		if os.IsPermission(err) {
			return true
		}
		// Its number and arguments, or "running".
		if strings.HasPrefix(string(call), fmt.Sprintf("%d 0x0 ", syscall.SYS_READ)) {
			return true
		}
		children, _ := os.ReadFile(filepath.Join(task, "children"))
		for child := range strings.FieldsSeq(string(children)) {
			if n, err := strconv.Atoi(child); err == nil && readsStdin(n) {
				return true
			}
		}
	}
	return false
}
