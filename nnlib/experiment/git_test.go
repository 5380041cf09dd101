package experiment

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// What is not committed is known by its hash, new files included, and can be made again
// from the commit and the patch.
func TestGit(t *testing.T) {
	repo := t.TempDir()
	do := func(dir string, args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", cmd, err, out)
		}
	}
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(repo, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	do(repo, "init", "-q")
	write("a.go", "package a\n")
	write("sub/notes.md", "not code\n")
	do(repo, "add", ".")
	do(repo, "commit", "-q", "-m", "first")
	t.Chdir(filepath.Join(repo, "sub"))

	clean := git()
	if clean.Commit == "" || clean.Uncommitted != "" || clean.patch != nil || len(clean.Changed) != 0 {
		t.Errorf("of a clean repository it says %+v", clean)
	}
	write("sub/notes.md", "still not code\n")
	if g := git(); g.Uncommitted != "" {
		t.Errorf("of notes that are no code it says %+v", g)
	}
	write("a.go", "package a\n\nvar A = 1\n")
	write("sub/new θ.go", "package sub\n")
	first := git()
	if want := []string{"a.go", "sub/new θ.go"}; !slices.Equal(first.Changed, want) || first.Uncommitted == "" || first.Commit != clean.Commit {
		t.Errorf("it says %+v, want the files %q", first, want)
	}
	write("sub/new θ.go", "package sub\n\nvar B = 2\n")
	second := git()
	if second.Uncommitted == first.Uncommitted {
		t.Error("a change of a new file is not seen")
	}

	clone := t.TempDir()
	do(clone, "clone", "-q", repo, ".")
	patch := filepath.Join(t.TempDir(), "p")
	if err := os.WriteFile(patch, second.patch, 0o644); err != nil {
		t.Fatal(err)
	}
	do(clone, "apply", patch)
	for name, want := range map[string]string{"a.go": "package a\n\nvar A = 1\n", "sub/new θ.go": "package sub\n\nvar B = 2\n"} {
		if got, err := os.ReadFile(filepath.Join(clone, name)); err != nil || string(got) != want {
			t.Errorf("%s is made again as %q (%v), want %q", name, got, err, want)
		}
	}
	t.Chdir(t.TempDir())
	if g := git(); g.Commit != "" {
		t.Errorf("outside of a repository it says %+v", g)
	}
}
