package cell

import (
	"errors"
	"strings"
	"testing"

	"dlmath/kernel/internal/spelling"
)

// Mistakes, the place where they are seen, and what is said about them.
var mistakes = []struct{ source, want string }{
	// Brackets, texts, characters.
	{"f(\"a\"\nx := 2", "line 1, column 2: this ( is never closed: its ) is missing"},
	{"func f() {\n\tg()\n\nfunc h() {\n}", "line 1, column 10: this { is never closed"},
	{"x := 1\n}", "line 2, column 1: this } closes nothing"},
	{"f(x))", "line 1, column 5: this ) closes nothing"},
	{"x := T[int}{}", "line 1, column 7: this [ is not closed: a } in line 1 comes before its ]"},
	{"f(\"a)\n", "line 1, column 3: this text has no closing \""},
	{"x := `a\nb", "line 1, column 6: this text has no closing `"},
	{"x := 'a", "line 1, column 6: this character has no closing '"},
	{"f('abc')", "line 1, column 3: one character is written between ' and ', a text between \" and \""},
	{"/* a\nb", "line 1, column 1: this comment has no closing */"},
	{"“a”", "line 1, column 1: Go wants the straight quotation mark"},
	{"# a\nx := 1", "line 1, column 1: a comment begins with // in Go, not with #"},
	{"y := x > 3 ? 1 : 2", "line 1, column 12: Go has no ?: write if and else"},
	{"x := 1 € 2", "line 1, column 8: Go has no character €"},
	{"x := \"\\q\"", "line 1, column 8: unknown escape sequence"},
	{"x := 08", "line 1, column 7: invalid digit '8' in octal literal"},
	{"x := \"\xff\"", "line 1, column 7: illegal UTF-8 encoding"},

	// What other languages have taught.
	{"while x < 3 {\n}", "line 1, column 7: Go has no while: write for"},
	{"def f(x):\n\treturn x", "line 1, column 5: a function is declared by func in Go"},
	{"let x = 5", "line 1, column 5: a variable is declared by x := 5 or var x = 5 in Go"},
	{"print \"a\"", "line 1, column 7: what to print goes in parentheses: fmt.Println(x)"},
	{"class T {\n}", "line 1, column 7: a type is declared by type T struct { … } in Go"},
	{"int x = 3;", "line 1, column 5: in Go the type comes after the name: var x int = …"},
	{"x := new T()", "line 1, column 10: the type goes in parentheses: new(T)"},
	{"x = y++", "line 1, column 6: ++ is a statement of its own in Go"},
	{"for i in xs {\n}", "line 1, column 7: a loop over something is written as in for i, x := range xs"},
	{"x := [1, 2]", "line 1, column 8: a ] is missing before , (a list of values is written as in []float64{1, 2, 3})"},
	{"x := [1 2]", "line 1, column 9: a ] is missing before 2"},
	{"var a [2]int = {1, 2}", "line 1, column 16: a list of values needs its type before it, as in []float64{1, 2, 3}"},
	{"if (x > 3) return 5", "line 1, column 12: a { is missing before return"},
	{"if x = 3 {\n}", "line 1, column 4: a condition is missing here: = assigns, == compares"},
	{"type T struct { a int, b int }", "line 1, column 22: fields and statements are separated by new lines or ;, not by commas"},
	{"import fmt", "line 1, column 11: an import path is written in quotes, as in import \"fmt\""},
	{"import \"a b\"", "line 1, column 8: \"a b\" cannot be the path of an import"},
	{"import \"\"", "line 1, column 8: \"\" cannot be the path of an import"},

	// Lines.
	{"if x {\n}\nelse {\n}", "line 3, column 1: else must be on the same line as the } before it"},
	{"if x > 3\n{\n}", "line 1, column 9: the { must be at the end of this line"},
	{"for i := 0; i < 3; i++\n\tf()", "line 1, column 23: the { must be at the end of this line"},
	{"func f(x int)\n{\n}", "line 1, column 14: func f has no body: its { must be on this line"},
	{"x\n.f()", "line 2, column 1: a line cannot begin with .: to continue the line before, write it at the end of that line"},
	{"x := \ny := 2", "line 2, column 3: this continues the statement above: is something missing at the end of that?"},
	{"x := 1 y := 2", "line 1, column 8: unexpected y: is an operator, a comma or a new line missing before it?"},
	{"a := []int{\n\t1,\n\t2\n}", "line 3, column 3: a comma is missing at the end of this line (or the closing bracket on it)"},
	{"f(a b)", "line 1, column 5: a comma is missing here"},
	{"x := 3 +", "line 1, column 9: a value is missing at the end of the line"},
	{"x := 3 +\n\n// c\nfunc f() {}", "line 4, column 6: a function inside a function has no name: write f := func() { … }"},

	// The rest of what the parser finds.
	{"x +:= 2", "line 1, column 4: a value is missing before :="},
	{"var x := 3", "line 1, column 7: write var x = 3 or x := 3, but not both"},
	{"x := 5 'a'", "line 1, column 8: unexpected 'a': is an operator"},
	{"f()\ndefer g", "line 2, column 8: go and defer need a call after them, as in f()"},
	{"if x { } else f()", "line 1, column 15: after else comes { or if"},
	{"f(); else { }", "line 1, column 6: a statement cannot begin with else"},
	{"case 1:", "line 1, column 1: case belongs inside a switch or a select"},
	{"switch x { case 1 f() }", "line 1, column 19: a : is missing before f"},
	{"for x := range T{1} { }", "line 1, column 21: unexpected {: between if, for or switch and its {, a literal T{…} needs parentheses around it"},
	{"func f() {\n\tfunc g() {}\n}", "line 2, column 7: a function inside a function has no name: write g := func() { … }"},
	{"x = struct { 1 }{}", "line 1, column 14: a } is missing before 1"},
	{"goto 3", "line 1, column 6: a name is missing before 3"},
	{"type 3 int", "line 1, column 6: a name is missing before 3"},
	{"a[1:2:]", "line 1, column 6: final index required in 3-index slice"},
	{"package a.b", "line 1, column 1: a package clause is the word package and a name"},
	{"func a() {}; x := := 1\ny := := 2", "line 1, column 19: a value is missing before :="},
	{"x := := 1\nfunc a( {}", "line 2, column 7: this ( is never closed"},

	// Declarations.
	{"var x = 1\nvar y, x = 2, 3", "line 2, column 8: x is already declared in line 1"},
	{"func f() {}\ntype T int\nconst (\n\ta = 1\n\tf = 2\n)", "line 5, column 2: f is already declared in line 1"},
	{"func (t T) f() {}\nfunc (t *T) f() {}", "line 2, column 13: T.f is already declared in line 1"},
	{"func init() {}\nfunc init() {}", "line 2, column 6: init is already declared in line 1; call it init_something, and both will run"},
	{"func main() {}\nfunc main() {}", "line 2, column 6: main is already declared in line 1"},
	{"import r \"math/rand\"\nimport r \"crypto/rand\"", "line 2, column 8: r is already declared in line 1"},
	{"import r \"math/rand\"\nvar r = 1", "line 2, column 5: r is already declared in line 1"},
	{"func main(x int) {}", "line 1, column 6: func main can have neither parameters nor results"},
	{"func init() int { }", "line 1, column 6: func init can have neither parameters nor results"},
	{"func () f() {}", "line 1, column 9: method f needs one receiver, of a type declared in this notebook: func (x T) f()"},
	{"func (t time.Time) f() {}", "line 1, column 20: method f needs one receiver"},

	// What the cell runs.
	{"%%\nimport \"fmt\"", "line 2, column 1: an import cannot be below %% (line 1), where everything is inside func main: move it above"},
	{"%%\nfunc f() {}", "line 2, column 1: a function with a name cannot be below %% (line 1)"},
	{"%%\nf()\n%main", "line 3, column 1: %main is already in line 1, and a cell can have only one"},
	{"func main() {}\nf()", "line 2, column 1: func main (line 1) is what this cell runs: move this statement into it"},
	{"func main() {}\n%%", "line 2, column 1: %% cannot be together with func main (line 1)"},
	{"%exec f\nx := 1", "line 2, column 1: %exec (line 1) is what this cell runs"},
	{"%exec f\nfunc main() {}", "line 1, column 1: %exec cannot be together with %% or func main"},
	{"%exec f\n%%", "line 1, column 1: %exec cannot be together with %% or func main"},
	{"%test\n%exec f", "line 2, column 1: %exec cannot be together with %test"},
	{"%test\nf()", "line 2, column 1: %test (line 1) runs the cell's tests, and no statements"},
	{"%test\n%%", "line 2, column 1: %% cannot be together with %test"},
	{"%wasm\n%test", "line 1, column 1: %wasm cannot be together with %test"},
	{"%time", "line 1, column 1: this cell has no statements for %time to time"},
	{"var x = 1\n%timeit /* x */", "line 2, column 1: this cell has no statements for %timeit to time"},
	{"%time func f() {}", "line 1, column 12: a function inside a function has no name: write f := func() { … }"},
	{"%timeit -n 0 f()", "line 1, column 1: -n takes a number from 1 on: write %timeit [-n LOOPS] [-r RUNS] [STATEMENT]"},
	{"%timeit -r 99999999999999999999 f()", "line 1, column 1: -r takes a number from 1 on"},
	{"%timeit x := f()", "line 1, column 9: names declared in %timeit would end with each run"},
	{"%timeit f(); var x int", "line 1, column 14: names declared in %timeit would end with each run"},

	// Magics.
	{"%foo", "line 1, column 1: there is no magic %foo; the nearest is %"},
	{"x\n%tset -v", "line 2, column 1: there is no magic %tset; the nearest is %test (%help lists them all)"},
	{"%Time f()", "the nearest is %time "},
	{"%autogte", "the nearest is %autoget "},
	{"%%time\nf()", "there is no magic %%time; the nearest is %time "},
	{"%%capture x", "the nearest is %capture "},
	{"%%writefle x", "the nearest is %%writefile "},
	{"%%scrip bc", "the nearest is %%script "},
	{"%ls;", "there is no magic %ls;; the nearest is %ls "},
	{"%" + strings.Repeat("é", 100), "there is no magic %" + strings.Repeat("é", 29) + "; the nearest"},
	{"%list -l", "line 1, column 1: this takes no arguments: write %ls to list declarations, !ls to list files"},
	{"%rm", "line 1, column 1: an argument is missing: write %rm NAME…"},
	{"%cd a b", "line 1, column 1: too many arguments (an argument with blanks needs \"quotes\"): write %cd [FOLDER]"},
	{"%cd \"a b", "line 1, column 1: a \" is not closed"},
	{"%env X", "an argument is missing: write %env NAME VALUE"},
	{"%env X=a b", "this is not the name of a variable (a value with blanks needs \"quotes\"): write %env NAME VALUE"},
	{"%env =a", "this is not the name of a variable"},
	{"%env \"\" a", "this is not the name of a variable"},
	{"%reset all", "it can reset only go.mod: write %reset [go.mod]"},
	{"%capture -a", "an argument is missing: write %capture [-a] FILE"},
	{"%capture a\n%capture b", "line 2, column 1: %capture is already in line 1"},
	{"%exec", "an argument is missing: write %exec FUNCTION [ARGUMENT…]"},
	{"%exec f()", "\"f()\" cannot be the name of a function: write %exec FUNCTION [ARGUMENT…]"},
	{"%%bash x\nls", "line 1, column 1: this takes no arguments: write %%bash"},
	{"\n%%writefile\nls", "line 2, column 1: an argument is missing: write %%writefile [-a] FILE"},
	{"X=17\n%%sh\necho", "line 2, column 1: %%sh must be the first line of its cell, since the rest of the cell is its input"},
	{"f()\n!", "line 2, column 1: a shell command is missing after the !"},
	{"!* ", "line 1, column 1: a shell command is missing after the !*"},
	{"x \n% 2", "line 2, column 1: a line cannot begin with the operator %, since Go ends a statement at the end of its line"},
	{"%", "line 1, column 1: a line cannot begin with the operator %"},
	{"% ls", "line 1, column 1: a line cannot begin with the operator %"},
	{"x\n%= 3", "line 2, column 1: a line cannot begin with the operator %"},
	{"x\n!= 3", "line 2, column 1: a line cannot begin with the operator !="},
	{"x := 1 +\n%ls", "line 2, column 1: a magic can only be where a new statement can begin, outside of all brackets"},
	{"func f() {\n%ls\n}", "line 2, column 1: a magic can only be where a new statement can begin, outside of all brackets"},
	{"  %ls", "line 1, column 3: a magic must be at the very beginning of its line"},
}

