package cell

import (
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// literalError puts an error of Go's scanner into plainer words.
func (p *parser) literalError(offset int, message string) *SyntaxError {
	toEnd := !strings.Contains(p.src[offset:], "\n")
	closer := ""
	switch {
	case message == "comment not terminated":
		message, closer = "this comment has no closing */", "*/"
	case message == "raw string literal not terminated":
		message, closer = "this text has no closing `", "`"
	case message == "string literal not terminated":
		message = `this text has no closing " on its line`
		if toEnd {
			closer = `"`
		}
	case message == "rune literal not terminated":
		message = "this character has no closing ' on its line"
		if toEnd {
			closer = "'"
		}
	case message == "illegal rune literal":
		message = `one character is written between ' and ', a text between " and "`
	case strings.HasPrefix(message, "curly quotation mark"):
		message = `Go wants the straight quotation mark: "`
	case strings.HasPrefix(message, "illegal character"):
		message = illegalCharacter(p.src[offset:])
	}
	err := p.errorf(offset, "%s", message)
	err.closer = closer
	return err
}

func illegalCharacter(rest string) string {
	switch r := []rune(rest[:min(len(rest), 4)])[0]; r {
	case '#':
		return "a comment begins with // in Go, not with #"
	case '?':
		return "Go has no ?: write if and else"
	default:
		return "Go has no character " + string(r)
	}
}

var (
	expectedFound = regexp.MustCompile(`^expected (.+?), found (.+)$`)
	missingComma  = regexp.MustCompile(`^missing ',' (before newline )?in (.+)$`)
	lastWord      = regexp.MustCompile(`[\pL_][\pL\pN_]*$`)
	firstWord     = regexp.MustCompile(`^[\pL_]+`)
)

// parseError puts an error of Go's parser into plainer words. The cell's part of
// what was parsed ends at end.
func (p *parser) parseError(offset, end int, message string) *SyntaxError {
	err := p.errorf(min(offset, end), "%s", message)
	err.offset = offset
	m := expectedFound.FindStringSubmatch(message)
	switch {
	case m != nil:
		wanted, found := strings.Trim(m[1], "'"), m[2]
		if isToken(found) {
			found = strings.Trim(found, "'")
		}
		if found == "newline" || offset >= end {
			found = endOfLine
		}
		err.Message = p.unexpected(min(offset, end), wanted, found)
	case missingComma.MatchString(message):
		m := missingComma.FindStringSubmatch(message)
		err.Message = "a comma is missing here"
		if m[1] != "" {
			err.Message = "a comma is missing at the end of this line (or the closing bracket on it)"
		}
	case strings.Contains(message, "expecting { after") || strings.Contains(message, "newline before {"):
		err.Message = "the { must be at the end of this line"
	case message == "missing import path":
		err.Message = `an import path is written in quotes, as in import "fmt"`
	case strings.HasSuffix(message, "must be function call"):
		err.Message = "go and defer need a call after them, as in f()"
	case message == "unexpected comma; expecting ]":
		err.Message = p.unexpected(offset, "]", ",")
	}
	return err
}

// isToken tells whether s is an operator or a keyword in the parser's quotes,
// not a character literal.
func isToken(s string) bool {
	if len(s) < 3 || s[0] != '\'' {
		return false
	}
	s = s[1 : len(s)-1]
	for t := range token.TILDE + 1 {
		if (t.IsOperator() || t.IsKeyword()) && t.String() == s {
			return true
		}
	}
	return false
}

const endOfLine = "the end of the line"

// unexpected says that one thing was wanted at an offset and another found, in
// terms of what a beginner may have meant.
func (p *parser) unexpected(offset int, wanted, found string) string {
	before := strings.TrimSpace(p.src[p.lines[p.line(offset)-1]:min(offset, len(p.src))])
	begins := before == "" // found is the first thing on its line
	last := lastWord.FindString(before)
	switch {
	case found == "else" && begins:
		return "else must be on the same line as the } before it"
	case found == "%" && begins && slices.ContainsFunc(p.items, func(it item) bool { return it.first == offset }):
		return "a magic must be at the very beginning of its line"
	case found == "%" && begins:
		return "a magic can only be where a new statement can begin, outside of all brackets"
	case wanted == "statement" && begins:
		return "a line cannot begin with " + found + ": to continue the line before, write it at the end of that line"
	case wanted == "statement":
		return "a statement cannot begin with " + found
	case wanted == "operand" && found == endOfLine:
		return "a value is missing at " + found
	case wanted == "operand" && found == "{":
		return "a list of values needs its type before it, as in []float64{1, 2, 3}"
	case wanted == "operand":
		return "a value is missing before " + found
	case wanted == "]":
		return "a ] is missing before " + found + " (a list of values is written as in []float64{1, 2, 3})"
	case wanted == "(" && last == "func":
		return "a function inside a function has no name: write " + found + " := func() { … }"
	case wanted == "{" && found == "in":
		return "a loop over something is written as in for i, x := range xs"
	case wanted == "{" && found == endOfLine:
		return "the { must be at the end of this line"
	case strings.HasPrefix(wanted, "boolean expression") && strings.HasPrefix(found, "assignment"):
		return "a condition is missing here: = assigns, == compares"
	case wanted == "type" && found == ":=":
		return "write var x = 3 or x := 3, but not both"
	case wanted == "if statement or block":
		return "after else comes { or if"
	case wanted == "}" && (found == "case" || found == "default"):
		return found + " belongs inside a switch or a select"
	case wanted == ";":
		return p.unended(offset, before, last, found)
	}
	if wanted == "IDENT" {
		wanted = "name"
	}
	return "a " + wanted + " is missing before " + found
}

// unended is unexpected where a statement had to end. What is before on its line,
// and the last word of that, may be the habit of another language.
func (p *parser) unended(offset int, before, last, found string) string {
	switch before {
	case "while":
		return "Go has no while: write for"
	case "def", "function", "fn", "fun":
		return "a function is declared by func in Go"
	case "let", "auto":
		return "a variable is declared by x := 5 or var x = 5 in Go"
	case "print", "println", "printf", "echo":
		return "what to print goes in parentheses: fmt.Println(x)"
	case "class":
		return "a type is declared by type T struct { … } in Go"
	case "int", "float", "double", "float64", "string", "bool", "char":
		return "in Go the type comes after the name: var x " + before + " = …"
	}
	switch first := firstWord.FindString(before); {
	case last == "new":
		return "the type goes in parentheses: new(T)"
	case found == "++" || found == "--":
		return found + " is a statement of its own in Go: give it its own line"
	case found == ":=" && before == last && p.line(offset) > 1:
		return "this continues the statement above: is something missing at the end of that?"
	case found == "{":
		return "unexpected {: between if, for or switch and its {, a literal T{…} needs parentheses around it"
	case found == ",":
		return "fields and statements are separated by new lines or ;, not by commas"
	case first == "if" || first == "for" || first == "switch":
		return "a { is missing before " + found
	}
	return "unexpected " + found + ": is an operator, a comma or a new line missing before it?"
}
