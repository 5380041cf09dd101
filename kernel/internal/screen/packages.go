package screen

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Default are the packages that every submission may import. An entry "path.Name" is a
// single name of a package that is not allowed as a whole; "-path.Name" takes one out, and
// "-path" a package.
var Default = []string{
	"bufio", "bytes", "cmp", "container/heap", "container/list", "container/ring", "context", "errors", "fmt", "io", "iter",
	"log", "maps", "math", "math/big", "math/bits", "math/cmplx", "math/rand", "math/rand/v2", "os.Stdout", "os.Stderr",
	"regexp", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "text/tabwriter", "time", "unicode", "unicode/utf8",

	"gonum.org/v1/gonum/diff/fd", "gonum.org/v1/gonum/floats", "gonum.org/v1/gonum/floats/scalar", "gonum.org/v1/gonum/integrate",
	"gonum.org/v1/gonum/integrate/quad", "gonum.org/v1/gonum/mat", "gonum.org/v1/gonum/optimize", "gonum.org/v1/gonum/stat",
	"gonum.org/v1/gonum/stat/distuv",

	"dlmath/nnlib", "-dlmath/nnlib.Load", "-dlmath/nnlib.RegisterActivation",
	"dlmath/nnlib/dataset", "-dlmath/nnlib/dataset.OpenCSV", "-dlmath/nnlib/dataset.OpenIDX",
	"dlmath/nnlib/figure", "dlmath/nnlib/lsq", "dlmath/nnlib/matlab", "dlmath/nnlib/train",
	"dlmath/nnlib/notebook", "-dlmath/nnlib/notebook.Result", "dlmath/nnlib/notebook/live",
}

// refused are packages that a person may well try, by the names under which they would
// be found without an import, with what to say.
var refused = map[string]string{
	"C":        "C code",
	"asm":      "assembly",
	"cgo":      "C code",
	"debug":    "package runtime/debug",
	"embed":    "package embed",
	"exec":     "package os/exec",
	"filepath": "package path/filepath",
	"homework": "package dlmath/nnlib/homework, which is for test cells,",
	"http":     "package net/http",
	"ioutil":   "package io/ioutil",
	"kept":     "package dlmath/kernel/kept",
	"net":      "package net",
	"os":       "package os",
	"plugin":   "package plugin",
	"reflect":  "package reflect",
	"rpc":      "package net/rpc",
	"runtime":  "package runtime",
	"signal":   "package os/signal",
	"syscall":  "package syscall",
	"testing":  "package testing",
	"unix":     "package golang.org/x/sys/unix",
	"unsafe":   "package unsafe",
}

// packages are those that may be imported, by import path.
type packages map[string]*allowed

// allowed is what may be used of a package.
type allowed struct {
	path   string
	only   []string // nothing else; nil if all
	except []string
}

func (ps packages) add(entry string) {
	entry, except := strings.CutPrefix(entry, "-")
	importPath, name := entry, ""
	// A name begins with a capital letter, which no last element of a path that is followed by one does.
	if i := strings.LastIndexByte(entry, '.'); i > strings.LastIndexByte(entry, '/') && i+1 < len(entry) && entry[i+1] >= 'A' && entry[i+1] <= 'Z' {
		importPath, name = entry[:i], entry[i+1:]
	}
	p := ps[importPath]
	switch {
	case except && (name == "" || p == nil): // nothing of it is left
		ps[importPath] = &allowed{path: importPath, only: []string{}}
	case p == nil:
		p = &allowed{path: importPath}
		ps[importPath] = p
		if name != "" {
			p.only = []string{name}
		}
	case name == "":
		p.only, p.except = nil, nil
	case except:
		p.except = append(p.except, name)
	default:
		if p.only != nil {
			p.only = append(p.only, name)
		}
		p.except = slices.DeleteFunc(p.except, func(s string) bool { return s == name })
	}
}

func (p *allowed) has(name string) bool {
	return (p.only == nil || slices.Contains(p.only, name)) && !slices.Contains(p.except, name)
}

// partial says that not all of the package may be used. It is then imported by its own
// name, so that its uses can be seen.
func (p *allowed) partial() bool { return p.only != nil || p.except != nil }

// none says that nothing of the package may be used: an assignment has taken it out.
func (p *allowed) none() bool { return p.only != nil && len(p.only) == 0 }

// named returns the packages that a name stands for where nothing declares it.
func (ps packages) named(name string) (list []*allowed) {
	for _, p := range ps {
		if baseName(p.path) == name {
			list = append(list, p)
		}
	}
	return list
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// baseName is the name that a package most likely has.
func baseName(importPath string) string {
	if name := path.Base(importPath); !majorVersion.MatchString(name) {
		return name
	}
	return path.Base(path.Dir(importPath))
}
