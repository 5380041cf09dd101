package session

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
)

// listing says what has been declared, and in which cell.
// Of globals that take time to evaluate it also says what becomes of their values.
func (s *Session) listing() string {
	d := s.decls
	if len(d.list) == 0 {
		return "Nothing has been declared.\n"
	}
	var b strings.Builder
	for _, decl := range d.list {
		fmt.Fprintf(&b, "%-6s %-24s Cell[%d]", decl.Kind, strings.Join(decl.Names, ", "), decl.Cell)
		if decl.Kind == cell.Var && !s.values.off {
			b.WriteString("   " + cmp.Or(s.values.of[decl], notUsed))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// export does the %export of a cell that compiles: it writes the cell's declarations to a
// file of a Go package, with the imports that they need. The package's name is that of
// the files beside it, or else that of the folder.
func (s *Session) export(ctx context.Context, c *cell.Cell, p *program) error {
	for _, m := range c.Magics {
		if m.Name != "export" {
			continue
		}
		if err := s.exportTo(ctx, m.Args[0], c, p); err != nil {
			return &Error{"%export", err.Error(), m.Line}
		}
	}
	return nil
}

func (s *Session) exportTo(ctx context.Context, name string, c *cell.Cell, p *program) error {
	path := s.path(name)
	if filepath.Ext(path) != ".go" {
		return fmt.Errorf("%s is no Go file: its name must end in .go", name)
	}
	if len(c.Decls) == 0 {
		return fmt.Errorf("the cell declares nothing that could be exported")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\n", packageOf(path))
	names := s.packageNames(ctx, p.imports)
	for _, imp := range p.imports {
		name := cmp.Or(imp.Name, names[imp.Path])
		used := slices.ContainsFunc(c.Decls, func(d cell.Decl) bool { return len(d.Uses[name]) > 0 })
		if used || imp.Cell == p.number && (name == "." || name == "_") {
			if name == guess(imp.Path) {
				name = ""
			}
			fmt.Fprintf(&b, "import %s %q\n", name, imp.Path)
		}
	}
	for _, d := range c.Decls {
		fmt.Fprintf(&b, "\n%s\n", d.Source)
	}
	source, err := format.Source(b.Bytes())
	if err != nil {
		return err
	}
	return os.WriteFile(path, source, 0o644)
}

func packageOf(path string) string {
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.go"))
	for _, f := range files {
		if file, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.PackageClauseOnly); err == nil && f != path {
			return strings.TrimSuffix(file.Name.Name, "_test")
		}
	}
	if dir, err := filepath.Abs(filepath.Dir(path)); err == nil && token.IsIdentifier(filepath.Base(dir)) {
		return filepath.Base(dir)
	}
	return "main"
}
