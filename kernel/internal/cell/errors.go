package cell

import "fmt"

// SyntaxError says where a cell cannot be understood, and why.
type SyntaxError struct {
	Line, Column int // from 1 in the cell's source; columns count bytes
	Message      string

	offset int
	closer string // what would have to follow the source to close what is open
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}

func (p *parser) errorf(offset int, format string, args ...any) *SyntaxError {
	e := &SyntaxError{Message: fmt.Sprintf(format, args...), offset: offset}
	e.Line, e.Column = p.position(offset)
	return e
}

func (p *parser) unknownMagic(offset int, name string) *SyntaxError {
	if r := []rune(name); len(r) > 30 {
		name = string(r[:30])
	}
	return p.errorf(offset, "there is no magic %s; the nearest is %s (%%help lists them all)", name, nearest(name))
}

func (p *parser) operatorError(offset int, operator string) *SyntaxError {
	return p.errorf(offset, "a line cannot begin with the operator %s, since Go ends a statement at the end of its line: write it at the end of the line before", operator)
}
