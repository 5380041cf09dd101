package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Program is the source of a program.
type Program struct {
	// Files are the files of package main by name, without a folder: Go files, and
	// what they embed.
	Files map[string][]byte

	Test  bool     // build the tests in the files *_test.go
	Flags []string // for go build, as "-race" or "-gcflags=-m"
	Env   []string // for go build, as "GOOS=js"

	// Log, if not nil, gets what the go command says while it builds well, as it
	// does with -gcflags=-m.
	Log io.Writer
}

// Build builds the program and returns the name of its executable file, which
// stays for as long as it is among the last few that were built. A program that
// does not build gives [Errors]; ctx.Err() if ctx is done first.
func (b *Builder) Build(ctx context.Context, p Program) (executable string, err error) {
	imports, err := scan(p)
	if err != nil {
		return "", err
	}
	var config []byte
	if len(p.Env) == 0 { // else the imports may not be there for this platform
		l, err := b.listing(ctx, imports.paths())
		if err != nil {
			return "", err
		}
		if errs := b.importErrors(ctx, l, imports); errs != nil {
			return "", errs
		}
		config = l.linkConfig(imports.paths())
	}
	if p.compilerAlone(imports) {
		return b.programs.get(p.key(config), func(dir, key string) error {
			return b.compileAndLink(ctx, dir, key, p, config)
		})
	}
	// No key: what the go command makes of its flags and the environment is not
	// known here.
	return b.programs.get("", func(dir, _ string) error {
		return b.goBuild(ctx, dir, p, imports)
	})
}

// imported is where a program imports what, in the order of the source.
type imported []struct {
	path string
	at   token.Position
}

// paths returns what is imported, without the pseudo-package C.
func (i imported) paths() []string {
	var paths []string
	for _, spec := range i {
		if spec.path != "C" {
			paths = append(paths, spec.path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func (i imported) has(path string) bool {
	for _, spec := range i {
		if spec.path == path {
			return true
		}
	}
	return false
}

func scan(p Program) (imported, error) {
	var imports imported
	files := token.NewFileSet()
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		if name != filepath.Base(name) {
			return nil, fmt.Errorf("the program's file %q is in a folder; it must be a plain name", name)
		}
		if filepath.Ext(name) != ".go" {
			continue
		}
		file, err := parser.ParseFile(files, name, p.Files[name], parser.ImportsOnly)
		var list scanner.ErrorList
		if errors.As(err, &list) {
			var errs Errors
			for _, e := range list {
				errs = append(errs, Error{File: e.Pos.Filename, Line: e.Pos.Line, Column: e.Pos.Column, Message: e.Msg})
			}
			return nil, errs
		} else if err != nil {
			return nil, err
		}
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, err
			}
			imports = append(imports, struct {
				path string
				at   token.Position
			}{path, files.Position(spec.Pos())})
		}
	}
	return imports, nil
}

// compilerAlone says whether the compiler needs no help by the go command.
func (p Program) compilerAlone(imports imported) bool {
	if p.Test || len(p.Flags) > 0 || len(p.Env) > 0 || imports.has("C") {
		return false
	}
	for name, source := range p.Files {
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return false
		}
		for _, directive := range []string{"//go:embed", "//go:build", "// +build"} {
			if bytes.Contains(source, []byte(directive)) {
				return false
			}
		}
	}
	return true
}

// key is a hash of all that the executable depends on.
func (p Program) key(config []byte) string {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		fmt.Fprintf(hash, "%q %d\n%s", name, len(p.Files[name]), p.Files[name])
	}
	hash.Write(config)
	return fmt.Sprintf("%x", hash.Sum(nil)[:16])
}

// write writes the program's files to a folder.
func (p Program) write(dir string) error {
	for name, source := range p.Files {
		if err := os.WriteFile(filepath.Join(dir, name), source, 0o644); err != nil {
			return err
		}
	}
	return nil
}
