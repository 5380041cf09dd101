package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/proc"
)

// recorder notes what a cell gives.
type recorder struct{ text strings.Builder }

func (r *recorder) Stream(name, text string) {
	if name == "stderr" {
		text = "stderr: " + text
	}
	r.text.WriteString(text)
}

func (r *recorder) Display(b proc.Bundle) {
	if _, ok := b.Data["image/svg+xml"]; ok {
		r.text.WriteString("<svg>")
	}
	if _, ok := b.Data["text/latex"]; ok {
		r.text.WriteString("<latex>")
	}
	fmt.Fprintf(&r.text, "%s %v\n", b.Kind, b.Data["text/plain"])
}

// newSession makes a session in an empty folder, in a workspace with this checkout.
func newSession(t testing.TB) *Session {
	t.Helper()
	checkout, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), Config{
		Build: build.Config{Dir: t.TempDir(), Workspace: []string{checkout}},
		Dir:   t.TempDir(),
		Env:   os.Environ(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// step is a cell, and what it should give.
type step struct{ cell, output, err string }

func check(t *testing.T, s *Session, steps ...step) {
	t.Helper()
	for i, c := range steps {
		var r recorder
		err := s.Execute(t.Context(), Cell{Source: c.cell, Number: i + 1}, Alone{&r})
		if got := r.text.String(); got != c.output {
			t.Errorf("cell %d gives %q, want %q\n%s", i+1, got, c.output, c.cell)
		}
		message := ""
		if err != nil {
			message = err.Error()
		}
		if (c.err == "") != (err == nil) || !strings.Contains(message, c.err) {
			t.Errorf("cell %d fails with %q, want %q\n%s", i+1, message, c.err, c.cell)
		}
	}
}

func TestDeclarationsAreKept(t *testing.T) {
	check(t, newSession(t),
		step{"import \"fmt\"\nfunc twice(x int) int { return 2 * x }", "", ""},
		step{"%%\nfmt.Println(twice(21))", "42\n", ""},
		step{"func twice(x int) int { return x + x + 1 }", "", ""},
		step{"fmt.Println(twice(21))", "43\n", ""}, // no %% is needed
		step{"type point struct{ X, Y int }\nfunc (p point) String() string { return fmt.Sprint(p.X, \"|\", p.Y) }", "", ""},
		step{"%%\nfmt.Println(point{1, 2})", "1|2\n", ""},
		step{"const (\n\ta = iota\n\tb\n)", "", ""},
		step{"%%\nfmt.Println(a, b)", "0 1\n", ""},
		step{"%rm a", "", ""},
		step{"%%\nfmt.Println(b)", "", "undefined: b"}, // the group went as a whole
		step{"%reset", "", ""},
		step{"%%\ntwice(1)", "", "undefined: twice"},
	)
}

// A cell's program holds no global that the cell does not use.
func TestUnusedGlobalsAreNotEvaluated(t *testing.T) {
	check(t, newSession(t),
		step{"import \"fmt\"\nfunc loud(x int) int { fmt.Println(\"loud\"); return x }\nvar x = loud(1)\nvar y = x + 1", "", ""},
		step{"%%\nfmt.Println(\"quiet\")", "quiet\n", ""},
		step{"%%\nfmt.Println(y)", "loud\n2\n", ""},
		step{"%%\nfmt.Println(y)", "2\n", ""}, // kept
	)
}

func TestMissingImportsAreFound(t *testing.T) {
	check(t, newSession(t),
		step{"%%\nfmt.Println(strings.ToUpper(\"a\"), rand.New(rand.NewPCG(1, 2)).IntN(1))", "A 0\n", ""},
		step{"%%\nfmt.Println(mat.Sum(mat.NewDense(1, 2, []float64{1, 2})))", "3\n", ""},
		step{"import r \"math/rand/v2\"", "", ""},
		step{"%%\nfmt.Println(r.New(r.NewPCG(1, 2)).IntN(1))", "0\n", ""},
		step{"import \"math/rand\"", "", ""},
		step{"import \"math/rand/v2\"", "", ""}, // takes over the name
		step{"%%\nfmt.Println(rand.IntN(1))", "0\n", ""},
		step{"%%\nfmt.Println(nosuch.Thing())", "", "undefined: nosuch"},
	)
}

func TestValues(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{"1 + 2", "execute_result 3\n", ""},
		step{"import \"fmt\"\nx := 20\nx + 1", "execute_result 21\n", ""},
		step{"fmt.Sprint(\"a\")", "execute_result a\n", ""},
		step{"fmt.Println(\"a\")", "a\n", ""}, // its values are no result
		step{"func nothing() {}\nnothing()", "", ""},
		step{"strconv.Atoi(\"12\")", "execute_result 12\n", ""},
		step{"strconv.Atoi(\"x\")", "execute_result 0 strconv.Atoi: parsing \"x\": invalid syntax\n", ""},
		step{"os.Remove(\"nosuch\")", "execute_result remove nosuch: no such file or directory\n", ""},
		step{"os.Setenv(\"A\", \"B\")", "", ""},
		step{"math.Sincos(0)", "execute_result 0 1\n", ""},
		step{"var v any = []int{1}\nv", "execute_result [1]\n", ""},
		step{"var err error\nerr", "execute_result <nil>\n", ""},
		step{"mat.NewDense(1, 2, []float64{1, 2})", "<latex>execute_result 1  2\n", ""},
		step{"var m any = mat.NewDense(1, 2, []float64{1, 2})\nm", "<latex>execute_result 1  2\n", ""},
		step{"figure.Neuron(nnlib.Neuron{W: []float64{2}}, -5, 5)", "<svg>execute_result [figure: y = 2x]\n", ""},
		step{"nnlib.New(nnlib.Sigmoid, 2, 3, 1)", "<svg>execute_result [figure: 2-3-1 network, sigmoid, 13 parameters]\n", ""},
		step{"plot.New()", "<svg>execute_result [figure]\n", ""},
		step{"notebook.Markdown(\"*a*\")", "execute_result *a*\n", ""},
		step{"import \"dlmath/nnlib/notebook\"\n%%\nnotebook.Show(1)\n2", "display_data 1\nexecute_result 2\n", ""},
		step{"undefinedName", "", "line 1, column 1: undefined: undefinedName"},
	)
}

func TestFailuresNameTheCellsLine(t *testing.T) {
	s := newSession(t)
	for _, c := range []struct {
		cell, name string
		line       int
	}{
		{"%%\nx := 1\n_ = x\nx = \"a\"", "compile error", 4},
		{"func f() {\n\treturn 1\n}", "compile error", 2},
		{"%%\nvar p []int\n_ = p[3]", "panic", 3},
		{"%%\n_ = 1\nos.Exit(3)", "exit status 3", 0},
		{"%%\nfor {", "syntax error", 2},
		{"%cdd x", "syntax error", 1},
		{"\n!exit 4", "exit status 4", 2},
		{"%%bash\nexit 5", "exit status 5", 1},
		{"%test\nfunc TestNo(t *testing.T) { t.Fatal(\"no\") }", "failed test", 2},
		{"%rm nothing", "%rm", 1},
	} {
		err := s.Execute(t.Context(), Cell{Source: c.cell, Number: 7}, Alone{&recorder{}})
		var e *Error
		if !errors.As(err, &e) || e.Name != c.name || e.Line != c.line {
			t.Errorf("%q fails with %#v, want %s in line %d", c.cell, err, c.name, c.line)
		}
	}
}

// A cell that does not compile leaves the declarations as they were.
func TestAFailedCellLeavesNoTrace(t *testing.T) {
	check(t, newSession(t),
		step{"import \"fmt\"\nfunc f() int { return 1 }", "", ""},
		step{"func f() int { return \"a\" }", "", "cannot use"},
		step{"%%\nfmt.Println(f())", "1\n", ""},
	)
}

func TestMagics(t *testing.T) {
	s := newSession(t)
	dir := s.dir
	check(t, s,
		step{"!echo shell $((1 + 2))", "shell 3\n", ""},
		step{"%env ANSWER 42\n!echo $ANSWER", "42\n", ""},
		step{"%%\nfmt.Println(os.Getenv(\"ANSWER\"))", "42\n", ""},
		step{"%%writefile a.txt\nhello", "a.txt is written\n", ""},
		step{"%%writefile -a a.txt\nagain", "a.txt is written\n", ""},
		step{"!cat a.txt", "hello\nagain\n", ""},
		step{"%%sh\nread line\necho done", "done\n", ""},
		step{"%args one two\n%%\nfmt.Println(os.Args[1:])", "[one two]\n", ""},
		step{"%capture c.txt\n%%\nfmt.Println(\"kept\")", "kept\n", ""},
		step{"!cat c.txt", "kept\n", ""},
		step{"%export lib.go\n// F is 1.\nfunc F() int { return 1 }", "", ""},
		step{"!tail -n 2 lib.go", "// F is 1.\nfunc F() int { return 1 }\n", ""},
		step{"%export lib.go\nfunc G() int { return \"a\" }", "", "cannot use"}, // and does not write it
		step{"%export lib.go\n// F says a.\nfunc F() string { return strings.ToUpper(\"a\") }", "", ""},
		step{"!cat lib.go", "package main\n\nimport \"strings\"\n\n// F says a.\nfunc F() string { return strings.ToUpper(\"a\") }\n", ""},
		step{"%export lib.txt\nfunc F() int { return 1 }", "", "its name must end in .go"},
		step{"%export lib.go", "", "declares nothing"},
		step{"func init_hello() { fmt.Println(\"init\") }", "init\n", ""},
		step{"%%\nfmt.Println(\"main\")", "init\nmain\n", ""},
		step{"%ls", "func   F                        Cell[16]\ninit   init_hello               Cell[18]\n", ""},
		step{"%cd /", "", ""},
		step{"%cd", "/\n", ""},
		step{"%cd nosuch", "", "no such file"},
	)
	if _, err := os.Stat(filepath.Join(dir, "a.txt")); err != nil {
		t.Error(err)
	}
}

// What %time and %timeit print differs from run to run; that they print, and what they
// measure, does not.
func TestTiming(t *testing.T) {
	s := newSession(t)
	for _, c := range []struct{ cell, output string }{
		{"%time 1 + 2", "execute_result 3\nIt took "},
		{"%time\nx := 1\nfmt.Println(x)", "1\nIt took "},
		{"n := 0\n%timeit -n 3 -r 2 n++\nfmt.Println(n)", "a loop, best of 2 runs of 3 loops\n6\n"},
	} {
		var r recorder
		if err := s.Execute(t.Context(), Cell{Source: c.cell, Number: 1}, Alone{&r}); err != nil || !strings.Contains(r.text.String(), c.output) {
			t.Errorf("%q gives %q and %v, want %q", c.cell, r.text.String(), err, c.output)
		}
	}
	var r recorder
	err := s.Execute(t.Context(), Cell{Source: "%time time.Sleep(20 * time.Millisecond)", Number: 1}, Alone{&r})
	_, took, _ := strings.Cut(r.text.String(), "It took ")
	if d, unread := time.ParseDuration(strings.TrimSpace(took)); err != nil || unread != nil || d < 20*time.Millisecond || d > 2*time.Second {
		t.Errorf("a sleep of 20 ms gives %q and %v", r.text.String(), err)
	}
}

func TestInterrupt(t *testing.T) {
	s := newSession(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	err := s.Execute(ctx, Cell{Source: "%%\ntime.Sleep(time.Hour)", Number: 1}, Alone{&recorder{}})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an endless cell ended with %v", err)
	}
}
