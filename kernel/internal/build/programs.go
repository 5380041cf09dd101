package build

import (
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// keptPrograms is how many executables are kept. A cell that is run again without
// a change, or one of a few that take turns, need not be built again.
const keptPrograms = 8

// programs are the executables that were built last, each in a folder of its own.
type programs struct {
	dir string

	mu   sync.Mutex
	next int            // number of the next folder
	kept []builtProgram // the one last used last
}

type builtProgram struct{ key, dir string }

// get returns the executable with this key. If it is not there, or the key is "",
// make must make it in a new folder.
func (ps *programs) get(key string, make func(dir, key string) error) (executable string, err error) {
	if p, ok := ps.take(key); ok {
		// Folders for temporary files are sometimes swept.
		if _, err := os.Stat(executableIn(p.dir)); err == nil {
			ps.put(p)
			return executableIn(p.dir), nil
		}
	}
	ps.mu.Lock()
	ps.next++
	p := builtProgram{key, filepath.Join(ps.dir, strconv.Itoa(ps.next))}
	ps.mu.Unlock()
	if err := os.Mkdir(p.dir, 0o755); err != nil {
		return "", err
	}
	if err := make(p.dir, key); err != nil {
		os.RemoveAll(p.dir)
		return "", err
	}
	ps.put(p)
	return executableIn(p.dir), nil
}

// take removes a program from the kept ones.
func (ps *programs) take(key string) (builtProgram, bool) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for i, p := range ps.kept {
		if key != "" && p.key == key {
			ps.kept = append(ps.kept[:i], ps.kept[i+1:]...)
			return p, true
		}
	}
	return builtProgram{}, false
}

// put keeps a program, and removes the one that was not used for longest.
func (ps *programs) put(p builtProgram) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.kept = append(ps.kept, p)
	if len(ps.kept) > keptPrograms {
		os.RemoveAll(ps.kept[0].dir) // a program that runs does not mind
		ps.kept = ps.kept[1:]
	}
}

// executableIn is the file in a program's folder that can be run.
func executableIn(dir string) string { return filepath.Join(dir, "cell") }
