package session

import (
	"os"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/assist"
	"dlmath/kernel/internal/build"
)

// Completion and inspection follow the declarations, and answer while a cell runs.
func TestAssistWhileACellRuns(t *testing.T) {
	s := newSession(t)
	s.Prepare()
	check(t, s, step{"// twice is two times x.\nfunc twice(x int) int { return 2 * x }", "", ""})
	done := make(chan error)
	go func() {
		done <- s.Execute(t.Context(), Cell{Source: "%cd /\ntype later int\ntime.Sleep(3 * time.Second)", Number: 2}, Alone{&recorder{}})
	}()
	for begin := time.Now(); time.Since(begin) < time.Second; {
		got := s.Complete(t.Context(), "%%\nfmt.Println(twi", 18)
		if len(got.Matches) != 1 || got.Matches[0].Text != "twice" || got.Matches[0].Type != "function" || got.Start != 15 || got.End != 18 {
			t.Fatalf("got %+v", got)
		}
		if got := s.Inspect(t.Context(), "twice(1)", 2, 0); !strings.Contains(got.Plain, "twice is two times x") || !strings.Contains(got.Markdown, "Cell[1]") {
			t.Fatalf("got %+v", got)
		}
	}
	select {
	case err := <-done:
		t.Fatalf("the cell ended with %v before it was asked about", err)
	default:
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := s.Complete(t.Context(), "%rm la", 6); len(got.Matches) != 1 || got.Matches[0].Text != "later" {
		t.Errorf("got %+v", got)
	}
	check(t, s, step{"%reset", "", ""})
	if got := s.Complete(t.Context(), "twi", 3); len(got.Matches) != 0 {
		t.Errorf("after %%reset there is %+v", got)
	}
}

// What is fetched, or comes in by go work, is completed like all else.
func TestAssistFollowsModules(t *testing.T) {
	env := append(os.Environ(), proxy(t)...)
	s, err := New(t.Context(), Config{Build: build.Config{Dir: t.TempDir(), Env: env}, Dir: t.TempDir(), Env: env})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	local := t.TempDir()
	s.setEnv("LOCAL", local)
	complete := func(source string, want string) {
		t.Helper()
		var got assist.Completions
		for range 20 { // where the machine is busy, the first answers come before the package
			if got = s.Complete(t.Context(), source, len(source)); len(got.Matches) > 0 {
				break
			}
		}
		if len(got.Matches) != 1 || got.Matches[0].Text != want {
			t.Errorf("%q completes to %+v, want %s", source, got, want)
		}
	}
	if got := s.Complete(t.Context(), "greet.He", 8); len(got.Matches) > 0 {
		t.Errorf("got %+v", got)
	}
	check(t, s,
		step{"!*go get example.net/greet@v1.0.0 2>/dev/null", "", ""},
		step{"%%writefile $LOCAL/go.mod\nmodule a.com/a/pkg\n\ngo 1.21", "go.mod is written\n", ""},
		step{"%%writefile ${LOCAL}/pkg.go\npackage pkg\n\nfunc Own() string { return \"A\" }", "pkg.go is written\n", ""},
		step{"!*go work use \"$LOCAL\"", "", ""},
	)
	complete("greet.He", "Hello")
	complete("pkg.O", "Own")
}
