package setup

import (
	"bufio"
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// requirements pins every Python package by version and hash, for all platforms
// and for Python 3.10 and later. Left out are Python's own kernel with what it
// alone needs, and rfc3987-syntax, which would cost every start 0.6 s to check
// addresses that no notebook holds.
//
//go:generate uv pip compile --universal --generate-hashes --python-version 3.10 --no-header --no-annotate --no-emit-package rfc3987-syntax --no-emit-package lark --no-emit-package ipykernel --no-emit-package ipython --no-emit-package ipython-pygments-lexers --no-emit-package debugpy --no-emit-package jedi --no-emit-package parso --no-emit-package matplotlib-inline --no-emit-package prompt-toolkit --no-emit-package wcwidth --no-emit-package stack-data --no-emit-package asttokens --no-emit-package executing --no-emit-package pure-eval --no-emit-package nest-asyncio2 --no-emit-package comm --no-emit-package psutil --no-emit-package appnope --no-emit-package decorator --no-emit-package pexpect requirements.in -o requirements.txt
//go:embed requirements.txt
var requirements string

// PythonEnv names the environment variable that chooses the Python to build the
// private environment from.
const PythonEnv = "DLMATH_PYTHON"

// interpreter is a Python that was found on this machine.
type interpreter struct {
	path         string // what it calls itself, with all links followed
	version      string
	major, minor int
	venv         bool // has the modules that make an environment
}

func (p interpreter) recent() bool { return p.major > 3 || p.major == 3 && p.minor >= 10 }

// Must run on any Python, to learn that it is too old. The links are followed, as
// else an environment would break when python3 becomes another version.
const probe = `import os, sys
print(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))
print("%d %d %d" % sys.version_info[:3])
import ensurepip, venv
print("venv")
`

// findPython returns the first usable Python among those that PATH offers, and
// else a Problem.
func (h *Home) findPython(ctx context.Context) (interpreter, error) {
	names := []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"}
	if chosen := os.Getenv(PythonEnv); chosen != "" {
		names = []string{chosen}
	}
	var found []interpreter
	for _, name := range names {
		if p, ok := h.probePython(ctx, name); ok {
			if p.recent() && p.venv {
				return p, nil
			}
			found = append(found, p)
		}
	}
	return interpreter{}, pythonProblem(found)
}

func (h *Home) probePython(ctx context.Context, name string) (p interpreter, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, "-c", probe)
	cmd.Env = h.Environ()
	cmd.WaitDelay = time.Second
	out, _ := cmd.Output() // that the import failed shows in what is missing from the output
	lines := strings.Split(string(out), "\n")
	if len(lines) < 2 {
		return p, false
	}
	var patch int
	if n, _ := fmt.Sscan(lines[1], &p.major, &p.minor, &patch); n != 3 {
		return p, false
	}
	p.path = lines[0]
	p.version = fmt.Sprintf("%d.%d.%d", p.major, p.minor, patch)
	p.venv = len(lines) > 2 && lines[2] == "venv"
	return p, true
}

// pythonProblem says why none of these can be used.
func pythonProblem(found []interpreter) error {
	install := installCommand("python3 python3-venv", "python3", "python", "python313", "python3", "python@3.13")
	if install == "" {
		install = "install Python 3.10 or newer from https://www.python.org/downloads/"
	}
	if len(found) == 0 {
		return &Problem{
			What: "No Python is in PATH; JupyterLab needs Python 3.10 or newer.",
			Mend: "Install it:  " + install,
		}
	}
	for _, p := range found {
		if p.recent() {
			if c := installCommand(fmt.Sprintf("python%d.%d-venv", p.major, p.minor), "python3", "python", "python313", "python3", "python@3.13"); c != "" {
				install = c
			}
			return &Problem{
				What: fmt.Sprintf("Python %s (%s) lacks the modules venv and ensurepip, which make a private environment.", p.version, p.path),
				Mend: "Install them:  " + install,
			}
		}
	}
	var have []string
	for _, p := range found {
		have = append(have, fmt.Sprintf("%s (%s)", p.version, p.path))
	}
	return &Problem{
		What: fmt.Sprintf("JupyterLab needs Python 3.10 or newer; here is only %s.", strings.Join(have, ", ")),
		Mend: fmt.Sprintf("Install a newer one:  %s\nIf you have one elsewhere, name it:  %s=/path/to/python3 go run ./kernel lab", install, PythonEnv),
	}
}

// pythonStep makes the private Python environment, always from nothing: a package
// that was cut short in the middle can look whole to pip. What pip has fetched
// before stays in its cache.
func (h *Home) pythonStep() *step {
	venv := h.path("venv")
	return &step{
		id:    "python",
		title: "Python environment with JupyterLab",
		inputs: func() (string, error) {
			wheel, err := translatorWheel()
			return venv + "\n" + requirements + string(wheel), err
		},
		made: func() []string { return []string{h.python(), filepath.Join(venv, "bin", "jupyter-lab")} },
		run: func(ctx context.Context, r *runner) error {
			p, err := h.findPython(ctx)
			if err != nil {
				return err
			}
			if err := os.RemoveAll(venv); err != nil {
				return err
			}
			if _, err := r.do(r.session.Command(ctx, p.path, "-m", "venv", venv)); err != nil {
				return err
			}
			list := filepath.Join(r.session.Dir, "requirements.txt")
			own, err := translatorRequirement(r.session.Dir)
			if err != nil {
				return err
			}
			if err := os.WriteFile(list, []byte(requirements+own), 0o644); err != nil {
				return err
			}
			// No dependencies: the list is whole. Wheels only: a package built here would
			// fetch build tools that no hash pins.
			_, err = r.do(r.session.Python(ctx, "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary=:all:",
				"--quiet", "--no-input", "--disable-pip-version-check", "-r", list))
			if err != nil {
				return err
			}
			return h.linkKernel()
		},
	}
}

// pinned returns the version of a Python package that requirements.txt names.
func pinned(name string) string {
	for lines := bufio.NewScanner(strings.NewReader(requirements)); lines.Scan(); {
		if version, ok := strings.CutPrefix(lines.Text(), name+"=="); ok {
			return strings.Fields(version)[0]
		}
	}
	return ""
}
