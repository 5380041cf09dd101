package build

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A stamp is the names, sizes and times of some files. It changes with their
// content, as far as can be seen without reading them.
type stamp struct {
	text   string
	newest time.Time
}

// stampOf is the stamp of files, which need not be there, and of folders, which
// stand for the files in them, less tests and what lies in folders below.
func stampOf(names ...string) stamp {
	var s stamp
	var text strings.Builder
	add := func(name string, info os.FileInfo) {
		fmt.Fprintf(&text, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		if info.ModTime().After(s.newest) {
			s.newest = info.ModTime()
		}
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			continue
		}
		if !info.IsDir() {
			add(name, info)
			continue
		}
		entries, _ := os.ReadDir(name) // sorted; what cannot be read the go command will say
		for _, entry := range entries {
			file := filepath.Join(name, entry.Name())
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			if info, err := os.Stat(file); err == nil && !info.IsDir() {
				add(file, info)
			}
		}
	}
	s.text = text.String()
	return s
}

// settled says whether a listing that was made between two times certainly saw
// the files as they are now. Times of files are a few milliseconds coarse.
func (s stamp) settled(begin, end time.Time) bool {
	return s.newest.Before(begin.Add(-20*time.Millisecond)) || s.newest.After(end)
}
