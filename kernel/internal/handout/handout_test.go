package handout

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type files map[string]string

func (f files) write(t *testing.T, dir string) {
	t.Helper()
	for name, content := range f {
		if err := write(filepath.Join(dir, name), []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, dir string) files {
	t.Helper()
	f := files{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == given {
			return err
		}
		content, err := os.ReadFile(name)
		short, _ := filepath.Rel(dir, name)
		f[short] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestUpdate(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "work")
	update := func(why string, wantChanges int, want files) {
		t.Helper()
		changes, err := Update(from, to)
		if err != nil {
			t.Fatalf("%s: %v", why, err)
		}
		if len(changes) != wantChanges {
			t.Errorf("%s: changes %v, want %d", why, changes, wantChanges)
		}
		if got := read(t, to); !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", why, got, want)
		}
	}
	files{"l/a.ipynb": "a1", "l/b.ipynb": "b1", "l/c.ipynb": "c1", ".hidden": "", "l/.ipynb_checkpoints/a.ipynb": ""}.write(t, from)
	update("the first time", 0, files{"l/a.ipynb": "a1", "l/b.ipynb": "b1", "l/c.ipynb": "c1"})

	files{"l/b.ipynb": "mine", "notes.md": "mine"}.write(t, to)
	os.Remove(filepath.Join(to, "l/c.ipynb"))
	kept := files{"l/a.ipynb": "a1", "l/b.ipynb": "mine", "notes.md": "mine"}
	update("the originals are the same", 0, kept)

	files{"l/a.ipynb": "a2", "l/b.ipynb": "b2", "l/c.ipynb": "c2", "l/d.ipynb": "d1", "notes.md": "ours"}.write(t, from)
	second := files{"l/a.ipynb": "a2", "l/b.ipynb": "mine", "l/b (2).ipynb": "b2", "l/d.ipynb": "d1", "notes.md": "mine", "notes (2).md": "ours"}
	update("newer originals", 3, second)
	update("and once more", 0, second)

	os.Remove(filepath.Join(to, given))
	files{"l/c.ipynb": "c2"}.write(t, to)
	second["l/c.ipynb"] = "c2"
	update("as if it had been cut short before its end", 0, second)

	files{"l/b (2).ipynb": "mine too"}.write(t, to)
	files{"l/b.ipynb": "b3"}.write(t, from)
	second["l/b (2).ipynb"], second["l/b (3).ipynb"] = "mine too", "b3"
	update("the one beside was changed as well", 1, second)
}

func TestDamagedListLosesNothing(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	files{"a.ipynb": "a1"}.write(t, from)
	files{"a.ipynb": "mine", given: "{"}.write(t, to)
	_, err := Update(from, to)
	if err == nil || !strings.Contains(err.Error(), filepath.Join(to, given)) {
		t.Errorf("got %v, want an error that names the list", err)
	}
	if got := read(t, to); !maps.Equal(got, files{"a.ipynb": "mine"}) {
		t.Errorf("got %v", got)
	}
}
