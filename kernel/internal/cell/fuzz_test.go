package cell

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// FuzzParse: whatever a cell holds, Parse ends with a cell of which all holds
// that must, or with an error that stands in the cell; and Complete agrees.
func FuzzParse(f *testing.F) {
	for _, c := range cells {
		f.Add(c.source)
	}
	for _, m := range mistakes {
		f.Add(m.source)
	}
	for _, source := range gonbCells(f) {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		c, err := Parse(source)
		status, indent := Complete(source)
		if strings.Trim(indent, "\t") != "" {
			t.Errorf("the indent is %q", indent)
		}
		if err != nil {
			if status != "invalid" && status != "incomplete" {
				t.Errorf("%s in spite of %v", status, err)
			}
			e := err.(*SyntaxError)
			lines := strings.Split(source, "\n")
			if e.Line < 1 || e.Line > len(lines) || e.Column < 1 || e.Column > len(lines[e.Line-1])+1 || e.Message == "" {
				t.Errorf("the error %v is outside of %d lines", e, len(lines))
			}
			return
		}
		if status != "complete" && status != "incomplete" {
			t.Errorf("%s, but there is no error", status)
		}
		checkCell(t, c)
	})
}

// part is something that a cell can hold, and how describe tells of it.
type part struct {
	source, want string
	statement    bool
}

// parts have %d for a number that makes their names unique, and @ for their line.
var parts = []part{
	{"var v%d = f(w)", "@:1 var v%d \"var v%d = f(w)\" <- f w\n", false},
	{"const c%d = 1", "@:1 const c%d \"const c%d = 1\"\n", false},
	{"type T%d struct{ a, b p.T }", "@:1 type T%d \"type T%d struct{ a, b p.T }\" <- p.T\n", false},
	{"func f%d() {\n\tx := `\n%%ls\n!ls\n`\n}", "@:1 func f%d \"func f%d() {\\n\\tx := `\\n%%ls\\n!ls\\n`\\n}\"\n", false},
	{"func (t *R) m%d() { t.m(\"%%\") }", "@:1 method R.m%d \"func (t *R) m%d() { t.m(\\\"%%\\\") }\" <- R\n", false},
	{"// about it\nfunc init_%d() {}", "@:1 init init_%d \"// about it\\nfunc init_%d() {}\"\n", false},
	{"import p%d \"a/b\"", "@:8 import p%d \"a/b\"\n", false},
	{"!echo '%d", "@ ! \"echo '%d\"\n", false},
	{"!*a \"( \\\n  {%d", "@ !* \"a \\\"(    {%d\"\n", false},
	{"%%cd \"a %d\"", "@ %%cd [\"a %d\"]\n", false},
	{"//gonb:%%env K v%d", "@ %%env [\"K\" \"v%d\"]\n", false},
	{"x%d := []int{\n1,\n}", "", true},
	{"if x%d :=\n!y; x%d {\n!f(x)\n}", "", true},
	{"f(a,\n!b, %d)", "", true},
	{"/* %d\n%%ls\n*/\n", "", false},
	{"// %d\n", "", false},
	{"", "", false},
}

// Parts in any order are found each with its line, and the statements make up
// the body, whose lines are those of the cell.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(rt, "parts")
		var source string
		var magics, imports, decls, statements []string
		line := 1
		for i := range n {
			p := rapid.SampledFrom(parts).Draw(rt, "part")
			text := strings.ReplaceAll(strings.ReplaceAll(p.source, "%d", fmt.Sprint(i)), "%%", "%")
			want := strings.ReplaceAll(strings.ReplaceAll(p.want, "%d", fmt.Sprint(i)), "%%", "%")
			want = strings.ReplaceAll(want, "@", fmt.Sprint(line))
			switch {
			case p.statement:
				statements = append(statements, fmt.Sprintf("%d %s", line, text))
			case strings.Contains(want, " import "):
				imports = append(imports, want)
			case strings.Contains(want, ":1 "):
				decls = append(decls, want)
			case want != "":
				magics = append(magics, want)
			}
			source += text + "\n"
			line += strings.Count(text, "\n") + 1
		}
		c, err := Parse(source)
		if err != nil {
			rt.Fatalf("%v\n%s", err, source)
		}
		main := c.Main
		c.Main = nil
		want := strings.Join(slices.Concat(magics, imports, decls), "")
		if diff := cmp.Diff(want, describe(c)); diff != "" {
			rt.Errorf("%s\n(-want +got):\n%s", source, diff)
		}
		if (main != nil) != (len(statements) > 0) {
			rt.Fatalf("%d statements, and the body is %v", len(statements), main)
		}
		for _, s := range statements {
			var at int
			fmt.Sscan(s, &at)
			_, text, _ := strings.Cut(s, " ")
			lines := strings.Split(main.Source, "\n")
			if got := strings.Join(lines[at-main.Line:], "\n"); !strings.HasPrefix(got, text) {
				rt.Errorf("line %d of the cell is not %q in the body\n%s", at, text, main.Source)
			}
		}
		c.Main = main
		checkCell(t, c)
	})
}
