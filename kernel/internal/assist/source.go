package assist

import (
	"context"
	"fmt"
	"go/ast"
	gobuild "go/build"
	"go/doc/comment"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// text is a description.
type text struct {
	declaration string
	doc         string // a doc comment, without its //
	place       string // where it is declared
	source      string
}

// inspection writes a description in its two forms. The declaration is in a language
// that front ends colour, or "".
func (t text) inspection(language string) Inspection {
	var i Inspection
	if t.declaration == "" {
		return i
	}
	i.Markdown = fence(language, t.declaration)
	i.Plain = t.declaration + "\n"
	if t.doc != "" {
		parser := comment.Parser{ // a [Name] is a name, and leads nowhere from here
			LookupPackage: func(name string) (string, bool) { return name, true },
			LookupSym:     func(string, string) bool { return true },
		}
		doc := parser.Parse(t.doc)
		printer := comment.Printer{
			HeadingLevel: 4,
			HeadingID:    func(*comment.Heading) string { return "" },
			DocLinkURL:   func(*comment.DocLink) string { return "" },
		}
		i.Markdown += "\n" + string(printer.Markdown(doc))
		i.Plain += "\n" + string(printer.Text(doc))
	}
	if t.source != "" {
		i.Markdown += "\n" + fence(language, t.source)
		i.Plain += "\n" + t.source + "\n"
	}
	if t.place != "" {
		i.Markdown += "\n`" + t.place + "`\n"
		i.Plain += "\n" + t.place + "\n"
	}
	return i
}

func fence(language, code string) string {
	marks := "```"
	for strings.Contains(code, marks) {
		marks += "`"
	}
	return marks + language + "\n" + code + "\n" + marks + "\n"
}

// source is the source of a declaration.
type source struct {
	node  string // of the type, the field, … itself, without its comment
	whole string // of the declaration that it is in, with all comments
	doc   string
	place string
}

// sourceIn finds the declaration of a name in a Go file, whose text is read if it is
// nil. The name stands in the given line; or with 0, at the file's top level.
func sourceIn(file string, content []byte, name string, line int) (found source) {
	if content == nil {
		var err error
		if content, err = os.ReadFile(file); err != nil {
			return found
		}
	}
	files := token.NewFileSet()
	parsed, _ := parser.ParseFile(files, file, content, parser.ParseComments|parser.SkipObjectResolution)
	if parsed == nil {
		return found
	}
	cut := func(start, end token.Pos) string {
		return string(content[files.PositionFor(start, false).Offset:files.PositionFor(end, false).Offset])
	}
	note := func(id *ast.Ident, node ast.Node, docs ...*ast.CommentGroup) {
		if id == nil || id.Name != name || line > 0 && files.PositionFor(id.Pos(), false).Line != line || found.node != "" {
			return
		}
		found.node = cut(node.Pos(), node.End())
		for _, doc := range docs {
			if found.doc == "" && doc != nil {
				found.doc = doc.Text()
			}
		}
	}
	for _, decl := range parsed.Decls {
		start := decl.Pos()
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if line > 0 || d.Recv == nil {
				note(d.Name, &ast.FuncDecl{Name: d.Name, Recv: d.Recv, Type: d.Type}, d.Doc)
			}
			if d.Doc != nil {
				start = d.Doc.Pos()
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				noteSpec(note, d, spec)
			}
			if d.Doc != nil {
				start = d.Doc.Pos()
			}
		}
		if line > 0 || found.node == "" {
			ast.Inspect(decl, func(n ast.Node) bool {
				field, ok := n.(*ast.Field)
				if ok && line > 0 {
					for _, id := range field.Names {
						note(id, field, field.Doc, field.Comment)
					}
					note(embedded(field), field, field.Doc, field.Comment)
				}
				return true
			})
		}
		if found.node != "" {
			found.whole = cut(start, decl.End())
			return found
		}
	}
	return found
}

// noteSpec notes the names of an entry of a const, type or var.
func noteSpec(note func(*ast.Ident, ast.Node, ...*ast.CommentGroup), d *ast.GenDecl, spec ast.Spec) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if d.Lparen.IsValid() {
			note(s.Name, s, s.Doc, s.Comment, d.Doc)
		} else {
			note(s.Name, &ast.GenDecl{TokPos: d.TokPos, Tok: d.Tok, Specs: d.Specs}, s.Doc, d.Doc, s.Comment)
		}
	case *ast.ValueSpec:
		for _, id := range s.Names {
			note(id, s, s.Doc, s.Comment, d.Doc)
		}
	}
}

// exportedFields is the source of a type, less the fields of a struct that only its own
// package sees.
func exportedFields(node string) string {
	const before = "package p\n"
	code := before + node
	if !strings.HasPrefix(node, "type ") {
		return node // an entry of a group
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", code, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return node
	}
	s, ok := file.Decls[0].(*ast.GenDecl).Specs[0].(*ast.TypeSpec).Type.(*ast.StructType)
	if !ok {
		return node
	}
	lines := strings.Split(code, "\n")
	hidden := false
	for _, f := range s.Fields.List {
		if id := embedded(f); id != nil && id.IsExported() || slices.ContainsFunc(f.Names, (*ast.Ident).IsExported) {
			continue
		}
		hidden = true
		first, last := files.Position(f.Pos()).Line, files.Position(f.End()).Line
		if f.Doc != nil {
			first = files.Position(f.Doc.Pos()).Line
		}
		for i := first; i <= last; i++ {
			lines[i-1] = ""
		}
	}
	if !hidden {
		return node
	}
	closing := files.Position(s.Fields.Closing).Line - 1
	lines[closing] = "\t// and fields that are not exported\n" + lines[closing]
	formatted, err := format.Source([]byte(strings.Join(lines, "\n")))
	if err != nil {
		return node
	}
	return strings.TrimSpace(strings.TrimPrefix(string(formatted), before))
}

// embedded is the name of an embedded field, or nil.
func embedded(f *ast.Field) *ast.Ident {
	if len(f.Names) > 0 {
		return nil
	}
	t := f.Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	switch t := t.(type) {
	case *ast.Ident:
		return t
	case *ast.SelectorExpr:
		return t.Sel
	}
	return nil
}

// packageText describes a package by its own comment.
func (a *Assistant) packageText(ctx context.Context, path string) text {
	packages, _ := within(ctx, a, a.packageList)
	for _, p := range packages {
		if p.Path != path {
			continue
		}
		found, err := gobuild.Default.ImportDir(p.Dir, 0)
		if err != nil {
			return text{}
		}
		t := text{declaration: fmt.Sprintf("package %s // import %q", found.Name, path)}
		for _, name := range found.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err == nil && file.Doc != nil {
				t.doc += file.Doc.Text()
			}
		}
		return t
	}
	return text{}
}
