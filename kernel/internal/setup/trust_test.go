package setup

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestCommittedNotebooks(t *testing.T) {
	h := testHome(t)
	h.Repo = t.TempDir()
	if list, err := h.committedNotebooks(); err != nil || len(list) != 0 {
		t.Fatalf("without a folder notebooks: %v, %v", list, err)
	}
	folder := filepath.Join(h.Repo, "notebooks", "lecture1")
	write := func(name, content string) string {
		t.Helper()
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	ours := write("a lecture.ipynb", "{}")
	write(".ipynb_checkpoints/a lecture.ipynb", "{}")
	want := notebook{ours, "9e26dfeeb6e641a33dae4961196235bdb965b21b"} // git's name for {}

	if list, err := h.committedNotebooks(); err != nil || len(list) != 1 || list[0] != want {
		t.Errorf("without git: %v, %v; want %v", list, err, want)
	}
	git := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("git", append([]string{"-C", h.Repo}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "--quiet")
	git("add", ours)
	write("brought along.ipynb", "{}")
	write("a lecture.ipynb", "{ }")
	if list, err := h.committedNotebooks(); err != nil || len(list) != 1 || list[0] != want {
		t.Errorf("with git: %v, %v; want %v", list, err, want)
	}
}

// The real Python of the checkout's own Home, and signatures in another one.
func TestNotebooksAreSigned(t *testing.T) {
	real, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := real.Setup(t.Context(), os.Stderr); err != nil {
		t.Fatal(err)
	}
	h := testHome(t)
	if err := os.Symlink(real.path("venv"), h.path("venv")); err != nil {
		t.Fatal(err)
	}
	h.Repo = t.TempDir()
	if err := os.Mkdir(filepath.Join(h.Repo, "notebooks"), 0o755); err != nil {
		t.Fatal(err)
	}
	const empty = `{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "execution_count": 1,
		"outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": "%s"}}]}],
		"metadata": {}, "nbformat": 4, "nbformat_minor": 5}`
	ours, theirs := filepath.Join(h.Repo, "notebooks", "ours.ipynb"), filepath.Join(h.Repo, "theirs.ipynb")
	for _, name := range []string{ours, theirs} {
		if err := os.WriteFile(name, fmt.Appendf(nil, empty, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.runSteps(t.Context(), io.Discard, []*step{h.trustStep()}); err != nil {
		t.Fatal(err)
	}
	session, err := h.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	const check = `import nbformat, nbformat.sign, sys
print([nbformat.sign.NotebookNotary().check_signature(nbformat.read(f, 4)) for f in sys.argv[1:]])`
	out, err := session.Python(t.Context(), "-c", check, ours, theirs).CombinedOutput()
	if err != nil || string(out) != "[True, False]\n" {
		t.Errorf("signed are %s, %v; want [True, False]", out, err)
	}
}
