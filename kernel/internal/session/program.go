package session

import (
	"bytes"
	"context"
	"fmt"
	"go/types"
	"maps"
	"path"
	"regexp"
	"slices"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
)

// program is the source of a cell's program, in the making.
type program struct {
	imports []importSpec
	decls   []*declaration
	body    *cell.Body
	number  int // of the cell
}

// program collects what the program of a cell holds. With an error, such as that the
// standard library alone could be searched for a package, it is the best that can be had.
func (s *Session) program(ctx context.Context, d declarations, c *cell.Cell, number int) (*program, error) {
	p := &program{body: c.Main, number: number}
	var uses []cell.Uses
	p.decls, uses = d.needed(c.Main, number)
	packages := cell.Uses{} // the names that nothing declares, with what is selected from them
	for _, u := range uses {
		for name, selected := range u {
			if d.find(name) != nil || types.Universe.Lookup(name) != nil || len(selected) == 0 {
				continue
			}
			if packages[name] == nil {
				packages[name] = map[string]bool{}
			}
			maps.Copy(packages[name], selected)
		}
	}
	names := s.packageNames(ctx, d.imports)
	for _, imp := range d.imports {
		name := imp.Name
		if name == "" {
			name = names[imp.Path]
		}
		if _, used := packages[name]; used || name == "." || name == "_" {
			delete(packages, name)
			p.imports = append(p.imports, imp)
		}
	}
	found, err := s.builder.Imports(ctx, packages)
	for _, name := range slices.Sorted(maps.Keys(found)) {
		p.imports = append(p.imports, importSpec{cell.Import{Name: name, Path: found[name]}, 0})
	}
	return p, err
}

// packageNames returns the names of imported packages by import path. All are asked for
// at once, for each question that is new to the builder takes the go command a while.
func (s *Session) packageNames(ctx context.Context, imports []importSpec) map[string]string {
	var paths []string
	for _, imp := range imports {
		if imp.Name == "" {
			paths = append(paths, imp.Path)
		}
	}
	names := map[string]string{}
	all, allErr := s.builder.Importer(ctx, paths...)
	for _, path := range paths {
		importer, err := all, allErr
		if err != nil { // one cannot be had; the others can
			importer, err = s.builder.Importer(ctx, path)
		}
		names[path] = guess(path)
		if err != nil {
			continue // the build will say what is wrong with it
		}
		if p, err := importer.Import(path); err == nil {
			names[path] = p.Name()
		}
	}
	return names
}

// guess is the name that a package most likely has.
func guess(importPath string) string {
	name := path.Base(importPath)
	if version.MatchString(name) {
		name = path.Base(path.Dir(importPath))
	}
	return name
}

var version = regexp.MustCompile(`^v[0-9]+$`)

// importPaths are the import paths of the program.
func (p *program) importPaths() []string {
	var paths []string
	for _, imp := range p.imports {
		paths = append(paths, imp.Path)
	}
	return paths
}

// source writes the program. Insertions go into the body, and own is code of ours at
// file scope.
func (p *program) source(insertions []insertion, own string) []byte {
	var b bytes.Buffer
	b.WriteString("package main\n\n")
	for _, imp := range p.imports {
		if imp.Cell > 0 {
			fmt.Fprintf(&b, "//line %s:%d:%d\n", fileName(imp.Cell), imp.Line, imp.Column)
		}
		fmt.Fprintf(&b, "import %s %q\n", imp.Name, imp.Path)
	}
	b.WriteString(own)
	for _, d := range p.decls {
		fmt.Fprintf(&b, "\n%s\n", d.Go(fileName(d.Cell)))
	}
	if p.body == nil {
		b.WriteString("\nfunc main() {}\n")
		return b.Bytes()
	}
	body := *p.body
	body.Source = p.written(insertions)
	fmt.Fprintf(&b, "\nfunc main() {\n%s\n}\n", body.Go(fileName(p.number)))
	return b.Bytes()
}

// fileName is how the compiler and the run time call a cell.
func fileName(number int) string { return fmt.Sprintf("Cell[%d]", number) }

func (p *program) files(source []byte, test bool) build.Program {
	name := "main.go"
	if test {
		name = "main_test.go"
	}
	return build.Program{Files: map[string][]byte{name: source}, Test: test}
}
