package assist

import (
	"context"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"strings"

	"dlmath/kernel/internal/cell"
)

// Inspection describes what stands at the cursor, in two forms. Both are "" if nothing
// is known about it.
type Inspection struct{ Markdown, Plain string }

// Inspect describes the name at the cursor, a byte offset in the source of a cell; or
// where there is none, the function whose arguments the cursor is among. It gives its
// declaration, and what its comment says; with a detail of 1, its source. It returns
// once ctx ends, and within a few seconds in any case.
func (a *Assistant) Inspect(ctx context.Context, n Notebook, source string, cursor, detail int) Inspection {
	defer a.question(ctx, n)()
	cursor = max(0, min(cursor, len(source)))
	source = withoutDoc(source, cursor)
	if m := magicAt(source, cursor); m != nil {
		name, usage := m.usage()
		if usage == nil {
			return Inspection{}
		}
		if !m.argument || name != "%time" && name != "%timeit" {
			return text{declaration: usage.String(), doc: usage.Summary + "."}.inspection("")
		}
	}
	if start, ok := importPath(source[:cursor]); ok {
		end := start + strings.IndexAny(source[start:]+"\n", "\"`\n")
		return a.packageText(ctx, source[start:end]).inspection("")
	}
	start, end := word(source, cursor)
	if start < end {
		if t, ok := a.describe(ctx, n, source, start, end, detail); ok {
			return t.inspection("go")
		}
	}
	if start, end = callee(source[:cursor]); start < end {
		if t, ok := a.describe(ctx, n, source, start, cursor, detail); ok {
			return t.inspection("go")
		}
	}
	return Inspection{}
}

// describe describes the name that begins at an offset. The cell is cut in two at the
// offset cut if it is not finished.
func (a *Assistant) describe(ctx context.Context, n Notebook, source string, start, cut, detail int) (text, bool) {
	c := unfinished(source[:cut], source[cut:])
	line, column := strings.Count(source[:start], "\n")+1, start-strings.LastIndexByte(source[:start], '\n')
	if c == nil {
		_, end := word(source, start)
		if c = alone(source[:end]); c == nil {
			return text{}, false
		}
		column = len(c.Source) - (end - start) + 1
		line = 1
	}
	p := a.program(ctx, n, c)
	path := p.path(func(id *ast.Ident) bool {
		at := p.files.Position(id.Pos())
		return at.Filename == fileName(0) && at.Line == line && at.Column == column
	})
	if path == nil {
		return text{}, false
	}
	id := path[0].(*ast.Ident)
	object := p.info.ObjectOf(id)
	switch o := object.(type) {
	case nil:
		return text{}, false
	case *types.PkgName:
		return a.packageText(ctx, o.Imported().Path()), true
	case *types.Var:
		object = o.Origin()
	case *types.Func:
		object = o.Origin()
	}
	t := p.describe(object, detail)
	if instance := p.info.ObjectOf(id); instance != object {
		t.declaration = p.declaration(instance)
	}
	return t, true
}

// callee is the name of the function in whose arguments a text ends; empty if there is
// none.
func callee(source string) (start, end int) {
	file := token.NewFileSet().AddFile("", 1, len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, 0)
	type place struct{ start, end int }
	var open []place
	var last place
	for {
		pos, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			for i := len(open) - 1; i >= 0; i-- {
				if open[i].start < open[i].end {
					return open[i].start, open[i].end
				}
			}
			return 0, 0
		case token.IDENT:
			last = place{file.Offset(pos), file.Offset(pos) + len(lit)}
			continue
		case token.LPAREN:
			open = append(open, last)
		case token.LBRACE, token.LBRACK:
			open = append(open, place{})
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
		last = place{}
	}
}

// qualifier writes types as a cell does.
func (p *program) qualifier(pkg *types.Package) string {
	if pkg == p.pkg {
		return ""
	}
	return pkg.Name()
}

// declaration is how a name could be declared.
func (p *program) declaration(o types.Object) string {
	if c, ok := o.(*types.Const); ok && o.Pkg() != nil {
		return types.ObjectString(o, p.qualifier) + " = " + c.Val().String()
	}
	return types.ObjectString(o, p.qualifier)
}

// describe describes what a name means.
func (p *program) describe(o types.Object, detail int) text {
	t := text{declaration: p.declaration(o)}
	s := p.sourceOf(o)
	t.doc, t.place = s.doc, s.place
	switch o.(type) {
	case *types.Builtin:
		t.declaration = s.node
	case *types.TypeName:
		if s.node == "" {
			break
		}
		if o.Pkg() != p.pkg {
			s.node = exportedFields(s.node)
		}
		t.declaration = s.node
		if named, ok := o.Type().(*types.Named); ok && !types.IsInterface(named) {
			for _, m := range methods(named) {
				if f := m.Obj(); len(m.Index()) == 1 && (f.Exported() || f.Pkg() == p.pkg) {
					t.declaration += "\n" + types.ObjectString(f, p.qualifier)
				}
			}
		}
	}
	if detail > 0 && s.whole != t.declaration {
		t.source = s.whole
	}
	return t
}

// sourceOf finds the source of what a name means.
func (p *program) sourceOf(o types.Object) source {
	if o.Pkg() == nil || o.Pkg() != p.pkg {
		if p.importer == nil {
			return source{}
		}
		file, line := p.importer.Source(o)
		s := sourceIn(file, nil, o.Name(), line)
		if o.Pkg() != nil {
			s.place = fmt.Sprintf("import %q", o.Pkg().Path())
		}
		return s
	}
	at := p.files.Position(o.Pos())
	for _, d := range p.decls {
		if fileName(d.Cell) != at.Filename || at.Line < d.Line || at.Line > d.Line+strings.Count(d.Source, "\n") {
			continue
		}
		line := 0
		if o.Parent() != p.pkg.Scope() {
			if line = at.Line - d.Line + 2; d.Kind != cell.Type && d.Kind != cell.Method && d.Kind != cell.Func && d.Kind != cell.Init {
				line = 0
			}
		}
		s := sourceIn("", []byte("package main\n"+d.Source), o.Name(), line)
		if s.node == "" {
			continue
		}
		if d.Cell > 0 {
			s.place = at.Filename
		}
		return s
	}
	return source{}
}
