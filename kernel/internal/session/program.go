package session

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path"
	"path/filepath"
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
	number  int  // of the cell
	reads   bool // it may read standard input
	flags   bool // its body begins by reading the flags among its arguments

	div string // of %wasm, the id of the element on the page that is the program's own

	// Set by a plan: text of ours around declarations, or instead of them, at file scope,
	// and at the start of main.
	plan        *plan // nil if there is none
	around      map[*declaration][2]string
	instead     map[*declaration]string
	kept, watch string

	searchErr error // packages were looked for in the standard library alone
}

// program collects what the program of a cell holds.
func (s *Session) program(ctx context.Context, d declarations, c *cell.Cell, number int) *program {
	p := &program{body: c.Main, number: number}
	if isWasm(c) {
		p.div = "gonb_id_" + rand.Text()[:8]
	}
	var uses []cell.Uses
	p.decls, uses = d.needed(c, number)
	p.reads = reads(uses)
	s.resolve(ctx, d, p, uses)
	if p.flags = p.body != nil && !p.body.Func && slices.Contains(p.importPaths(), "flag"); p.flags {
		p.support("flag")
	}
	return p
}

// resolve finds the imports of a program that uses these names.
func (s *Session) resolve(ctx context.Context, d declarations, p *program, uses []cell.Uses) {
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
	names := s.packageNames(ctx, d.imports, s.values.wanted(p.decls)...)
	for _, imp := range slices.Backward(d.imports) { // of two with one name the later one counts
		name := imp.Name
		if name == "" {
			name = names[imp.Path]
		}
		_, used := packages[name]
		if used || name == "_" || name == "." && s.offers(ctx, imp.Path, uses) {
			delete(packages, name)
			p.imports = append(p.imports, imp)
		}
	}
	var found map[string]string
	found, p.searchErr = s.builder.Imports(ctx, packages)
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if s.permit != nil && !s.permit(found[name]) {
			continue // the compiler will say that the name is not there
		}
		p.imports = append(p.imports, importSpec{cell.Import{Name: name, Path: found[name]}, 0})
	}
}

// checkImports returns an error if a package that the cell imports cannot be had. Those
// that the cell does not use yet are not in its program, and nobody else would say so.
func (s *Session) checkImports(ctx context.Context, c *cell.Cell, p *program) error {
	var wrong build.Errors
	for _, imp := range c.Imports {
		if p.div != "" || imp.Path == "C" || slices.Contains(p.importPaths(), imp.Path) {
			continue
		}
		_, err := s.builder.Importer(ctx, imp.Path)
		var errs build.Errors
		if !errors.As(err, &errs) {
			if err != nil {
				return err
			}
			continue
		}
		for _, e := range errs {
			if e.File == "" {
				e.File, e.Line, e.Column = fileName(p.number), imp.Line, imp.Column
			}
			wrong = append(wrong, e)
		}
	}
	if wrong == nil {
		return nil
	}
	return wrong
}

// packageNames returns the names of imported packages by import path. All are asked for
// at once, for each question that is new to the builder takes the go command a while;
// so are others that will be wanted.
func (s *Session) packageNames(ctx context.Context, imports []importSpec, others ...string) map[string]string {
	var paths []string
	for _, imp := range imports {
		if imp.Name == "" {
			paths = append(paths, imp.Path)
		}
	}
	names := map[string]string{}
	all, allErr := s.builder.Importer(ctx, append(others, paths...)...)
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

// offers tells whether a package has one of the names that are used.
func (s *Session) offers(ctx context.Context, path string, uses []cell.Uses) bool {
	importer, err := s.builder.Importer(ctx, path)
	if err != nil {
		return true // the build will say what is wrong with it
	}
	pkg, err := importer.Import(path)
	return err != nil || slices.ContainsFunc(uses, func(u cell.Uses) bool {
		for name := range u {
			if token.IsExported(name) && pkg.Scope().Lookup(name) != nil {
				return true
			}
		}
		return false
	})
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
	b.WriteString(p.kept)
	for _, d := range p.decls {
		text, ok := p.instead[d]
		if !ok {
			text = p.around[d][0] + d.Go(fileName(d.Cell)) + p.around[d][1]
		}
		fmt.Fprintf(&b, "\n%s\n", text)
	}
	if p.body == nil {
		b.WriteString("\nfunc main() {}\n")
		return b.Bytes()
	}
	body := *p.body
	body.Source = p.written(insertions)
	begin := p.watch
	if p.flags {
		begin += "dlmath_flag.Parse()\n"
	}
	fmt.Fprintf(&b, "\nfunc main() {\n%s%s\n}\n", begin, body.Go(fileName(p.number)))
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

// keepSource leaves the source of the last program in the folder where !* runs, for
// commands such as !*go vet.
func (s *Session) keepSource(p build.Program) error {
	for _, name := range []string{"main.go", "main_test.go"} {
		file := filepath.Join(s.builder.Dir(), name)
		source, ok := p.Files[name]
		var err error
		if ok {
			err = os.WriteFile(file, source, 0o644)
		} else if err = os.Remove(file); os.IsNotExist(err) {
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
