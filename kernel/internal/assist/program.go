package assist

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
)

// program is a cell with all that the notebook has declared, checked as far as it goes.
type program struct {
	files    *token.FileSet
	file     *ast.File
	pkg      *types.Package
	info     *types.Info
	decls    []Declaration   // those of the cell itself have the number 0
	importer *build.Importer // nil if there is none in time
}

// program checks a cell. Packages that it names without an import are found, as they
// are when it runs.
func (a *Assistant) program(ctx context.Context, n Notebook, c *cell.Cell) *program {
	p := &program{files: token.NewFileSet(), decls: declarations(n, c)}
	imports := slices.Clone(c.Imports)
	for _, imp := range n.Imports {
		if !slices.ContainsFunc(imports, func(i cell.Import) bool { return i.Path == imp.Path && i.Name == imp.Name }) {
			imports = append(imports, imp)
		}
	}
	var paths []string
	for _, imp := range imports {
		paths = append(paths, imp.Path)
	}
	importer, names := a.packages(ctx, paths)
	missing := p.missing(c)
	for i, imp := range imports {
		if imp.Name == "" {
			imports[i].Name = names[imp.Path]
		}
		delete(missing, imports[i].Name)
	}
	found, _ := within(ctx, a, func(ctx context.Context) (map[string]string, error) {
		return a.builder.Imports(ctx, missing)
	})
	for name, path := range found {
		imports = append(imports, cell.Import{Name: name, Path: path})
		paths = append(paths, path)
	}
	if len(found) > 0 {
		importer, _ = a.packages(ctx, paths)
	}
	p.importer = importer
	p.check(imports, c.Main)
	return p
}

// declarations are those of the notebook and the cell, which may declare some anew.
func declarations(n Notebook, c *cell.Cell) []Declaration {
	list := slices.Clone(n.Decls)
	for _, d := range c.Decls {
		list = slices.DeleteFunc(list, func(old Declaration) bool {
			return slices.ContainsFunc(d.Names, func(name string) bool { return name != "_" && slices.Contains(old.Names, name) })
		})
	}
	for _, d := range c.Decls {
		list = append(list, Declaration{d, 0})
	}
	return list
}

// missing are the names that may be packages, for nothing declares them, with what is
// selected from each.
func (p *program) missing(c *cell.Cell) map[string]map[string]bool {
	missing := map[string]map[string]bool{}
	add := func(uses cell.Uses) {
		for name, selected := range uses {
			if len(selected) == 0 || types.Universe.Lookup(name) != nil {
				continue
			}
			if missing[name] == nil {
				missing[name] = map[string]bool{}
			}
			for s := range selected {
				if s != mark {
					missing[name][s] = true
				}
			}
		}
	}
	for _, d := range p.decls {
		add(d.Uses)
	}
	if c.Main != nil {
		add(c.Main.Uses)
	}
	for _, d := range p.decls {
		for _, name := range d.Names {
			delete(missing, name)
		}
	}
	return missing
}

// packages returns an importer for the paths, and the names of their packages. Those
// that cannot be had do not harm the others. The importer is nil if there is none in time.
func (a *Assistant) packages(ctx context.Context, paths []string) (*build.Importer, map[string]string) {
	names := map[string]string{}
	for _, path := range paths {
		names[path] = build.Package{Path: path}.Name()
	}
	importer, _ := within(ctx, a, func(ctx context.Context) (*build.Importer, error) {
		good := a.withoutBad(paths)
		importer, err := a.builder.Importer(ctx, good...)
		if err == nil || ctx.Err() != nil {
			return importer, err
		}
		for _, path := range good {
			if _, err := a.builder.Importer(ctx, path); err != nil {
				a.isBad(path)
			}
		}
		return a.builder.Importer(ctx, a.withoutBad(paths)...)
	})
	if importer != nil {
		for path := range names {
			if p, err := importer.Import(path); err == nil {
				names[path] = p.Name()
			}
		}
	}
	return importer, names
}

// badFor is how long a package that could not be imported is not asked for again: that
// takes the go command a while, each time.
const badFor = 10 * time.Second

func (a *Assistant) isBad(path string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bad[path] = time.Now()
}

// withoutBad leaves the paths that may be imported.
func (a *Assistant) withoutBad(paths []string) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(paths), func(path string) bool {
		at, ok := a.bad[path]
		return ok && time.Since(at) < badFor
	})
}

// check parses and checks the program. Its errors are no matter here.
func (p *program) check(imports []cell.Import, body *cell.Body) {
	var b strings.Builder
	b.WriteString("package main\n\n")
	for _, imp := range imports {
		fmt.Fprintf(&b, "import %s %q\n", imp.Name, imp.Path)
	}
	for _, d := range p.decls {
		fmt.Fprintf(&b, "\n%s\n", d.Go(fileName(d.Cell)))
	}
	b.WriteString("\nfunc main() {\n")
	if body != nil {
		b.WriteString(body.Go(fileName(0)))
	}
	b.WriteString("}\n")
	p.file, _ = parser.ParseFile(p.files, "", b.String(), parser.SkipObjectResolution)
	for _, decl := range p.file.Decls { // what other functions do is no matter
		if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name != "main" && p.files.Position(f.Pos()).Filename != fileName(0) {
			f.Body = nil
		}
	}
	p.info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Scopes:     map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	check := types.Config{Error: func(error) {}, FakeImportC: true}
	if p.importer != nil {
		check.Importer = p.importer
	}
	p.pkg, _ = check.Check("main", p.files, []*ast.File{p.file}, p.info)
}

// fileName is how the program calls a cell; 0 is the one that is being written.
func fileName(number int) string { return fmt.Sprintf("Cell[%d]", number) }

// path returns a name of the program and the nodes around it, the name first; nil if
// there is none that matches.
func (p *program) path(match func(*ast.Ident) bool) []ast.Node {
	var stack, found []ast.Node
	ast.Inspect(p.file, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		if id, ok := n.(*ast.Ident); ok && found == nil && match(id) {
			found = slices.Clone(stack)
			slices.Reverse(found)
		}
		return true
	})
	return found
}