func TestMistakes(t *testing.T) {
	for _, m := range mistakes {
		_, err := Parse(m.source)
		if err == nil {
			t.Errorf("no error: %q", m.source)
			continue
		}
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%T is no *SyntaxError", err)
		}
		if !strings.Contains(err.Error(), m.want) {
			t.Errorf("%q\ngot  %s\nwant %s", m.source, err, m.want)
		}
	}
}

// Each magic is its own nearest, and each misspelling by one letter finds it.
func TestNearest(t *testing.T) {
	for _, u := range Usages() {
		if u.Magic == "%%" || u.Magic[0] == '!' {
			continue
		}
		if got := nearest(u.Magic); got != u.Magic {
			t.Errorf("nearest to %s is %s", u.Magic, got)
		}
		if len(u.Magic) < 6 {
			continue
		}
		for i := 2; i < len(u.Magic)-1; i++ {
			swapped := u.Magic[:i] + u.Magic[i+1:i+2] + u.Magic[i:i+1] + u.Magic[i+2:]
			for _, wrong := range []string{u.Magic[:i] + u.Magic[i+1:], u.Magic[:i] + "x" + u.Magic[i:], swapped} {
				if got := nearest(wrong); spelling.Distance(wrong, got) > spelling.Distance(wrong, u.Magic) {
					t.Errorf("nearest to %s is %s, not %s", wrong, got, u.Magic)
				}
			}
		}
	}
}
