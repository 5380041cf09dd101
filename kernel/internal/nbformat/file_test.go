package nbformat

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const small = "{\n \"nbformat\": 4, \"cells\": [\n  {\"cell_type\": \"code\", \"source\": \"\", \"execution_count\": null, \"outputs\": []}]}"

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func open(t *testing.T, path string) *Notebook {
	t.Helper()
	n, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func write(t *testing.T, n *Notebook, path string) {
	t.Helper()
	if err := n.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	equal(t, n.Bytes(), readText(t, path))
}

// alone fails if anything but these files is in the folder: a temporary file.
func alone(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	if strings.Join(found, " ") != strings.Join(names, " ") {
		t.Errorf("the folder holds %q, want %q", found, names)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a b.ipynb")
	writeText(t, path, small)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	n := open(t, path)
	for count := range 3 { // several times, as a program that saves after each cell
		set(t, n.Cells()[0], count, Stream{"stdout", "x"})
		write(t, n, path)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o640 {
		t.Errorf("mode %v, %v; want 0640", info.Mode(), err)
	}
	write(t, n, filepath.Join(dir, "c.ipynb")) // a new file
	writeText(t, filepath.Join(dir, "c.ipynb"), "old")
	write(t, n, filepath.Join(dir, "c.ipynb")) // one that it was not read from
	alone(t, dir, "a b.ipynb", "c.ipynb")
}

// A file that has these bytes already is not touched.
func TestWriteFileSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.ipynb")
	writeText(t, path, small)
	long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, long, long); err != nil {
		t.Fatal(err)
	}
	write(t, open(t, path), path)
	if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(long) {
		t.Errorf("modified %v, %v; want %v", info.ModTime(), err, long)
	}
}

// What somebody else has saved meanwhile is not lost.
func TestWriteFileChanged(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.ipynb")
	writeText(t, path, small)
	n := open(t, path)
	set(t, n.Cells()[0], 1)
	writeText(t, path, small+"\n")
	if err := n.WriteFile(path); err == nil || !strings.HasPrefix(err.Error(), path+" was changed by another program since it was read; nothing was written.") {
		t.Errorf("got %v, want that it was changed", err)
	}
	if got := readText(t, path); got != small+"\n" {
		t.Errorf("the file now has %q", got)
	}
	t.Chdir(dir)
	if err := n.WriteFile("a.ipynb"); err == nil {
		t.Error("the same file by another path is written")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(t, n, path)
	alone(t, dir, "a.ipynb")
}

// A symbolic link stays one.
func TestWriteFileLink(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "a.ipynb"), filepath.Join(dir, "link.ipynb")
	writeText(t, path, small)
	if err := os.Symlink("a.ipynb", link); err != nil {
		t.Fatal(err)
	}
	n := open(t, link)
	set(t, n.Cells()[0], 1)
	write(t, n, link)
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	equal(t, n.Bytes(), readText(t, path))
}

func TestWriteFileErrors(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.ipynb")
	writeText(t, path, small)
	n := open(t, path)
	set(t, n.Cells()[0], 1)
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	loop := filepath.Join(dir, "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{
		path:                             path + " is read-only; nothing was written. Allow it with:  chmod u+w '" + path + "'",
		dir:                              dir + ": is a directory",
		filepath.Join(dir, "no", "file"): filepath.Join(dir, "no", "file") + ": nothing was written: ",
		loop:                             "too many links",
	} {
		if err := n.WriteFile(target); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if got := readText(t, path); got != small {
		t.Errorf("the file now has %q", got)
	}
	alone(t, dir, "a.ipynb", "loop")
}
