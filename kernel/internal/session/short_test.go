package session

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// These are the ways in which cells go wrong without a word in GoNB, each seen there.

// Whatever ends badly is an error.
func TestNoFailureIsSuccess(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{"panic(\"a panic\")", "", "panic: a panic"},
		step{"os.Exit(1)", "", "exit status 1"},
		step{"log.SetFlags(0)\nlog.Fatal(\"the end\")", "stderr: the end\n", "exit status 1"},
		step{"syscall.Kill(os.Getpid(), syscall.SIGTERM)\nselect {}", "", "ended by signal SIGTERM"},
		step{"%test -v=false\nfunc TestNo(t *testing.T) { t.Error(\"no\") }", "--- FAIL: TestNo (0.00s)\n    Cell[5]:2: no\nFAIL\n", "failed test: TestNo\nline 2: no"},
		step{"!exit 3", "", "exit status 3"},
		step{"!nosuchcommand 2>/dev/null", "", "exit status 127"},
		step{"%%script false", "", "exit status 1"},
		step{"import (\n\t\"fmt\"\n\t\"dlmath/nosuch\"\n)", "", "line 3, column 2: there is no package dlmath/nosuch"},
		step{"import \"dlmath/nosuch\"\n1 + 2", "", "line 1, column 8: there is no package dlmath/nosuch"},
		step{"%timit 1", "", "line 1, column 1: there is no magic %timit; the nearest is %timeit (%help lists them all)"},
	)
}

// Nothing of what is shown is lost or changes places.
func TestRichOutputIsComplete(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	const cell = `import "github.com/janpfeifer/gonb/gonbui"
%%
fmt.Println("a")
gonbui.DisplayHtml("<b>b</b>")
gonbui.Sync()
fmt.Println("c")
notebook.Show(notebook.HTML("<b>d</b>"))
fmt.Println("e")
gonbui.DisplaySVG("<svg></svg>")
gonbui.DisplayHtml("f")`
	for i := range 10 {
		var out source
		if err := s.Execute(t.Context(), Cell{Source: cell, Number: 1}, Alone{&out}); err != nil {
			t.Fatal(err)
		}
		const want = "a\n<text/html><b>b</b>\nc\n<text/html><b>d</b>\n<text/plain><b>d</b>\ne\n" +
			"<image/svg+xml><svg></svg>\n<text/html><div><svg></svg></div>\n<text/html>f\n"
		if got := out.String(); got != want {
			t.Fatalf("run %d gives\n%s\nwant\n%s", i, got, want)
		}
	}
}

// A line within a string or an expression is Go, whatever it begins with.
func TestGoIsNoMagic(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{"text := `\n!echo no\n%cd /\n%% no`\nfmt.Println(text)", "\n!echo no\n%cd /\n%% no\n", ""},
		step{"x := 17\nx %\n5", "execute_result 2\n", ""},
		step{"x, no := 17, false\nfmt.Println(x, // a comment\n!no)", "17 true\n", ""},
		step{"x := 17\nx\n% 5", "", "line 3, column 1: a line cannot begin with the operator %"},
		step{"/*\n!echo no\n%nosuch\n*/\n1", "execute_result 1\n", ""},
	)
}

// Text is not cut within a character, however long it is.
func TestLongTextIsWhole(t *testing.T) {
	t.Parallel()
	var out source
	const cell = `fmt.Print("a", strings.Repeat("é∞𝔸", 100_000))`
	if err := newSession(t).Execute(t.Context(), Cell{Source: cell, Number: 1}, Alone{&out}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "a"+strings.Repeat("é∞𝔸", 100_000) {
		t.Errorf("%d bytes came, some of them wrong", len(got))
	}
}

// A cell that compiles long can be interrupted, and the next one works.
func TestInterruptOfACompilation(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	begin := time.Now()
	// -a: the standard library is compiled too.
	err := s.Execute(ctx, Cell{Source: "%goflags -a\n%%\nfmt.Println(1)", Number: 1}, Alone{&recorder{}})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the cell ended with %v", err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %v to end", took)
	}
	check(t, s, step{"%goflags \"\"\n1 + 2", "%goflags=[]\nexecute_result 3\n", ""})
}

// What versions the modules of cells have does not depend on the cells.
func TestVersionsStay(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	before, err := os.ReadFile(filepath.Join(s.builder.Dir(), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, s,
		step{"mat.Sum(mat.NewDense(1, 1, []float64{3}))", "execute_result 3\n", ""},
		step{"import svg \"github.com/ajstarks/svgo\"\n%%\n_ = svg.New", "", ""},
	)
	if after, err := os.ReadFile(filepath.Join(s.builder.Dir(), "go.mod")); err != nil || string(after) != string(before) {
		t.Errorf("go.mod was\n%s\nand is\n%s\n%v", before, after, err)
	}
}
