package cell

import (
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// arguments reads what follows the name of a magic, and checks that the magic
// can take it. Where it can take -a, that is cut off.
func (p *parser) arguments(offset int, s *spec, source string) (args []string, appends bool, err *SyntaxError) {
	args, ok := split(source)
	if !ok {
		return nil, false, p.errorf(offset, `a " is not closed; text between two " is one argument, and \" is a " inside it`)
	}
	if s.Magic == "%env" && len(args) == 1 {
		if name, value, ok := strings.Cut(args[0], "="); ok {
			args = []string{name, value}
		}
	}
	if strings.HasPrefix(s.Arguments, "[-a]") && len(args) > 0 && args[0] == "-a" {
		args, appends = args[1:], true
	}
	wrong := ""
	switch {
	case len(args) < s.min:
		wrong = "an argument is missing"
	case len(args) > s.max && s.max == 0:
		wrong = "this takes no arguments"
	case len(args) > s.max:
		wrong = `too many arguments (an argument with blanks needs "quotes")`
	case s.Magic == "%reset" && len(args) == 1 && args[0] != "go.mod":
		wrong = "it can reset only go.mod"
	case s.Magic == "%env" && (args[0] == "" || strings.Contains(args[0], "=")):
		wrong = `this is not the name of a variable (a value with blanks needs "quotes")`
	case s.Magic == "%exec" && !isFunctionName(args[0]):
		wrong = strconv.Quote(args[0]) + " cannot be the name of a function"
	}
	if wrong == "" {
		return args, appends, nil
	}
	err = p.errorf(offset, "%s: write %s", wrong, s.Usage)
	if s.Magic == "%ls" {
		err.Message += " to list declarations, !ls to list files"
	}
	return nil, false, err
}

// isFunctionName tells whether s is f or p.f.
func isFunctionName(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !token.IsIdentifier(part) {
			return false
		}
	}
	return true
}

// split splits a line at its blanks, but not at those between double quotes,
// where \n, \t, \" and \\ mean what they mean in Go. It is false if a quote is not
// closed.
func split(line string) (words []string, ok bool) {
	var word strings.Builder
	started, quoted, escaped := false, false, false
	for _, r := range line {
		switch {
		case escaped:
			switch r {
			case 'n':
				r = '\n'
			case 't':
				r = '\t'
			}
			word.WriteRune(r)
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
			started = true // "" is a word
		case !quoted && strings.ContainsRune(" \t\r\n", r):
			if started {
				words = append(words, word.String())
			}
			word.Reset()
			started = false
		default:
			word.WriteRune(r)
			started = true
		}
	}
	if started {
		words = append(words, word.String())
	}
	return words, !quoted
}

// timer is a %time or %timeit.
type timer struct {
	Timing
	name   string
	offset int
}

var timeitFlag = regexp.MustCompile(`^[ \t]+-([nr])[ \t]*([0-9]+)(\s|$)`)

// timer reads a %time or %timeit and returns the offset after its flags: the
// statement there is parsed like all others.
func (p *parser) timer(offset int, s *spec) (next int, err *SyntaxError) {
	t := &timer{name: s.Magic, offset: offset, Timing: Timing{Repeat: s.Magic == "%timeit", Line: p.line(offset)}}
	end := p.lineEnd(offset)
	next = offset + strings.Index(p.src[offset:], s.Magic) + len(s.Magic)
	for t.Repeat {
		flag := timeitFlag.FindStringSubmatch(p.src[next:end])
		if flag == nil {
			break
		}
		n, err := strconv.Atoi(flag[2])
		if err != nil || n < 1 {
			return 0, p.errorf(offset, "-%s takes a number from 1 on: write %s", flag[1], s.Usage)
		}
		if flag[1] == "n" {
			t.Loops = n
		} else {
			t.Runs = n
		}
		next += len(flag[0]) - len(flag[3])
	}
	p.items[len(p.items)-1].end = next
	if rest := strings.TrimSpace(p.src[next:end]); rest == "" || strings.HasPrefix(rest, "//") {
		p.whole = append(p.whole, t)
		return min(end+1, len(p.src)), nil
	}
	p.timing = t
	return next, nil
}

// timeAll lets a %time that no statement follows on its line be one of the whole
// body.
func (p *parser) timeAll() {
	if p.timing != nil {
		p.whole = append(p.whole, p.timing)
		p.timing = nil
	}
}
