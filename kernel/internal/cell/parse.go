package cell

import (
	"go/ast"
	goparser "go/parser"
	"go/scanner"
	"go/token"
)

// Parse takes the source of a cell apart. An error is a [*SyntaxError], the
// first in the cell. Without one, the cell is Go and magics in the right form;
// names and types are for the compiler.
func Parse(source string) (*Cell, error) {
	p := newParser(source)
	if err := p.parse(); err != nil {
		return nil, err
	}
	return p.cell, nil
}

type parser struct {
	*text
	bytes []byte // the source once more, for Go's scanner
	cell  *Cell

	items  []item
	open   []bracket      // those that are open where scan stands
	body   *magicAt       // %%, once it has been seen
	exec   *magicAt       // %exec
	args   []string       // of %args
	magics map[string]int // where each magic was seen last
	timing *timer         // %time or %timeit, until the statement behind it begins
	whole  []*timer       // those without a statement

	// What the end of the source is like.
	last       token.Token // the last token of Go
	unfinished bool        // Go's last statement has not ended with its line
	commented  bool        // the last line ends in a // comment
	continued  bool        // the last line is a magic that ends in \

	main      *ast.FuncDecl // func main
	mainChunk *chunk
	names     map[string]int           // line of each name that the cell declares
	types     map[string]*ast.TypeSpec // types that the cell declares
	free      map[*ast.Ident]bool      // names that mean something outside of all functions
	todo      []func()                 // what has to wait until types is complete
}

func newParser(source string) *parser {
	return &parser{
		text:   newText(source),
		bytes:  []byte(source),
		cell:   &Cell{Source: source},
		magics: map[string]int{},
		names:  map[string]int{},
		types:  map[string]*ast.TypeSpec{},
		free:   map[*ast.Ident]bool{},
	}
}

func (p *parser) parse() *SyntaxError {
	if ok, err := p.parseWhole(); err != nil {
		return err
	} else if ok {
		return nil
	}
	if err := p.scan(); err != nil {
		return err
	}
	var first *SyntaxError
	keep := func(err *SyntaxError) {
		if err != nil && (first == nil || err.offset < first.offset) {
			first = err
		}
	}
	for _, it := range p.items {
		switch it.kind {
		case importDecl, declaration:
			keep(p.parseDecl(it))
		case packageClause:
			if len(it.outer) != 2 || it.outer[1] != token.IDENT {
				keep(p.errorf(it.first, "a package clause is the word package and a name (and a cell needs none)"))
			}
		}
	}
	keep(p.parseBody())
	if first != nil {
		return first
	}
	for _, f := range p.todo {
		f()
	}
	return nil
}

// chunk is a part of a cell, parsed as a file.
type chunk struct {
	file  *ast.File
	pos   *token.File
	shift int // from offsets in the file to offsets in the cell
}

// offset returns where a place in the file is in the cell.
func (c *chunk) offset(pos token.Pos) int { return c.pos.Offset(pos) + c.shift }

const (
	fileStart = "package p;\n"
	bodyStart = fileStart + "func _() {"
	bodyEnd   = "\n}"
)

// parseFile parses source, which is in the cell at offset, between a start and
// an end that are not.
func (p *parser) parseFile(start, source, end string, offset int) (*chunk, *SyntaxError) {
	set := token.NewFileSet()
	// The parser's own resolution of names is deprecated in favor of go/types,
	// which needs a whole program; here it is a part whose free names matter.
	file, err := goparser.ParseFile(set, "", start+source+end, goparser.ParseComments)
	c := &chunk{file: file, shift: offset - len(start)}
	if list, ok := err.(scanner.ErrorList); ok {
		first := list[0]
		for _, e := range list {
			if e.Pos.Offset < first.Pos.Offset {
				first = e
			}
		}
		return nil, p.parseError(first.Pos.Offset+c.shift, offset+len(source), first.Msg)
	}
	c.pos = set.File(file.FileStart)
	for _, id := range file.Unresolved {
		p.free[id] = true
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Obj != nil && file.Scope.Lookup(id.Name) == id.Obj {
			p.free[id] = true
		}
		return true
	})
	return c, nil
}
