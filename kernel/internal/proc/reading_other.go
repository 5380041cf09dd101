//go:build unix && !linux

package proc

// readsStdin says whether a process, or one that it has started, waits for its standard
// input. This system does not tell: it may.
func readsStdin(int) bool { return true }
