package build

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A listing is what the go command says about some imports and all that they
// need: it has compiled them, and the build cache holds the result.
type listing struct {
	packages map[string]*listed
	direct   map[string]bool // the imports that it was made for
	types    *Importer

	modules  stamp            // of go.mod, go.sum and go.work
	modFiles []string         // whose stamp that is
	sources  map[string]stamp // of the packages that no version pins, by import path
}

// listed is a package as go list -json describes it.
type listed struct {
	ImportPath string
	Name       string
	Dir        string
	Export     string // the compiled package
	Standard   bool
	Imports    []string
	EmbedFiles []string
	Module     *struct {
		Main    bool
		GoMod   string
		Replace *struct{ Version string }
	}
	Error      *listError
	DepsErrors []*listError
}

type listError struct{ Err string }

const listFields = "ImportPath,Name,Dir,Export,Standard,Imports,EmbedFiles,Module,Error,DepsErrors"

// pinned says whether the package's source cannot change: it belongs to Go or to
// a version of a module.
func (p *listed) pinned() bool {
	if p.Standard || p.Module == nil {
		return p.Standard
	}
	return !p.Module.Main && (p.Module.Replace == nil || p.Module.Replace.Version != "")
}

// stamp is that of the package's source files.
func (p *listed) stamp() stamp {
	names := []string{p.Dir}
	for _, embedded := range p.EmbedFiles {
		if sub := filepath.Dir(embedded); sub != "." {
			names = append(names, filepath.Join(p.Dir, sub))
		}
	}
	return stampOf(slices.Compact(names)...)
}

// listing returns one that holds the imports and is up to date, and makes it anew
// if need be. An import that cannot be had is in it, with its error.
func (b *Builder) listing(ctx context.Context, imports []string) (*listing, error) {
	if err := b.mend(); err != nil {
		return nil, err
	}
	if l := b.kept.Load(); l != nil && l.freshIn(ctx, imports) {
		return l, nil
	}
	select {
	case b.turn <- struct{}{}:
		defer func() { <-b.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if l := b.kept.Load(); l != nil && l.freshIn(ctx, imports) { // somebody else has just asked
		return l, nil
	}
	// All that was ever imported is listed together: one listing never mixes
	// packages from before a change with those from after it.
	all := maps.Clone(b.asked)
	for _, path := range imports {
		all[path] = true
	}
	l, err := b.list(ctx, slices.Sorted(maps.Keys(all)))
	if err != nil {
		return nil, err
	}
	for path := range all {
		if l.problem(path) == "" {
			b.asked[path] = true
		} else {
			delete(b.asked, path)
			delete(l.direct, path) // looked for again next time
		}
	}
	b.kept.Store(l)
	l.noteFresh(ctx, imports)
	return l, nil
}

func (b *Builder) list(ctx context.Context, imports []string) (*listing, error) {
	l := &listing{packages: map[string]*listed{}, direct: map[string]bool{}, sources: map[string]stamp{}}
	dir := filepath.Join(b.dir, "imports")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	source := "package main\n\n"
	for _, path := range imports {
		l.direct[path] = true
		source += fmt.Sprintf("import _ %q\n", path)
	}
	source += "\nfunc main() {}\n"
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o644); err != nil {
		return nil, err
	}

	begin := time.Now()
	out, err := output(b.tools.list(ctx, dir, "-e", "-export", "-deps", "-json="+listFields, "."))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("the go command cannot list the imports: %w", err)
	}
	l.modFiles = []string{filepath.Join(b.dir, "go.work")} // go.work.sum the go command keeps itself
	b.addModule(l, filepath.Join(b.dir, "go.mod"))
	for _, root := range b.roots {
		b.addModule(l, filepath.Join(root, "go.mod"))
	}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := decoder.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		if p.Dir == dir {
			continue
		}
		l.packages[p.ImportPath] = p
		if p.Dir != "" && !p.pinned() {
			l.sources[p.ImportPath] = p.stamp()
			if p.Module != nil {
				b.addModule(l, p.Module.GoMod)
			}
		}
	}
	l.modules = stampOf(l.modFiles...)
	end := time.Now()
	for path, s := range l.sources {
		if !s.settled(begin, end) {
			l.sources[path] = stamp{}
		}
	}
	if !l.modules.settled(begin, end) {
		l.modules = stamp{}
	}
	l.types = newImporter(l, b.tools.goRoot)
	return l, nil
}

// addModule adds a go.mod and its go.sum to those whose change makes the listing
// out of date.
func (b *Builder) addModule(l *listing, goMod string) {
	if !slices.Contains(l.modFiles, goMod) {
		l.modFiles = append(l.modFiles, goMod, strings.TrimSuffix(goMod, "mod")+"sum")
	}
}

// fresh says whether the listing holds all that the imports need, as it is now.
func (l *listing) fresh(imports []string) bool {
	for _, path := range imports {
		if !l.direct[path] {
			return false
		}
	}
	if stampOf(l.modFiles...).text != l.modules.text {
		return false
	}
	for _, p := range l.closure(imports) {
		if p.Export != "" {
			// Go drops from its cache what was not used for five days.
			if _, err := os.Stat(p.Export); err != nil {
				return false
			}
		}
		if s, ok := l.sources[p.ImportPath]; ok && s.text != p.stamp().text {
			return false
		}
	}
	return true
}

// closure is the imports, what every program needs, and what these import in
// their turn, by import path.
func (l *listing) closure(imports []string) []*listed {
	var found []*listed
	seen := map[string]bool{}
	var visit func(path string)
	visit = func(path string) {
		if seen[path] {
			return
		}
		seen[path] = true
		if p := l.packages[path]; p != nil {
			found = append(found, p)
			for _, q := range p.Imports {
				visit(q)
			}
		}
	}
	visit("runtime")
	visit("math") // for floating point on small processors
	for _, path := range imports {
		visit(path)
	}
	slices.SortFunc(found, func(p, q *listed) int { return strings.Compare(p.ImportPath, q.ImportPath) })
	return found
}

// problem is what the go command says is wrong with an import, or "".
func (l *listing) problem(path string) string {
	p := l.packages[path]
	switch {
	case path == "unsafe":
		return ""
	case p == nil:
		return "package " + path + " is not known to the go command"
	case p.Error != nil:
		return p.Error.Err
	case len(p.DepsErrors) > 0:
		return p.DepsErrors[0].Err
	case p.Name == "main":
		return fmt.Sprintf("%s is a program, which cannot be imported", path)
	case p.Export == "":
		return fmt.Sprintf("package %s does not compile", path)
	}
	return ""
}

// linkConfig is the import configuration for compiler and linker.
func (l *listing) linkConfig(imports []string) []byte {
	var text bytes.Buffer
	for _, p := range l.closure(imports) {
		if p.Export != "" {
			fmt.Fprintf(&text, "packagefile %s=%s\n", p.ImportPath, p.Export)
		}
	}
	return text.Bytes()
}
