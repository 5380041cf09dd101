package cell

import (
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// item is one thing at the top level of a cell. Its places are offsets.
type item struct {
	kind   itemKind
	start  int    // of the comments above it
	first  int    // of its first token
	end    int    // of its last token, or of a comment after that on the same line
	timing *timer // the %time or %timeit before a statement

	outer []token.Token // its first tokens outside of brackets, with the outermost brackets
}

type itemKind int

const (
	statement itemKind = iota
	declaration
	importDecl
	packageClause
	magicLine
)

type bracket struct {
	offset int
	tok    token.Token
}

var closing = map[token.Token]token.Token{
	token.LPAREN: token.RPAREN,
	token.LBRACK: token.RBRACK,
	token.LBRACE: token.RBRACE,
}

// scan cuts the cell into items. In each all brackets match, so that it can be
// parsed on its own.
func (p *parser) scan() *SyntaxError {
	for offset := 0; offset < len(p.src); {
		var err *SyntaxError
		if offset, err = p.scanGo(offset); err != nil {
			return err
		}
	}
	p.timeAll()
	if len(p.open) == 0 {
		return nil
	}
	last := p.open[len(p.open)-1]
	err := p.errorf(last.offset, "this %s is never closed: its %s is missing", last.tok, closing[last.tok])
	if p.commented {
		err.closer = "\n"
	}
	for _, b := range slices.Backward(p.open) {
		err.closer += closing[b.tok].String()
	}
	return err
}

// scanGo scans Go from an offset on, up to a magic or the end of the cell, and
// returns the offset after that. Each magic takes a new scanner, since its text
// need not consist of Go's tokens.
func (p *parser) scanGo(from int) (next int, err *SyntaxError) {
	file := token.NewFileSet().AddFile("", 1, len(p.src)-from)
	var s scanner.Scanner
	s.Init(file, p.bytes[from:], func(pos token.Position, message string) {
		if err == nil {
			err = p.literalError(from+pos.Offset, message)
		}
	}, scanner.ScanComments)

	var cur *item   // the item that has begun, if any
	comment := -1   // where the comments above the next item begin
	header := false // between if, for, switch or select and its {, where ; ends no statement
	end := from     // of the last token or comment
	finish := func() {
		if cur == nil {
			return
		}
		cur.end = end
		p.classify(cur)
		p.items = append(p.items, *cur)
		cur, comment, header = nil, -1, false
	}
	for {
		pos, tok, lit := s.Scan()
		offset := from + file.Offset(pos)
		if cur == nil && p.isMagic(offset, tok) {
			return p.magic(offset)
		}
		if err != nil {
			return 0, err
		}
		if tok != token.COMMENT && tok != token.EOF {
			p.last = tok
		}
		outer := len(p.open) == 0
		switch {
		case tok == token.EOF:
			p.unfinished = cur != nil
			finish()
			return len(p.src), nil
		case tok == token.COMMENT:
			trailing := cur == nil && len(p.items) > 0 && !strings.Contains(p.src[end:offset], "\n")
			end = p.commentEnd(offset)
			p.commented = end == len(p.src) && lit[1] == '/'
			if trailing && p.items[len(p.items)-1].kind != magicLine {
				p.items[len(p.items)-1].end = end
			} else if cur == nil && comment < 0 {
				comment = offset
			}
			continue
		case tok == token.SEMICOLON && lit == "\n":
			if outer {
				finish()
			}
			continue
		case tok == token.SEMICOLON && outer && !header && (cur == nil || cur.timing == nil):
			end = offset + 1
			finish()
			continue
		}
		if cur == nil {
			if p.timing != nil && p.timing.Line != p.line(offset) {
				p.timeAll()
			}
			cur = &item{start: offset, first: offset, timing: p.timing}
			p.timing = nil
			if comment >= 0 {
				cur.start = comment
			}
		}
		end = p.tokenEnd(offset, tok, lit)
		switch tok {
		case token.IF, token.FOR, token.SWITCH, token.SELECT:
			header = header || outer
		case token.LBRACE, token.LPAREN, token.LBRACK:
			header = header && !(outer && tok == token.LBRACE)
			p.open = append(p.open, bracket{offset, tok})
		case token.RBRACE, token.RPAREN, token.RBRACK:
			if err := p.close(offset, tok); err != nil {
				return 0, err
			}
		}
		if (outer || len(p.open) == 0) && len(cur.outer) < 5 {
			cur.outer = append(cur.outer, tok)
		}
	}
}

func (p *parser) close(offset int, tok token.Token) *SyntaxError {
	if len(p.open) == 0 {
		return p.errorf(offset, "this %s closes nothing", tok)
	}
	last := p.open[len(p.open)-1]
	if closing[last.tok] != tok {
		return p.errorf(last.offset, "this %s is not closed: a %s in line %d comes before its %s",
			last.tok, tok, p.line(offset), closing[last.tok])
	}
	p.open = p.open[:len(p.open)-1]
	return nil
}

// classify tells declarations from statements by their first tokens.
func (p *parser) classify(it *item) {
	if it.timing != nil {
		return
	}
	switch it.outer[0] {
	case token.PACKAGE:
		it.kind = packageClause
	case token.IMPORT:
		it.kind = importDecl
	case token.CONST, token.TYPE, token.VAR:
		if p.body == nil {
			it.kind = declaration
		}
	case token.FUNC:
		if isNamedFunc(it.outer) {
			it.kind = declaration
		}
	}
}

// isNamedFunc tells func f( and func (r T) f( from the function literals
// func(r T) {, func(r T) f {, func(r T) p.f { and func(r T) f[int] {.
func isNamedFunc(tokens []token.Token) bool {
	switch {
	case len(tokens) < 2:
		return true // as in an unfinished declaration
	case tokens[1] == token.LPAREN:
		if len(tokens) < 4 || tokens[3] != token.IDENT {
			return false
		}
		return len(tokens) < 5 || tokens[4] == token.LPAREN
	}
	return tokens[1] == token.IDENT
}

// tokenEnd returns where a token ends. The scanner's own text of raw strings and
// comments may be shorter: it has lost its carriage returns.
func (p *parser) tokenEnd(offset int, tok token.Token, lit string) int {
	switch {
	case tok == token.STRING && lit[0] == '`':
		return offset + 2 + strings.IndexByte(p.src[offset+1:], '`')
	case tok.IsLiteral():
		return offset + len(lit)
	}
	return offset + len(tok.String())
}

// commentEnd returns where the comment at an offset ends.
func (p *parser) commentEnd(offset int) int {
	if p.src[offset+1] == '/' {
		return p.lineEnd(offset)
	}
	if i := strings.Index(p.src[offset+2:], "*/"); i >= 0 {
		return offset + 2 + i + 2
	}
	return len(p.src)
}
