package cell

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// group reads an import, const, type or var, with or without parentheses.
func (p *parser) group(c *chunk, g *ast.GenDecl) *SyntaxError {
	var names []string
	for _, spec := range g.Specs {
		var ids []*ast.Ident
		switch spec := spec.(type) {
		case *ast.ImportSpec:
			if err := p.importSpec(c, g, spec); err != nil {
				return err
			}
		case *ast.TypeSpec:
			p.types[spec.Name.Name] = spec
			ids = []*ast.Ident{spec.Name}
		case *ast.ValueSpec:
			ids = spec.Names
		}
		for _, id := range ids {
			names = append(names, id.Name)
			if err := p.name(id.Name, c.offset(id.Pos())); err != nil {
				return err
			}
		}
	}
	if g.Tok == token.CONST && g.Lparen.IsValid() && p.counts(g) {
		p.declare(Const, names, p.verbatim(c, g.Doc, g, nil), g)
		return nil
	}
	for i, spec := range g.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			p.declare(Type, []string{spec.Name.Name}, p.entry(c, g, i, spec.Doc, spec.Comment), spec)
		case *ast.ValueSpec:
			p.values(c, g, i, spec)
		}
	}
	return nil
}

// counts tells whether the entries of a const group depend on their order.
func (p *parser) counts(g *ast.GenDecl) bool {
	found := false
	for _, spec := range g.Specs {
		found = found || len(spec.(*ast.ValueSpec).Values) == 0
	}
	ast.Inspect(g, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == "iota" && p.free[id]
		return true
	})
	return found
}

// values reads an entry of a const or var.
func (p *parser) values(c *chunk, g *ast.GenDecl, i int, spec *ast.ValueSpec) {
	kind := Var
	if g.Tok == token.CONST {
		kind = Const
	}
	pieces := p.entry(c, g, i, spec.Doc, spec.Comment)
	if n := len(spec.Values); len(spec.Names) == 1 || n != 0 && n != len(spec.Names) || hasDirective(docOf(g, i, spec.Doc)) {
		var names []string
		for _, id := range spec.Names {
			names = append(names, id.Name)
		}
		p.declare(kind, names, pieces, spec)
		return
	}
	for j, id := range spec.Names {
		var nodes []ast.Node
		var one []piece
		if doc := docOf(g, i, spec.Doc); doc != nil && j == 0 {
			one = append(one, p.comments(c, doc), piece{text: "\n"})
		}
		one = append(one, piece{text: g.Tok.String() + " "}, p.node(c, id))
		if spec.Type != nil {
			one = append(one, piece{text: " "}, p.node(c, spec.Type))
			nodes = append(nodes, spec.Type)
		}
		if len(spec.Values) > 0 {
			one = append(one, piece{text: " = "}, p.node(c, spec.Values[j]))
			nodes = append(nodes, spec.Values[j])
		}
		if spec.Comment != nil && j == len(spec.Names)-1 {
			one = append(one, piece{text: " "}, p.comments(c, spec.Comment))
		}
		p.declare(kind, []string{id.Name}, one, nodes...)
	}
}

// entry returns the i-th entry of a group as a declaration of its own.
func (p *parser) entry(c *chunk, g *ast.GenDecl, i int, doc, comment *ast.CommentGroup) []piece {
	if !g.Lparen.IsValid() {
		return p.verbatim(c, g.Doc, g, comment)
	}
	pieces := []piece{{text: g.Tok.String() + " "}}
	if doc = docOf(g, i, doc); doc != nil {
		pieces = []piece{p.comments(c, doc), {text: "\n" + g.Tok.String() + " "}}
	}
	return append(pieces, p.verbatim(c, nil, g.Specs[i], comment)...)
}

// docOf returns the comment above an entry. That of a group is its first entry's.
func docOf(g *ast.GenDecl, i int, doc *ast.CommentGroup) *ast.CommentGroup {
	if doc == nil && i == 0 {
		return g.Doc
	}
	return doc
}

// hasDirective tells whether a comment is one to the compiler, like //go:embed,
// which is for a declaration as it was written.
func hasDirective(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//go:")
	})
}

func (p *parser) node(c *chunk, n ast.Node) piece {
	return p.piece(c.offset(n.Pos()), c.offset(n.End()))
}

func (p *parser) comments(c *chunk, g *ast.CommentGroup) piece {
	return p.piece(c.offset(g.Pos()), p.commentEnd(c.offset(g.List[len(g.List)-1].Pos())))
}

// verbatim returns a node with its comments, as written in the cell.
func (p *parser) verbatim(c *chunk, doc *ast.CommentGroup, n ast.Node, comment *ast.CommentGroup) []piece {
	start, end := c.offset(n.Pos()), c.offset(n.End())
	if doc != nil {
		start = c.offset(doc.Pos())
	}
	if comment != nil {
		end = p.commentEnd(c.offset(comment.List[len(comment.List)-1].Pos()))
	}
	return []piece{p.piece(start, end)}
}

func (p *parser) importSpec(c *chunk, g *ast.GenDecl, spec *ast.ImportSpec) *SyntaxError {
	offset := c.offset(spec.Pos())
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil || path == "" || strings.ContainsFunc(path, isNoPath) {
		return p.errorf(offset, "%s cannot be the path of an import", spec.Path.Value)
	}
	i := Import{Path: path}
	if spec.Name != nil {
		i.Name = spec.Name.Name
	}
	doc := spec.Doc
	if !g.Lparen.IsValid() {
		doc = g.Doc
	}
	if doc != nil {
		i.Doc = p.comments(c, doc).text
	}
	if slices.ContainsFunc(p.cell.Imports, func(j Import) bool { return i.Name == j.Name && i.Path == j.Path }) {
		return nil
	}
	if i.Name != "" && i.Name != "." {
		if err := p.name(i.Name, offset); err != nil {
			return err
		}
	}
	i.Line, i.Column = p.position(offset)
	p.cell.Imports = append(p.cell.Imports, i)
	return nil
}

// isNoPath tells whether a character cannot stand in an import path.
func isNoPath(r rune) bool {
	return !unicode.IsGraphic(r) || unicode.IsSpace(r) || strings.ContainsRune("!\"#$%&'()*,:;<=>?[\\]^`{|}\uFFFD", r)
}
