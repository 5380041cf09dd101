package experiment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"dlmath/nnlib/internal/cpu"
)

// Environment says in what runs were done: all that might make another result of them.
// Hashes are SHA-256 in hexadecimal digits.
type Environment struct {
	Toolchain string `json:"toolchain"` // such as go1.26.8
	GOOS      string `json:"goos"`
	GOARCH    string `json:"goarch"`
	GOAMD64   string `json:"goamd64,omitempty"`
	SIMD      string `json:"simd"` // portable, avx2 or avx512
	CPU       string `json:"cpu"`
	Program   string `json:"program"` // the hash of the executable

	Git   Git               `json:"git"`
	GoMod string            `json:"go.mod,omitempty"` // hashes of the files
	GoSum string            `json:"go.sum,omitempty"`
	Data  map[string]string `json:"data,omitempty"` // the hash of each data file
}

// NewEnvironment returns that of this program, with the hashes of the data files. The
// repository and go.mod are those around the working folder; where there are none, they
// stay empty. It returns an error when a data file cannot be read.
func NewEnvironment(files ...string) (Environment, error) {
	e := program()
	e.SIMD = cpu.Level().String()
	for _, name := range files {
		sum, err := fileHash(name)
		if err != nil {
			return e, fmt.Errorf("a data file of the study: %w", err)
		}
		if e.Data == nil {
			e.Data = map[string]string{}
		}
		e.Data[filepath.ToSlash(name)] = sum
	}
	return e, nil
}

// program is what does not change while a program runs: its code has been read.
var program = sync.OnceValue(func() Environment {
	e := Environment{
		Toolchain: runtime.Version(),
		GOOS:      runtime.GOOS,
		GOARCH:    runtime.GOARCH,
		GOAMD64:   goamd64,
		CPU:       processor(),
		Git:       git(),
	}
	if executable, err := os.Executable(); err == nil {
		e.Program, _ = fileHash(executable)
	}
	if dir := above("go.mod"); dir != "" {
		e.GoMod, _ = fileHash(filepath.Join(dir, "go.mod"))
		e.GoSum, _ = fileHash(filepath.Join(dir, "go.sum"))
	}
	return e
})

// ID is a short name: the beginning of the environment's own hash.
func (e Environment) ID() string {
	text, _ := json.Marshal(e) // which has no value that JSON lacks
	return hash(text)[:12]
}

func readEnvironment(file string) (e Environment, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal(text, &e); err != nil {
		return e, fmt.Errorf("%s is damaged: %w; remove it", file, err)
	}
	return e, nil
}

// changes says what is another in now, each on a line that names what it means for results.
func (e Environment) changes(now Environment) (list []string) {
	for _, c := range []struct{ what, was, is string }{
		{"the toolchain", e.Toolchain, now.Toolchain},
		{"the system", e.GOOS, now.GOOS},
		{"the architecture", e.GOARCH, now.GOARCH},
		{"GOAMD64", e.GOAMD64, now.GOAMD64},
		{"the vector instructions", e.SIMD, now.SIMD},
		{"the processor", e.CPU, now.CPU},
		{"go.mod", short(e.GoMod), short(now.GoMod)},
		{"go.sum", short(e.GoSum), short(now.GoSum)},
		{"the commit", short(e.Git.Commit), short(now.Git.Commit)},
		{"what is not committed", short(e.Git.Uncommitted), short(now.Git.Uncommitted)},
	} {
		if c.was != c.is {
			list = append(list, fmt.Sprintf("%s: was %s, is %s", c.what, orNone(c.was), orNone(c.is)))
		}
	}
	return list
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func short(hash string) string { return hash[:min(len(hash), 12)] }

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func fileHash(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// above is the nearest folder, from the working folder upwards, that holds a name.
func above(name string) string {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, name)); missing == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// processor is the name of the processor, where the system tells it.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
