package nbformat

import (
	"bytes"
	"strconv"
	"strings"
)

// style is how the JSON of a cell is laid out.
type style struct {
	newline string // "\n", "\r\n", or "" if the cell's fields do not stand on lines of their own
	indent  string // of the cell's fields
	unit    string // by which each level is indented further
	comma   string // with the space behind it, if there are no lines
	colon   string // with the space around it
	ascii   bool   // other characters are escaped
}

// style returns the layout of the cell.
func (c *Cell) style() style {
	first := c.members[0]
	s := style{
		ascii: c.ascii,
		colon: c.text.between(first.key, first.value),
	}
	open := string(c.text[c.at.start+1 : first.key.start])
	i := strings.LastIndexByte(open, '\n')
	if i < 0 {
		s.comma = ", "
		if len(c.members) > 1 {
			s.comma = c.text.between(first.value, c.members[1].key)
		}
		return s
	}
	s.newline, s.comma, s.indent = "\n", ",", open[i+1:]
	if i > 0 && open[i-1] == '\r' {
		s.newline = "\r\n"
	}
	// The line on which the cell begins is indented by a level less.
	line := c.text[bytes.LastIndexByte(c.text[:c.at.start], '\n')+1:]
	outer := string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
	var deeper bool
	if s.unit, deeper = strings.CutPrefix(s.indent, outer); !deeper {
		s.unit = " "
	}
	return s
}

// between returns the text between two values on the same line; a line break in it is
// not for copying and becomes a space.
func (d document) between(a, b span) string {
	s := string(d[a.end:b.start])
	if !strings.Contains(s, "\n") {
		return s
	}
	return strings.TrimSpace(s) + " "
}

// escapesNonASCII reports whether the text has non-ASCII characters, all of them as
// \u escapes.
func (d document) escapesNonASCII() bool {
	escapes := false
	for i := 0; i < len(d); i++ {
		switch {
		case d[i] >= 0x80:
			return false
		case d[i] == '\\':
			i++ // so that the backslash of \\u begins no escape
			if d[i] == 'u' {
				code, _ := strconv.ParseUint(string(d[i+1:i+5]), 16, 32)
				escapes = escapes || code >= 0x80
			}
		}
	}
	return escapes
}
