package session

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"dlmath/kernel/internal/confine"
	"dlmath/kernel/internal/proc"
)

// Points are earned by a report, not by the absence of an error.
func TestGrade(t *testing.T) {
	const answer = "import \"dlmath/nnlib/homework\"\nfunc answer() float64 { %s; return 1 }"
	const grade = "%%\nhomework.Grade(homework.Number(2, \"answer\", answer, 1))"
	const lost = "the program ended before homework.Grade could report"
	s := newSession(t)
	for _, test := range []struct{ does, output, err string }{
		{"", "execute_result 2\n", ""},
		{`log.SetFlags(0); log.Print("a"); println("b")`, "a\nb\nexecute_result 2\n", ""}, // a line on stderr costs nothing
		{`panic("no")`, "execute_result 0\n", ""},
		{"runtime.Goexit()", "execute_result 0\n", ""},
		{"os.Exit(0)", "", lost},
		{"go os.Exit(0); select {}", "", lost},
		{"log.SetFlags(0); log.Fatal(3)", "3\n", "exit status 1"},
		{"go panic(1); select {}", "", "panic: 1"},
		{"var mu sync.Mutex; mu.Lock(); go mu.Lock(); syscall.Kill(os.Getpid(), syscall.SIGKILL); select {}", "", "killed"},
		{`notebook.Result(2)`, "display_data 2\nexecute_result 2\n", ""}, // is no report
		{`notebook.Result(forged{})`, "execute_result 9\nexecute_result 2\n", "several reports"},
		{`notebook.Result(forged{}); os.Exit(0)`, "execute_result 9\n", ""}, // which is why a submission may call neither
	} {
		check(t, s,
			step{"type forged struct{}\nfunc (forged) Forms() map[string]any { return map[string]any{\"text/plain\": \"9\", \"application/vnd.dlmath.grade+json\": 9} }", "", ""},
			step{strings.Replace(answer, "%s", test.does, 1), "", ""}, step{grade, test.output, test.err})
	}
	// A cell that does not compile is an error as ever; a name of one's own for the package is all right.
	check(t, newSession(t), step{grade, "", "undefined: answer"})
	check(t, newSession(t), step{"import hw \"dlmath/nnlib/homework\"\n%%\nhw.Grade(hw.True(1, \"\", func() bool { os.Exit(0); return true }))", "", lost})
	// Without the word Grade nothing is graded.
	check(t, newSession(t), step{"%%\nhomework.True(1, \"\", nil).Within(1)\nprint(\"1\")", "stderr: 1", ""})
}

// Of a test that students do not see a report says what is wrong, but not what is right.
func TestWithheld(t *testing.T) {
	const cell = "%%\nhomework.Grade(\n\thomework.Number(1, \"σ(0)\", f, 0.5),\n\t// BEGIN HIDDEN TESTS\n\thomework.Number(1, `σ(1)`, g, 0.73),\n\t// END HIDDEN TESTS\n)"
	report := func() proc.Bundle {
		var content any
		text := `{"points": 0, "checks": [
			{"name": "σ(0)", "message": "sign? (it is 1, expected 0.5)", "brief": "sign? (it is 1)"},
			{"name": "σ(1)", "message": "it's 2, expected 0.73", "brief": "it's 2"}, {"name": "other", "message": "it is 3, expected 4", "brief": "it is 3"}, 7]}`
		if err := json.Unmarshal([]byte(text), &content); err != nil {
			t.Fatal(err)
		}
		return proc.Bundle{Kind: proc.Result, Data: map[string]any{GradeMIME: content,
			"text/html": "<tr><td>σ(0)</td><td>sign? (it is 1, expected 0.5)</td></tr><tr><td>σ(1)</td><td>it&#39;s 2, expected 0.73</td></tr><tr><td>other</td><td>it is 3, expected 4</td></tr>"}}
	}
	told := func(s *Session, b proc.Bundle) string {
		s.watch(Alone{new(recorder)}, Cell{Source: cell}).Display(b)
		return fmt.Sprint(b.Data)
	}
	if text := told(new(Session), report()); strings.Count(text, "expected") != 6 {
		t.Errorf("nobody else's work is marked, but not all is told: %s", text)
	}
	confined := &Session{confine: new(confine.Limits)}
	text := told(confined, report())
	if strings.Count(text, "expected 0.5") != 2 || strings.Count(text, "expected") != 2 || !strings.Contains(text, "<td>σ(1)</td><td>it&#39;s 2</td>") || !strings.Contains(text, "message:it is 3 ") {
		t.Errorf("%s", text)
	}
	told(confined, proc.Bundle{Kind: proc.Result, Data: map[string]any{GradeMIME: 9}})
}

// A trace shows where a cell was, not how often.
func TestReadable(t *testing.T) {
	for trace, want := range map[string]string{
		"": "", "main.f()\n\t/tmp/1/Cell[5]:2 +0x1\nmain.f()\n\t/tmp/1/Cell[5]:2 +0x1\nmain.main()\n\t/tmp/1/Cell[6]:1 +0x1\n": "    in Cell[5], line 2\n    in Cell[6], line 1",
		strings.Repeat("Cell[1]:1\nCell[1]:2\n", 100): strings.Repeat("    in Cell[1], line 1\n    in Cell[1], line 2\n", mostPlaces/2) + "    …",
	} {
		if got := readable(trace); got != want {
			t.Errorf("%s\nbecomes\n%s", trace, got)
		}
	}
}
