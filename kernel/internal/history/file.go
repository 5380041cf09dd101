package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"golang.org/x/sys/unix"
)

// record is a line of the file: the beginning of a session, a cell that begins, or the
// output of one that has ended. Older files have the output with the cell.
type record struct {
	Session int     `json:"session"`
	Line    int     `json:"line,omitempty"`
	Input   *string `json:"input,omitempty"`
	Output  *string `json:"output,omitempty"`
}

// file is where records are kept.
type file struct {
	path  string
	limit int64 // of its size in bytes
}

// read returns what is whole in the file.
func (f file) read() (records []record, err error) {
	text, err := os.ReadFile(f.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for line := range bytes.Lines(text) {
		var r record
		if json.Unmarshal(line, &r) == nil && r.Session > 0 {
			records = append(records, r)
		}
	}
	return records, err
}

// locked appends the records that make returns, while nobody else writes to the file.
func (f file) locked(make func() ([]record, error)) error {
	open, err := f.lock()
	if err != nil {
		return err
	}
	defer open.Close()
	records, err := make()
	if err != nil {
		return err
	}
	info, err := open.Stat()
	if err != nil {
		return err
	}
	var text []byte
	if size := info.Size(); size > 0 {
		last := []byte{0}
		if _, err := open.ReadAt(last, size-1); err != nil {
			return err
		}
		if last[0] != '\n' { // somebody was killed while writing
			text = append(text, '\n')
		}
	}
	for _, r := range records {
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		text = append(append(text, line...), '\n')
	}
	if _, err := open.Write(text); err != nil {
		return err
	}
	if info.Size()+int64(len(text)) > f.limit {
		return f.shorten()
	}
	return nil
}

// lock opens the file for appending, and waits until nobody else does so.
func (f file) lock() (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
		return nil, err
	}
	for {
		open, err := os.OpenFile(f.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		for {
			if err = unix.Flock(int(open.Fd()), unix.LOCK_EX); err != unix.EINTR {
				break
			}
		}
		if err != nil {
			open.Close()
			return nil, err
		}
		own, err := open.Stat()
		now, nowErr := os.Stat(f.path)
		if err == nil && nowErr == nil && os.SameFile(own, now) {
			return open, nil
		}
		open.Close() // the file has been replaced by a shorter one
	}
}

// shorten drops the older half of a file that is locked.
func (f file) shorten() error {
	records, err := f.read()
	if err != nil {
		return err
	}
	kept, size := len(records), int64(0)
	var lines [][]byte
	for kept > 0 {
		line, err := json.Marshal(records[kept-1])
		if err != nil {
			return err
		}
		if size += int64(len(line)) + 1; size > f.limit/2 {
			break
		}
		lines = append(lines, line)
		kept--
	}
	// No number is ever given to two sessions.
	text, err := json.Marshal(record{Session: lastSession(records)})
	if err != nil {
		return err
	}
	text = append(text, '\n')
	for i := len(lines) - 1; i >= 0; i-- {
		text = append(append(text, lines[i]...), '\n')
	}
	return renameio.WriteFile(f.path, text, 0o600)
}

func lastSession(records []record) int {
	last := 0
	for _, r := range records {
		last = max(last, r.Session)
	}
	return last
}
