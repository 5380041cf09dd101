package setup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// onlyInPath makes a PATH with these programs alone, given as shell scripts.
func onlyInPath(t *testing.T, scripts map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

func wantProblem(t *testing.T, err error, words ...string) {
	t.Helper()
	var p *Problem
	if !errors.As(err, &p) {
		t.Fatalf("got %v, want a Problem", err)
	}
	if p.What == "" || p.Mend == "" {
		t.Errorf("the problem lacks a sentence or a mend: %+v", p)
	}
	for _, w := range words {
		if !strings.Contains(p.Error(), w) {
			t.Errorf("the problem lacks %q:\n%v", w, p)
		}
	}
}

func TestPythonMissing(t *testing.T) {
	h := testHome(t)
	onlyInPath(t, map[string]string{"apt-get": ""})
	_, err := h.findPython(t.Context())
	wantProblem(t, err, "No Python", "3.10", "apt install python3 python3-venv")
}

func TestPythonTooOld(t *testing.T) {
	h := testHome(t)
	onlyInPath(t, map[string]string{
		"python3": "printf '/usr/bin/python3.8\\n3 8 10\\nvenv\\n'",
		"python":  "printf '/usr/bin/python2.7\\n2 7 18\\n'; exit 1",
	})
	_, err := h.findPython(t.Context())
	wantProblem(t, err, "3.10 or newer", "3.8.10 (/usr/bin/python3.8)", "2.7.18", PythonEnv)
}

func TestPythonNewerUnderAnotherName(t *testing.T) {
	h := testHome(t)
	onlyInPath(t, map[string]string{
		"python3":    "printf '/usr/bin/python3.8\\n3 8 10\\nvenv\\n'",
		"python3.12": "printf '/usr/bin/python3.12\\n3 12 1\\nvenv\\n'",
	})
	p, err := h.findPython(t.Context())
	if err != nil || p.path != "/usr/bin/python3.12" || p.version != "3.12.1" {
		t.Errorf("got %+v, %v; want Python 3.12.1", p, err)
	}
}

// The real Python, with a module ensurepip that cannot be imported, as on Debian
// without python3-venv.
func TestPythonWithoutVenv(t *testing.T) {
	h := testHome(t)
	real, err := h.findPython(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	modules := t.TempDir()
	if err := os.WriteFile(filepath.Join(modules, "ensurepip.py"), []byte("raise ImportError()\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	onlyInPath(t, map[string]string{
		"apt-get": "",
		"python3": fmt.Sprintf("PYTHONPATH=%s exec %s \"$@\"\n", modules, real.path),
	})
	_, err = h.findPython(t.Context())
	wantProblem(t, err, real.version, "venv", fmt.Sprintf("apt install python%d.%d-venv", real.major, real.minor))
}

func TestPythonChosen(t *testing.T) {
	h := testHome(t)
	real, err := h.findPython(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	onlyInPath(t, nil)
	t.Setenv(PythonEnv, real.path)
	if p, err := h.findPython(t.Context()); err != nil || p != real {
		t.Errorf("got %+v, %v; want %+v", p, err, real)
	}
}

func TestPinned(t *testing.T) {
	if v := pinned("jupyterlab"); !strings.HasPrefix(v, "4.") {
		t.Errorf("jupyterlab is pinned at %q, want 4.…", v)
	}
	if v := pinned("jupyter"); v != "" {
		t.Errorf("a package that is not in the list is pinned at %q", v)
	}
}
