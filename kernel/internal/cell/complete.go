package cell

import (
	"go/token"
	"strings"
)

// Complete tells a console whether a cell can run as it is. Its status is
// "complete"; or "incomplete" if a bracket, a text, a comment or a statement is
// open at its end, with tabs for the indent of the next line; or "invalid" if no
// further line could make it right. Jupyter's "unknown" never occurs. A cell that
// is the input of a command, or ends in %%, is complete once an empty line
// follows.
func Complete(source string) (status, indent string) {
	p := newParser(source)
	err := p.parse()
	switch {
	case err == nil && p.wantsMore():
		return "incomplete", ""
	case err == nil:
		return "complete", ""
	case err.closer == "":
		if p.unfinished && err.offset >= p.items[len(p.items)-1].end {
			return "incomplete", p.indent()
		}
		return "invalid", ""
	}
	if !closable(source, err) {
		return "invalid", ""
	}
	if strings.ContainsAny(err.closer, "`*\"'") {
		return "incomplete", ""
	}
	return "incomplete", p.indent()
}

// closable tells whether all is right up to the end of the source, once what is
// open there has been closed.
func closable(source string, err *SyntaxError) bool {
	text := source
	for i := 0; i < 3 && err.closer != ""; i++ { // a text or a comment, then brackets
		text += err.closer
		if err = newParser(text).parse(); err == nil {
			return true
		}
	}
	return err.closer == "" && err.offset >= len(source)
}

// wantsMore tells whether a cell without errors is the beginning of a longer one.
func (p *parser) wantsMore() bool {
	switch {
	case p.continued:
		return true
	case p.cell.Whole != nil:
		return strings.TrimSpace(p.src[p.lines[len(p.lines)-1]:]) != ""
	}
	return p.body != nil && p.cell.Main.Source == "" && !strings.HasSuffix(p.src, "\n")
}

// indent returns a tab for each line with an open bracket, and one more if an
// operator ends the last line.
func (p *parser) indent() string {
	tabs, line := 0, 0
	for _, b := range p.open {
		if l := p.line(b.offset); l != line {
			tabs, line = tabs+1, l
		}
	}
	switch p.last {
	case token.LPAREN, token.LBRACK, token.LBRACE, token.COMMA, token.SEMICOLON, token.COLON:
	default:
		tabs++
	}
	return strings.Repeat("\t", tabs)
}
