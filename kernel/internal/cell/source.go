package cell

import (
	"fmt"
	"sort"
	"strings"
)

// text is a cell's source with its lines.
type text struct {
	src   string
	lines []int // offset of each line
}

func newText(src string) *text {
	t := &text{src: src, lines: []int{0}}
	for i := range len(src) {
		if src[i] == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// position returns line and column of an offset, both from 1. An offset outside
// of the source is taken for its nearer end.
func (t *text) position(offset int) (line, column int) {
	offset = min(max(offset, 0), len(t.src))
	line = sort.SearchInts(t.lines, offset+1)
	return line, offset - t.lines[line-1] + 1
}

// line returns the number of the line that holds an offset.
func (t *text) line(offset int) int {
	line, _ := t.position(offset)
	return line
}

// lineEnd returns the offset of the newline that ends the line of offset, or
// that of the source's end.
func (t *text) lineEnd(offset int) int {
	if i := strings.IndexByte(t.src[offset:], '\n'); i >= 0 {
		return offset + i
	}
	return len(t.src)
}

// blank returns the source from start to end with blanks for the given ranges,
// which are in order. Newlines remain, and so do the places of all else.
func (t *text) blank(start, end int, holes [][2]int) string {
	b := []byte(t.src[start:end])
	for _, hole := range holes {
		for i := max(hole[0], start); i < min(hole[1], end); i++ {
			if b[i-start] != '\n' {
				b[i-start] = ' '
			}
		}
	}
	return string(b)
}

// piece is a part of a declaration. Its line is 0 if it is not in the cell.
type piece struct {
	text         string
	line, column int
}

func (t *text) piece(start, end int) piece {
	line, column := t.position(start)
	return piece{t.src[start:end], line, column}
}

// Go returns the declaration as lines of Go with line directives: compilers and
// stack traces will give its lines and columns in the cell, and the given file
// name. Init functions are named init here.
func (d *Decl) Go(file string) string {
	var b strings.Builder
	for i, p := range d.pieces {
		switch {
		case p.line == 0:
		case i == 0 || strings.HasSuffix(b.String(), "\n"):
			fmt.Fprintf(&b, "//line %s:%d:%d\n", file, p.line, p.column)
		default:
			fmt.Fprintf(&b, "/*line %s:%d:%d*/", file, p.line, p.column)
		}
		b.WriteString(p.text)
	}
	return b.String() + "\n"
}

// Go returns the statements with a line directive, as [Decl.Go] does.
func (b *Body) Go(file string) string {
	return fmt.Sprintf("//line %s:%d:%d\n%s\n", file, b.Line, b.Column, b.Source)
}
