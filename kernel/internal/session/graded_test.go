package session

import (
	"strings"
	"testing"
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
