package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"

	"dlmath/nnlib/internal/cpu"
)

// prepare makes in the folder cache what the peers need, and returns them all, those
// that are missing with the reason.
func prepare(cache string) ([]*peer, error) {
	mod, err := output("go", "env", "GOMOD")
	if err != nil {
		return nil, err
	}
	source := filepath.Join(filepath.Dir(mod), "nnlib", "internal", "bench", "testdata")
	if _, err := os.Stat(source); err != nil {
		return nil, fmt.Errorf("the sources of the peers are not in %s: run this command in a clone of the repository", source)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c, octave := inC(source, cache), inOctave(source, cache)
	octave.env = c.env // it has the same OpenBLAS
	peers := []*peer{{name: "dlmath", command: []string{self, "-peer", "dlmath"}}, c}
	peers = append(peers, inPython(source, cache)...)
	return append(peers,
		&peer{name: "gonum", version: dependency("gonum.org/v1/gonum"), command: []string{self, "-peer", "gonum"}},
		inGomlx(source, cache), octave), nil
}

func inC(source, cache string) *peer {
	blas := filepath.Join(cache, "blas")
	p := &peer{name: "C", command: []string{blas, cache}}
	if _, err := output("cc", "-O3", "-march=native", "-o", blas, filepath.Join(source, "blas.c"), "-lopenblas", "-lm"); err != nil {
		p.missing = fmt.Sprintf("%v (on Debian: apt-get install gcc libopenblas-dev)", err)
		return p
	}
	tiny := filepath.Join(cache, "tiny")
	if _, err := output("cc", "-O3", "-march=native", "-o", tiny, filepath.Join(source, "tiny.c")); err == nil {
		p.tiny = tiny // it needs AVX-512
	}
	compiler, _ := output("cc", "--version")
	library, _ := output(blas)
	if cpu.Level() == cpu.AVX512 && strings.Contains(library, "Prescott") { // a processor newer than the library
		p.env = []string{"OPENBLAS_CORETYPE=SKYLAKEX"}
		library, _ = output("env", append(p.env, blas)...)
	}
	p.version = firstLine(compiler) + "; " + library
	return p
}

func inPython(source, cache string) []*peer {
	python, err := findPython(cache)
	peers := []*peer{{name: "NumPy"}, {name: "PyTorch"}, {name: "SciPy"}}
	for i, name := range []string{"numpy", "torch", "scipy"} {
		p := peers[i]
		p.command = []string{python, filepath.Join(source, "peers.py"), name, cache}
		if err != nil {
			p.missing = err.Error()
			continue
		}
		version, err := output(python, "-c", "import "+name+"; print("+name+".__version__)")
		if err != nil {
			p.missing = err.Error()
		}
		p.version = version
	}
	return peers
}

// findPython returns a Python with the packages: the one that DLMATH_BENCH_PYTHON
// names, or one of our own in the cache.
func findPython(cache string) (string, error) {
	if python := os.Getenv("DLMATH_BENCH_PYTHON"); python != "" {
		return python, nil
	}
	venv := filepath.Join(cache, "python")
	python := filepath.Join(venv, "bin", "python")
	ready := filepath.Join(venv, "ready")
	if _, err := os.Stat(ready); err == nil {
		return python, nil
	}
	fmt.Fprintln(os.Stderr, "installing NumPy, SciPy and PyTorch in", venv, "(once; DLMATH_BENCH_PYTHON names a Python that has them)")
	if _, err := output("python3", "-m", "venv", venv); err != nil {
		return "", err
	}
	if _, err := output(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "numpy", "scipy", "torch"); err != nil {
		return "", err
	}
	return python, os.WriteFile(ready, nil, 0o666)
}

func inGomlx(source, cache string) *peer {
	program := filepath.Join(cache, "gomlx")
	p := &peer{name: "gomlx", version: "v0.28.0, pure Go, GOEXPERIMENT=simd", command: []string{program, cache}}
	cmd := exec.Command("go", "build", "-C", filepath.Join(source, "gomlx"), "-o", program, ".")
	cmd.Env = append(os.Environ(), "GOEXPERIMENT=simd")
	if err := run(cmd); err != nil {
		p.missing = err.Error()
	}
	return p
}

func inOctave(source, cache string) *peer {
	p := &peer{name: "Octave", command: []string{"octave-cli", "--quiet", "--no-init-file", filepath.Join(source, "peer.m"), cache}}
	version, err := output("octave-cli", "--version")
	if err != nil {
		p.missing = fmt.Sprintf("%v (on Debian: apt-get install octave)", err)
	}
	p.version = strings.TrimPrefix(firstLine(version), "GNU Octave, version ")
	return p
}

// dependency returns the version of a module that this program is made of.
func dependency(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return ""
}

func output(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	var out bytes.Buffer
	cmd.Stdout = &out
	err := run(cmd)
	return strings.TrimSpace(out.String()), err
}

// run adds to an error what the command said last.
func run(cmd *exec.Cmd) error {
	var said bytes.Buffer
	cmd.Stderr = &said
	err := cmd.Run()
	if err == nil {
		return nil
	}
	lines := strings.Split(strings.TrimSpace(said.String()), "\n")
	return fmt.Errorf("%s: %w %s", filepath.Base(cmd.Path), err, lines[len(lines)-1])
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
