package handout

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
)

// given is the file that lists what was given: the hash of an original by its path.
const given = ".handout.json"

// Change is what [Update] has done about a file that a newer original concerns.
type Change struct {
	File   string // the copy
	Beside string // where the newer original is, if the copy has been changed; else it is the copy
}

func (c Change) String() string {
	if c.Beside == "" {
		return fmt.Sprintf("%s is now as in the newer lecture.", c.File)
	}
	return fmt.Sprintf("%s holds your work and stays; the newer lecture's is %s.", c.File, c.Beside)
}

// Update copies the files below the folder from to the folder to, which it makes. Files and
// folders whose names begin with a dot are left out. It returns the changes to copies that
// were there before. It may be cut short at any moment, and run again.
func Update(from, to string) (changes []Change, err error) {
	list := filepath.Join(to, given)
	hashes := map[string]string{}
	text, err := os.ReadFile(list)
	if err == nil {
		err = json.Unmarshal(text, &hashes)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s, the list of the notebooks that you were given, cannot be read: %w; without it all of them count as yours", list, err)
	}
	err = filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != from && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		path, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		original, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		now := hash(original)
		if hashes[path] == now {
			return nil
		}
		change, err := give(original, filepath.Join(to, path), hashes[path])
		if change != nil {
			changes = append(changes, *change)
		}
		hashes[path] = now
		return err
	})
	if err != nil {
		return changes, err
	}
	newer, err := json.MarshalIndent(hashes, "", "  ")
	if err != nil || string(newer) == string(text) {
		return changes, err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return changes, err
	}
	return changes, renameio.WriteFile(list, newer, 0o644)
}

// give writes an original to its place, where before was given last; "" means none was.
func give(original []byte, name, before string) (*Change, error) {
	there, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && before == "":
		return nil, write(name, original)
	case errors.Is(err, fs.ErrNotExist): // a person has removed it
		return nil, nil
	case err != nil:
		return nil, err
	case string(there) == string(original):
		return nil, nil
	case hash(there) == before:
		return &Change{File: name}, write(name, original)
	}
	extension := filepath.Ext(name)
	for i := 2; ; i++ {
		beside := fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, extension), i, extension)
		there, err := os.ReadFile(beside)
		if errors.Is(err, fs.ErrNotExist) {
			return &Change{name, beside}, write(beside, original)
		}
		if err != nil {
			return nil, err
		}
		if string(there) == string(original) {
			return nil, nil
		}
	}
}

func write(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return renameio.WriteFile(name, content, 0o644)
}

func hash(content []byte) string { return fmt.Sprintf("%x", sha256.Sum256(content)) }
