package cell

import (
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// commentPrefix may precede a magic, so that other editors take it for a comment.
const commentPrefix = "//gonb:"

// magicAt is a magic that says what the cell runs.
type magicAt struct {
	start, end int // offsets of all of its lines
	args       []string
}

// isMagic tells whether a token is the beginning of a magic, given that a
// statement could begin there.
func (p *parser) isMagic(offset int, tok token.Token) bool {
	if offset > 0 && p.src[offset-1] != '\n' {
		return false
	}
	switch tok {
	case token.REM, token.REM_ASSIGN, token.NOT, token.NEQ:
		return true
	case token.COMMENT:
		rest, ok := strings.CutPrefix(p.src[offset:], commentPrefix)
		return ok && rest != "" && (rest[0] == '%' || rest[0] == '!')
	}
	return false
}

// magicText returns the magic at an offset as one line, without the prefix.
// Lines that end in \ go on in the next.
func (p *parser) magicText(offset int) (text string, end int) {
	for {
		end = p.lineEnd(offset)
		line := strings.TrimSuffix(strings.TrimPrefix(p.src[offset:end], commentPrefix), "\r")
		line, more := strings.CutSuffix(line, `\`)
		if !more || end == len(p.src) {
			p.continued = more
			return text + line, end
		}
		text += line + " "
		offset = end + 1
	}
}

// magic reads the magic at an offset and returns the offset after it.
func (p *parser) magic(offset int) (next int, err *SyntaxError) {
	p.timeAll()
	text, end := p.magicText(offset)
	next = min(end+1, len(p.src))
	p.items = append(p.items, item{kind: magicLine, start: offset, first: offset, end: end})
	if text[0] == '!' {
		return next, p.shell(offset, text[1:])
	}
	name, rest := text, ""
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		name, rest = text[:i], text[i:]
	}
	if second, _ := utf8.DecodeRuneInString(name[1:]); second != '%' && !unicode.IsLetter(second) {
		return 0, p.operatorError(offset, "%")
	}
	s := findSpec(name)
	if s == nil {
		return 0, p.unknownMagic(offset, name)
	}
	if at, ok := p.magics[s.Magic]; ok && s.once {
		return 0, p.errorf(offset, "%s is already in line %d, and a cell can have only one", name, p.line(at))
	}
	line := p.line(offset)
	p.magics[s.Magic] = offset
	switch {
	case s.isWhole():
		return 0, p.errorf(offset, "%s must be the first line of its cell, since the rest of the cell is its input", name)
	case s.Magic == "%time" || s.Magic == "%timeit":
		return p.timer(offset, s)
	}
	args, appends, err := p.arguments(offset, s, rest)
	if err != nil {
		return 0, err
	}
	switch s.Magic {
	case "%%":
		p.body = &magicAt{offset, end, args}
	case "%exec":
		p.exec = &magicAt{offset, end, args}
	case "%args":
		p.args = args
	case "%test":
		p.cell.Test = &Test{Args: args, Line: line}
	default:
		p.cell.Magics = append(p.cell.Magics, Magic{Name: s.Magic[1:], Args: args, Append: appends, Line: line})
	}
	return next, nil
}

// shell reads a line that begins with !.
func (p *parser) shell(offset int, command string) *SyntaxError {
	m := Magic{Name: "!", Shell: strings.TrimLeft(command, " \t"), Line: p.line(offset)}
	if rest, ok := strings.CutPrefix(m.Shell, "*"); ok {
		m.Name, m.Shell = "!*", strings.TrimLeft(rest, " \t")
	}
	switch {
	case strings.HasPrefix(command, "="):
		return p.operatorError(offset, "!=")
	case strings.TrimSpace(m.Shell) == "":
		return p.errorf(offset, "a shell command is missing after the %s", m.Name)
	}
	p.cell.Magics = append(p.cell.Magics, m)
	return nil
}

// parseWhole reads a cell whose first line gives the rest to a command. It is
// false for all other cells.
func (p *parser) parseWhole() (ok bool, err *SyntaxError) {
	offset := 0
	for offset < len(p.src) && strings.TrimSpace(p.src[offset:p.lineEnd(offset)]) == "" {
		offset = min(p.lineEnd(offset)+1, len(p.src))
	}
	end := p.lineEnd(offset)
	text := strings.TrimPrefix(p.src[offset:end], commentPrefix)
	words := strings.Fields(text)
	if len(words) == 0 || !strings.HasPrefix(text, words[0]) {
		return false, nil
	}
	s := findSpec(words[0])
	if s == nil || !s.isWhole() {
		return false, nil
	}
	args, appends, err := p.arguments(offset, s, strings.TrimPrefix(text, words[0]))
	if err != nil {
		return true, err
	}
	w := &Whole{Name: strings.TrimPrefix(s.Magic, "%%"), Args: args, Append: appends, Line: p.line(offset)}
	if w.Name == "bash" || w.Name == "sh" {
		w.Name, w.Args = "script", []string{w.Name}
	}
	if end < len(p.src) {
		w.Input = p.src[end+1:] + "\n"
	}
	p.cell.Whole = w
	return true, nil
}
