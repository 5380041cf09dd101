package cell

import (
	"go/ast"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parseDecl reads an import or a declaration.
func (p *parser) parseDecl(it item) *SyntaxError {
	if p.body != nil && it.first > p.body.start {
		what := "an import"
		if it.kind == declaration {
			what = "a function with a name"
		}
		return p.errorf(it.first, "%s cannot be below %%%% (line %d), where everything is inside func main: move it above", what, p.line(p.body.start))
	}
	c, err := p.parseFile(fileStart, p.src[it.start:it.end], "", it.start)
	if err != nil {
		return err
	}
	for _, decl := range c.file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			err = p.function(c, decl)
		case *ast.GenDecl:
			err = p.group(c, decl)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// name registers a name that the cell declares.
func (p *parser) name(name string, offset int) *SyntaxError {
	if name == "_" {
		return nil
	}
	if line, ok := p.names[name]; ok {
		hint := ""
		if name == "init" {
			hint = "; call it init_something, and both will run"
		}
		return p.errorf(offset, "%s is already declared in line %d%s", name, line, hint)
	}
	p.names[name] = p.line(offset)
	return nil
}

// declare adds a declaration that consists of pieces, and refers to the names
// in nodes.
func (p *parser) declare(kind Kind, names []string, pieces []piece, nodes ...ast.Node) {
	d := Decl{Kind: kind, Names: names, pieces: pieces}
	for _, piece := range pieces {
		d.Source += piece.text
		if d.Line == 0 {
			d.Line, d.Column = piece.line, piece.column
		}
	}
	i := len(p.cell.Decls)
	p.cell.Decls = append(p.cell.Decls, d)
	p.todo = append(p.todo, func() {
		d := &p.cell.Decls[i]
		d.Uses, d.Keys = p.uses(nodes...)
		for _, name := range names {
			delete(d.Uses, name)
			d.Keys = slices.DeleteFunc(d.Keys, func(key string) bool { return key == name })
		}
	})
}

func (p *parser) function(c *chunk, f *ast.FuncDecl) *SyntaxError {
	name, offset := f.Name.Name, c.offset(f.Name.Pos())
	if f.Body == nil {
		return p.errorf(c.offset(f.End()), "func %s has no body: its { must be on this line", name)
	}
	plain := f.Recv == nil && f.Type.TypeParams == nil && f.Type.Params.NumFields() == 0 && f.Type.Results.NumFields() == 0
	kind, full := Func, name
	switch {
	case f.Recv != nil:
		receiver, ok := receiverName(f.Recv)
		if !ok {
			return p.errorf(offset, "method %s needs one receiver, of a type declared in this notebook: func (x T) %s()", name, name)
		}
		kind, full = Method, receiver+"."+name
	case plain && (name == "init" || strings.HasPrefix(name, "init_")):
		kind = Init
	case name == "main" && !plain || name == "init":
		return p.errorf(offset, "func %s can have neither parameters nor results", name)
	}
	if err := p.name(full, offset); err != nil {
		return err
	}
	if full == "main" {
		p.main, p.mainChunk = f, c
		return nil
	}
	start, end := c.offset(f.Pos()), c.offset(f.End())
	if f.Doc != nil {
		start = c.offset(f.Doc.Pos())
	}
	pieces := []piece{p.piece(start, end)}
	p.declare(kind, []string{full}, pieces, f)
	if kind == Init {
		last := &p.cell.Decls[len(p.cell.Decls)-1]
		last.pieces = []piece{p.piece(start, offset), {text: "init"}, p.piece(offset+len(name), end)}
	}
	if p.cell.Test != nil && kind == Func {
		p.testFunction(name)
	}
	return nil
}

// receiverName returns the name of a receiver's type.
func receiverName(list *ast.FieldList) (name string, ok bool) {
	if list.NumFields() != 1 {
		return "", false
	}
	t := list.List[0].Type
	for {
		switch u := t.(type) {
		case *ast.ParenExpr:
			t = u.X
		case *ast.StarExpr:
			t = u.X
		case *ast.IndexExpr:
			t = u.X
		case *ast.IndexListExpr:
			t = u.X
		case *ast.Ident:
			return u.Name, true
		default:
			return "", false
		}
	}
}

// testFunction notes a function that %test runs, by the rule of go test.
func (p *parser) testFunction(name string) {
	is := func(prefix string) bool {
		rest, ok := strings.CutPrefix(name, prefix)
		r, _ := utf8.DecodeRuneInString(rest)
		return ok && !unicode.IsLower(r)
	}
	t := p.cell.Test
	switch {
	case is("Test") && name != "TestMain":
		t.Tests = append(t.Tests, name)
	case is("Benchmark"):
		t.Benchmarks = append(t.Benchmarks, name)
	}
}
