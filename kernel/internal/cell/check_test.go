package cell

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// parsed returns a cell that must parse, after checking what holds for all.
func parsed(t *testing.T, source string) *Cell {
	t.Helper()
	c, err := Parse(source)
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	checkCell(t, c)
	return c
}

// checkCell checks what holds for every cell: all positions say where a text
// stands, and what was taken apart is whole.
func checkCell(t *testing.T, c *Cell) {
	t.Helper()
	text := newText(c.Source)
	at := func(what, source string, line, column int) int {
		if line < 1 || line > len(text.lines) || column < 1 || text.lines[line-1]+column-1 > text.lineEnd(text.lines[line-1]) {
			t.Fatalf("%s stands at %d:%d, outside of\n%q", what, line, column, c.Source)
		}
		offset := text.lines[line-1] + column - 1
		if !strings.HasPrefix(c.Source[offset:], source) {
			t.Fatalf("%s %q is not what stands at %d:%d of\n%q", what, source, line, column, c.Source)
		}
		return offset
	}
	for _, m := range c.Magics {
		at("magic "+m.Name, "", m.Line, 1)
	}
	for _, i := range c.Imports {
		at("import", i.Name, i.Line, i.Column)
	}
	directives := strings.Contains(c.Source, "//line") || strings.Contains(c.Source, "/*line")
	for i := range c.Decls {
		d := &c.Decls[i]
		at(d.Kind.String(), "", d.Line, d.Column)
		var source string
		for _, p := range d.pieces {
			source += p.text
			if p.line > 0 {
				at("a piece", p.text, p.line, p.column)
			}
		}
		if source != d.Source && d.Kind != Init {
			t.Errorf("the pieces of %s are %q, its source is %q", d.Names, source, d.Source)
		}
		if !directives {
			checkDecl(t, d)
			checkGo(t, c, "package p\n"+d.Go("cell.go"))
		}
	}
	if m := c.Main; m != nil {
		offset := at("main", "", m.Line, m.Column)
		if !strings.HasPrefix(c.Source[offset:], m.Source) {
			checkBlanks(t, m.Source, c.Source[offset:], c.Source)
		}
		if v := m.Value; v != nil {
			at("value", v.Source[:min(len(v.Source), strings.IndexByte(v.Source+"\n", '\n'))], v.Line, v.Column)
			if m.Source[v.Start:v.End] != v.Source || v.Source == "" {
				t.Errorf("value %q is %q in the body", v.Source, m.Source[v.Start:v.End])
			}
		}
		for _, timing := range m.Timings {
			_ = m.Source[timing.Start:timing.End]
		}
		if !directives {
			checkGo(t, c, "package p\nfunc _() {\n"+m.Go("cell.go")+"}\n")
		}
	}
}

// checkBlanks checks that a body is the source of its cell but for blanks.
func checkBlanks(t *testing.T, body, source, whole string) {
	t.Helper()
	if strings.HasSuffix(body, "()") && strings.Contains(whole, "%exec") {
		return // the call is made up of the name
	}
	for i := range len(body) {
		if body[i] != source[i] && (body[i] != ' ' || source[i] == '\n') {
			t.Fatalf("byte %d of the body %q is not that of the cell\n%q", i, body, whole)
		}
	}
}

// checkDecl checks that a declaration taken as a cell is that declaration.
func checkDecl(t *testing.T, d *Decl) {
	t.Helper()
	if strings.Contains(d.Source, commentPrefix) {
		return // indented it was a comment
	}
	again, err := Parse(d.Source)
	if err != nil || len(again.Decls) != 1 || again.Main != nil {
		t.Fatalf("%q is not one declaration: %v", d.Source, err)
	}
	e := again.Decls[0]
	if e.Kind != d.Kind || !slices.Equal(e.Names, d.Names) || e.Source != d.Source {
		t.Errorf("%s %s %q is %s %s %q when it is a cell", d.Kind, d.Names, d.Source, e.Kind, e.Names, e.Source)
	}
	for name, selected := range e.Uses {
		if d.Uses[name] == nil || len(selected) != len(d.Uses[name]) {
			t.Errorf("%q uses %s when it is a cell", d.Source, name)
		}
	}
	for name := range d.Uses {
		if e.Uses[name] == nil && !slices.Contains(e.Keys, name) {
			t.Errorf("%q does not use %s when it is a cell", d.Source, name)
		}
	}
}

// checkGo checks that generated Go is Go, and that all its names stand where
// its line directives say.
func checkGo(t *testing.T, c *Cell, source string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := goparser.ParseFile(set, "", source, goparser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	lines := strings.Split(c.Source, "\n")
	ast.Inspect(file, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		p := set.Position(id.Pos())
		if p.Filename != "cell.go" || id.Name == "init" {
			return true
		}
		if p.Line > len(lines) || p.Column > len(lines[p.Line-1]) || !strings.HasPrefix(lines[p.Line-1][p.Column-1:], id.Name) {
			t.Fatalf("%s does not stand at %v of\n%s", id.Name, p, c.Source)
		}
		return true
	})
}
