package session

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/proc"
)

func TestTogether(t *testing.T) {
	s := newSession(t)
	grade := func(call, want string) string {
		return "%%\nhomework.Grade(homework.Number(1, \"\", func() float64 { return " + call + " }, " + want + "))"
	}
	cells := []string{
		"import \"math\"",
		"func one() float64 { return math.Cos(0) }\n%%\nx := 3\nx + 1",
		grade("one()", "1"),
		"func two() float64 { return \"2\" }",
		grade("two()", "2"),
		"func three() float64 { return later() }",
		grade("three()", "3"),
		"func later() float64 { return 3 }\nfunc four() float64 { return later() + 1 }",
		grade("four()", "4"),
		"func five( {",
		grade("five()", "5"),
		"func six() float64 { os.Exit(0); return 6 }",
		grade("six()", "6"),
		"func seven() float64 { panic(7) }",
		grade("seven()", "7"),
		"func eight() float64 { for {} }",
		grade("eight()", "8"),
		grade("one()", "1"),
	}
	wants := map[int]struct{ output, err string }{
		3: {"execute_result 1\n", ""},
		5: {"", "undefined: two"}, 7: {"", "undefined: three"}, 9: {"execute_result 1\n", ""}, 11: {"", "undefined: five"},
		13: {"", "could report the points"}, 15: {"execute_result 0\n", ""}, 17: {"", context.DeadlineExceeded.Error()}, 18: {"execute_result 1\n", ""},
	}
	run := func(cells []string) {
		t.Helper()
		var list []Cell
		for i, source := range cells {
			list = append(list, Cell{Source: source, Number: i + 1})
		}
		together, err := s.Together(t.Context(), list)
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range wants {
			var r recorder
			message := ""
			if err := together.Run(t.Context(), n, 2*time.Second, Alone{&r}); err != nil {
				message = err.Error()
			}
			if r.text.String() != want.output || !strings.Contains(message, want.err) || (message == "") != (want.err == "") {
				t.Errorf("cell %d gives %q, %s", n, r.text.String(), message)
			}
		}
		for n, want := range map[int]string{2: "", 4: "line 1, column 29: ", 6: "undefined: later (it is declared below, in Cell[8]", 10: "syntax error"} {
			err := together.Err(n)
			if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("cell %d: %v", n, err)
			}
		}
	}
	run(cells)
	// What a global does that a cell does not use is nothing to it.
	run(append(cells, "var bad = func() int { panic(1) }()"))
	run(append(cells, "var bad = func() int { for {} }()"))
	// With a name declared twice every cell is built by itself.
	run(append(cells, "func one() float64 { return 2 }"))
	if err := (&Together{}).Run(t.Context(), 1, time.Second, nil); err == nil {
		t.Error("no error")
	}
	var e *Error
	if together, err := s.Together(t.Context(), []Cell{{Source: "%%bash\nls", Number: 1}}); err != nil || !errors.As(together.Err(1), &e) {
		t.Error(err)
	}
}

// A program that is confined cannot flood the front end.
func TestBounded(t *testing.T) {
	var r recorder
	b := &bounded{Front: Alone{&r}}
	for range 100 {
		b.Stream("stdout", strings.Repeat("ä", 10000))
		b.Display(proc.Bundle{Kind: proc.Display, Data: map[string]any{"text/plain": "x"}})
	}
	if b.Display(proc.Bundle{Kind: proc.Result, Data: map[string]any{"text/plain": "7", GradeMIME: 7}}); r.text.Len() > mostOutput+1000 || !strings.HasSuffix(r.text.String(), "too long)\nexecute_result 7\n") {
		t.Errorf("%d bytes", r.text.Len())
	}
}
