package grade

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a submission's program can read are data: no notebook, which has the hidden tests,
// nothing that is hidden, and nothing that a link leads to.
func TestCopyFiles(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"points.csv": "1,2", "more/points.csv": "3,4",
		"1.ipynb": "secret", "more/2.ipynb": "secret", ".ipynb_checkpoints/1-checkpoint.ipynb": "secret", ".git/config": "secret",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(from, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(from, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(from, "1.ipynb"), filepath.Join(from, "link.csv")); err != nil {
		t.Fatal(err)
	}
	if err := CopyFiles(to, from); err != nil {
		t.Fatal(err)
	}
	var files []string
	err := filepath.WalkDir(to, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		files = append(files, strings.TrimPrefix(name, to+"/")+" "+string(text))
		return err
	})
	if got := strings.Join(files, "; "); err != nil || got != "more/points.csv 3,4; points.csv 1,2" {
		t.Errorf("%s, %v", got, err)
	}
}
