package experiment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/renameio/v2/maybe"
)

// A store is a folder:
//
//	study.json              the columns
//	runs.jsonl              a line for each run, in the order in which they were finished
//	environment-ID.json     each program that has done runs
//	uncommitted-HASH.patch  what its code was beyond the commit
//	shards/                 runs that other machines have done; see [Shard]
//
// Lines are only ever appended, each with a check of its own. What a program that was
// killed leaves behind is at most one line without its end, which the next one cuts off.
type store struct {
	dir  string
	file *os.File // runs.jsonl, locked
	mu   sync.Mutex
	err  error // of the first write that failed; after it nothing more is written
}

// header is study.json.
type header struct {
	Format  string   `json:"format"`
	Version int      `json:"version"`
	Columns []Column `json:"columns"`
}

const (
	storeFormat  = "dlmath study"
	storeVersion = 1
	runsFile     = "runs.jsonl"
)

// openStore makes the folder if needed, and keeps others from writing to it.
func openStore(dir string, columns []Column) (*store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(dir, runsFile), os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	s := &store{dir: dir, file: file}
	if err := s.begin(columns); err != nil {
		file.Close()
		return nil, err
	}
	return s, nil
}

func (s *store) begin(columns []Column) error {
	if err := lock(s.file); err != nil {
		return fmt.Errorf("another program runs the study in %s; wait for it, or give this one another Dir (%w)", s.dir, err)
	}
	if err := s.removeUnfinished(); err != nil {
		return err
	}
	if err := keepHeader(s.dir, columns); err != nil {
		return err
	}
	return s.cutTorn()
}

// keepHeader writes study.json into a folder without one, and compares it with the columns
// in a folder that has one.
func keepHeader(dir string, columns []Column) error {
	found, err := readHeader(dir)
	if errors.Is(err, fs.ErrNotExist) {
		text, err := json.MarshalIndent(header{storeFormat, storeVersion, columns}, "", "  ")
		if err != nil {
			return err
		}
		return maybe.WriteFile(filepath.Join(dir, "study.json"), append(text, '\n'), 0o644)
	}
	if err != nil {
		return err
	}
	if err := sameColumns(found.Columns, columns); err != nil {
		return fmt.Errorf("%s holds another study: %w; give this one another Dir", dir, err)
	}
	return nil
}

// unfinished begin the names of files that are being written, before they get their own.
var unfinished = []string{".study.json", ".environment-", ".uncommitted-"}

// removeUnfinished removes what a program that was killed has left unfinished. The lock is
// held, so nobody writes any but shards, whose files are young.
func (s *store) removeUnfinished() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	shards := slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == shardsDir })
	for _, e := range entries {
		if !slices.ContainsFunc(unfinished, func(begin string) bool { return strings.HasPrefix(e.Name(), begin) }) {
			continue
		}
		if info, err := e.Info(); shards && (err != nil || time.Since(info.ModTime()) < time.Hour) {
			continue
		}
		if err := os.Remove(filepath.Join(s.dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func readHeader(dir string) (h header, err error) {
	path := filepath.Join(dir, "study.json")
	text, err := os.ReadFile(path)
	if err != nil {
		return h, err
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return h, fmt.Errorf("%s is damaged: %w", path, err)
	}
	if h.Format != storeFormat || h.Version < 1 || h.Version > storeVersion {
		return h, fmt.Errorf("%s has format %.40q, version %d; expected %q, version 1 to %d", path, h.Format, h.Version, storeFormat, storeVersion)
	}
	return h, nil
}

// cutTorn removes lines at the end that a program which was killed, or a loss of power, left
// unfinished.
func (s *store) cutTorn() error {
	text, err := os.ReadFile(s.file.Name())
	if err != nil {
		return err
	}
	good := wholeLines(text)
	if good == len(text) {
		return nil
	}
	return s.file.Truncate(int64(good))
}

// wholeLines is the length of the text up to its last line that is whole.
func wholeLines(text []byte) int {
	end := len(text)
	for end > 0 {
		newline := bytes.LastIndexByte(text[:end], '\n') + 1 // 0 if there is none
		if newline == 0 {
			return 0
		}
		begin := bytes.LastIndexByte(text[:newline-1], '\n') + 1
		if whole(text[begin:newline]) {
			return newline
		}
		end = begin
	}
	return 0
}

// append keeps lines, all or none of which count.
func (s *store) append(lines []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		_, s.err = s.file.Write(lines)
	}
	return s.err
}

func (s *store) sync() error { return s.file.Sync() }

func (s *store) close() error { return s.file.Close() }

// keepEnvironment writes who does the runs to come.
func (s *store) keepEnvironment(e Environment) error {
	if e.Git.patch != nil {
		if err := maybe.WriteFile(filepath.Join(s.dir, "uncommitted-"+e.Git.Uncommitted+".patch"), e.Git.patch, 0o644); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	return maybe.WriteFile(filepath.Join(s.dir, "environment-"+e.ID()+".json"), append(text, '\n'), 0o644)
}

// load takes over the runs that a folder holds. Those of parameters that Over does not
// have stay where they are.
func (w *work[P, R]) load(dir string) error {
	h, err := readHeader(dir)
	if err != nil {
		return err
	}
	if err := sameColumns(h.Columns, w.layout.columns()); err != nil {
		return fmt.Errorf("%s holds another study: %w", dir, err)
	}
	return w.read(filepath.Join(dir, runsFile), func(_ []byte, i int, run Run[P, R]) {
		if i >= 0 && !w.done[i] {
			w.runs[i], w.done[i] = run, true
		}
	})
}

// read passes on each whole line of a file, with its run and the place of its parameters
// in Over; -1 if they are not there.
func (w *work[P, R]) read(path string, take func(line []byte, i int, run Run[P, R])) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text = text[:wholeLines(text)]
	number := 0
	for line := range bytes.Lines(text) {
		number++
		run, params, err := w.layout.parseLine(line)
		if err != nil {
			return fmt.Errorf("%s, line %d: %w; take the line out, and its run will be done again", path, number, err)
		}
		i, wanted := w.place[params]
		if !wanted {
			i = -1
		}
		take(line, i, run)
	}
	return nil
}
