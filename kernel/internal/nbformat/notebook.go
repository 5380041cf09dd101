package nbformat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// Notebook is a notebook of nbformat 4. Make one with [Read] or [Parse].
type Notebook struct {
	Minor    int             // nbformat_minor: from 5 on, cells have ids
	Metadata json.RawMessage // an object: kernelspec, language_info and what else there is; read-only

	text     document // as read
	cells    []*Cell
	metadata span // in text; empty if there is none

	path   string // of the file it was read from, "" if from none
	onDisk []byte // what that file should hold as long as nobody else writes it
}

// Read reads the notebook at path. An error in the content is a [*ParseError] that
// names the file.
func Read(path string) (*Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := Parse(data)
	if err != nil {
		if e, ok := errors.AsType[*ParseError](err); ok {
			e.File = path
		}
		return nil, err
	}
	if n.path, err = resolve(path); err != nil {
		return nil, err
	}
	n.onDisk = n.text
	return n, nil
}

// Cells returns all cells, in the notebook's order.
func (n *Notebook) Cells() []*Cell { return n.cells }

// Bytes returns the text of the notebook: what was parsed, with what was set since.
func (n *Notebook) Bytes() []byte {
	var b bytes.Buffer
	done := 0
	for _, c := range n.cells {
		for _, e := range c.edits() {
			b.Write(n.text[done:e.at.start])
			b.WriteString(e.text)
			done = e.at.end
		}
	}
	b.Write(n.text[done:])
	return b.Bytes()
}

// WriteFile writes the notebook to the file at path: whole or not at all. An
// existing file keeps its mode, and is not touched if it holds these bytes already.
//
// Nothing is written if the file is marked read-only, or if it is the one that the
// notebook was read from and someone else has changed it since: a person may edit in
// JupyterLab what a program executes.
func (n *Notebook) WriteFile(path string) error {
	target, err := resolve(path)
	if err != nil {
		return err
	}
	data := n.Bytes()
	now, err := os.ReadFile(target)
	switch {
	case errors.Is(err, fs.ErrNotExist): // a new file
	case err != nil:
		return err
	case bytes.Equal(now, data):
		n.written(target, data)
		return nil
	case target == n.path && !bytes.Equal(now, n.onDisk):
		return fmt.Errorf("%s was changed by another program since it was read; nothing was written. Save and close it there, then run this again", path)
	}
	if err := Writable(path); err != nil {
		return err
	}
	// The temporary file lies beside the target: a rename does not cross disks.
	if err := renameio.WriteFile(target, data, 0o644, renameio.WithTempDir(filepath.Dir(target))); err != nil {
		return fmt.Errorf("%s: nothing was written: %w", path, err)
	}
	n.written(target, data)
	return nil
}

// Writable returns an error if the file at path is marked read-only, or could not be
// put in its folder: what a program asks before long work. The file need not exist.
func Writable(path string) error {
	target, err := resolve(path)
	if err != nil {
		return err
	}
	if info, err := os.Stat(target); err == nil && info.Mode().Perm()&0o222 == 0 {
		return fmt.Errorf("%s is read-only; nothing was written. Allow it with:  chmod u+w '%s'", path, path)
	}
	probe, err := os.CreateTemp(filepath.Dir(target), ".writable-")
	if err != nil {
		return fmt.Errorf("%s: nothing was written: %w", path, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func (n *Notebook) written(target string, data []byte) {
	if target == n.path {
		n.onDisk = data
	}
}

// resolve follows symbolic links: a rename would replace the link, not the file.
func resolve(path string) (string, error) {
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		target, err = path, nil
	}
	if err != nil {
		return "", err
	}
	return filepath.Abs(target)
}
