package build

import (
	"context"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Package is one that programs can import.
type Package struct {
	Path      string
	Dir       string // of its source
	Standard  bool   // of the standard library
	Workspace bool   // of a module of the workspace
	Indirect  bool   // of a module that only the workspace's requirements require
}

// Name is what the package is most likely called, by its path.
func (p Package) Name() string { return stem(p.Path)[strings.LastIndexByte(stem(p.Path), '/')+1:] }

// Packages returns those that there are: the standard library's first, then the
// workspace's, then those of its direct requirements, then of theirs. With an error,
// the standard library's are there all the same.
func (b *Builder) Packages(ctx context.Context) ([]Package, error) {
	b.index.mu.Lock()
	defer b.index.mu.Unlock()
	all, err := b.index.entries(ctx)
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(e, f entry) int { return e.rank - f.rank })
	var packages []Package
	for _, e := range all {
		if e.rank != rankWorkspace || !isProgram(e.dir) {
			packages = append(packages, Package{e.path, e.dir, e.rank == rankStd, e.rank == rankWorkspace, e.rank == rankIndirect})
		}
	}
	return packages, err
}

// Rare says whether a package of the workspace is built only when a cell imports it, which
// hardly ever happens: it needs 150 MB of modules, and the kernel has it built in.
func Rare(path string) bool { return path == "dlmath/nnlib/experiment/parquet" }

// isProgram says whether a folder's first Go file is of package main.
func isProgram(dir string) bool {
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		if name := f.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.PackageClauseOnly)
			return err == nil && file.Name.Name == "main"
		}
	}
	return false
}

// Exports returns the names that a package exports, by its source alone: whether it
// compiles or not.
func (b *Builder) Exports(ctx context.Context, path string) ([]string, error) {
	b.index.mu.Lock()
	defer b.index.mu.Unlock()
	all, err := b.index.entries(ctx)
	for _, e := range all {
		if e.path == path {
			return slices.Sorted(maps.Keys(b.index.exports(e).names)), nil
		}
	}
	return nil, err
}
