package history

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"dlmath/kernel/internal/jupyter"
)

func open(t *testing.T, path string) *History {
	t.Helper()
	h, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func add(t *testing.T, h *History, line int, input, output string) {
	t.Helper()
	if err := h.Add(line, input); err != nil {
		t.Fatal(err)
	}
	if output != "" {
		if err := h.AddOutput(line, output); err != nil {
			t.Fatal(err)
		}
	}
}

// entries writes the answer to a request as "session.line input=output", one a line.
func entries(t *testing.T, h *History, r jupyter.HistoryRequest) string {
	t.Helper()
	list, err := h.Entries(r)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range list {
		fmt.Fprintf(&b, "%d.%d %s", e.Session, e.Line, e.Input)
		if e.Output != nil {
			fmt.Fprintf(&b, "=%s", *e.Output)
		}
		b.WriteString("; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func number(n int) *int { return &n }

func TestEntries(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "history")
	first := open(t, path)
	add(t, first, 1, "a := 1", "")
	add(t, first, 2, "a + 1", "2")
	second := open(t, path) // beside it, or after a restart
	add(t, second, 1, "fmt.Println(\n\t\"é/π\",\n)", "")
	add(t, first, 3, "a + 1", "2")
	add(t, second, 2, "a*b", "x\ny")
	add(t, second, 4, "a + 1", "3") // 3 was not to be kept
	if first.Session() != 1 || second.Session() != 2 {
		t.Errorf("the sessions are %d and %d", first.Session(), second.Session())
	}
	for _, c := range []struct {
		request jupyter.HistoryRequest
		want    string
	}{
		{jupyter.HistoryRequest{Access: "tail", N: number(2)}, "2.2 a*b; 2.4 a + 1"},
		{jupyter.HistoryRequest{Access: "tail", N: number(3), Output: true}, "1.3 a + 1=2; 2.2 a*b=x\ny; 2.4 a + 1=3"},
		{jupyter.HistoryRequest{Access: "tail", N: number(0)}, ""},
		{jupyter.HistoryRequest{Access: "tail", N: number(-1)}, ""},
		{jupyter.HistoryRequest{Access: "tail"}, "1.1 a := 1; 1.2 a + 1; 2.1 fmt.Println(\n\t\"é/π\",\n); 1.3 a + 1; 2.2 a*b; 2.4 a + 1"},
		{jupyter.HistoryRequest{Access: "range"}, "2.1 fmt.Println(\n\t\"é/π\",\n); 2.2 a*b; 2.4 a + 1"},
		{jupyter.HistoryRequest{Access: "range", Start: 2}, "2.2 a*b; 2.4 a + 1"},
		{jupyter.HistoryRequest{Access: "range", Start: 1, Stop: number(3)}, "2.1 fmt.Println(\n\t\"é/π\",\n); 2.2 a*b"},
		{jupyter.HistoryRequest{Access: "range", Start: -1}, "2.4 a + 1"},
		{jupyter.HistoryRequest{Access: "range", Session: -1, Start: 1, Stop: number(-1)}, "1.1 a := 1; 1.2 a + 1"},
		{jupyter.HistoryRequest{Access: "range", Session: 1, Start: 3, Stop: number(100), Output: true}, "1.3 a + 1=2"},
		{jupyter.HistoryRequest{Access: "range", Session: 7}, ""},
		{jupyter.HistoryRequest{Access: "search", Pattern: "a + ?"}, "1.2 a + 1; 1.3 a + 1; 2.4 a + 1"},
		{jupyter.HistoryRequest{Access: "search", Pattern: "a + ?", Unique: true, Output: true}, "2.4 a + 1=3"},
		{jupyter.HistoryRequest{Access: "search", Pattern: "a*", N: number(2), Unique: true}, "2.2 a*b; 2.4 a + 1"},
		{jupyter.HistoryRequest{Access: "search", Pattern: "*Print*?/π*"}, "2.1 fmt.Println(\n\t\"é/π\",\n)"},
		{jupyter.HistoryRequest{Access: "search", Pattern: "a"}, ""},
		{jupyter.HistoryRequest{Access: "search", Pattern: "*[+(]*"}, ""}, // no glob but * and ?
		{jupyter.HistoryRequest{Access: "search", Unique: true}, "1.1 a := 1; 2.1 fmt.Println(\n\t\"é/π\",\n); 2.2 a*b; 2.4 a + 1"},
	} {
		if got := entries(t, second, c.request); got != c.want {
			t.Errorf("%+v gives\n%s\nwant\n%s", c.request, got, c.want)
		}
	}
	if _, err := first.Entries(jupyter.HistoryRequest{Access: "all"}); err == nil || !strings.Contains(err.Error(), `"all"`) {
		t.Errorf("an access of another kind gives %v", err)
	}
}

// A kernel may be killed at any byte of what it writes.
func TestTornLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	h := open(t, path)
	add(t, h, 1, "whole", "")
	before, _ := os.ReadFile(path)
	add(t, h, 2, "torn π", "1")
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	input := bytes.IndexByte(after[len(before):], '\n') + 1
	for size := len(before); size <= len(after); size++ {
		if err := os.WriteFile(path, after[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		next := open(t, path)
		add(t, next, 1, "next", "")
		want := "1.1 whole; 2.1 next"
		if size >= len(before)+input-1 { // all but the line's end
			want = "1.1 whole; 1.2 torn π; 2.1 next"
		}
		if size >= len(after)-1 {
			want = "1.1 whole; 1.2 torn π=1; 2.1 next"
		}
		if got := entries(t, next, jupyter.HistoryRequest{Access: "tail", Output: true}); got != want {
			t.Errorf("cut after %d bytes it gives %s, want %s", size, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	h := open(t, path)
	h.file.limit = 10_000
	other := open(t, path)
	other.file.limit = h.file.limit
	for i := range 500 {
		add(t, h, i+1, fmt.Sprintf("cell %d %s", i+1, strings.Repeat("x", i%50)), "")
		if info, err := os.Stat(path); err != nil || info.Size() > h.file.limit {
			t.Fatalf("after %d cells: %d bytes (%v)", i, info.Size(), err)
		}
	}
	add(t, other, 1, "the other's", "")
	got := entries(t, h, jupyter.HistoryRequest{Access: "search", Pattern: "cell*"})
	if !strings.HasPrefix(got, "1.") || strings.Count(got, ";") < 40 || !strings.Contains(got, "1.500 cell 500 ") {
		t.Errorf("left is %s", got)
	}
	if next := open(t, path); next.Session() != 3 {
		t.Errorf("the next session is %d", next.Session())
	}

	h = open(t, path)
	add(t, h, 501, strings.Repeat("x", inputLimit+1), "")
	add(t, h, 502, "long", strings.Repeat("π", outputLimit))
	list, err := h.Entries(jupyter.HistoryRequest{Access: "tail", N: number(1), Output: true})
	if err != nil || len(list) != 1 || list[0].Line != 502 || list[0].Output == nil || len(*list[0].Output) > outputLimit+3 || !strings.HasSuffix(*list[0].Output, "π…") {
		t.Errorf("the last is %.100v (%v)", list, err)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if len(left) != 1 {
		t.Errorf("files are left: %v", left)
	}
}

// Several kernels write at once, each in a process of its own, while the file is
// shortened now and then.
func TestSeveralKernels(t *testing.T) {
	if path := os.Getenv("HISTORY_TEST"); path != "" {
		h := open(t, path)
		h.file.limit = 40_000
		for i := range 100 {
			add(t, h, i+1, fmt.Sprintf("%d of %d\n", i+1, h.Session()), "out")
		}
		return
	}
	path := filepath.Join(t.TempDir(), "history")
	var wait sync.WaitGroup
	for range 6 {
		wait.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSeveralKernels$")
			cmd.Env = append(os.Environ(), "HISTORY_TEST="+path)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wait.Wait()
	h := open(t, path)
	if h.Session() != 7 {
		t.Errorf("the session after 6 is %d", h.Session())
	}
	list, err := h.Entries(jupyter.HistoryRequest{Access: "tail"})
	if err != nil || len(list) < 200 {
		t.Fatalf("%d cells are left (%v)", len(list), err)
	}
	line := map[int]int{}
	for _, e := range list {
		if l, ok := line[e.Session]; e.Input != fmt.Sprintf("%d of %d\n", e.Line, e.Session) || ok && e.Line != l+1 {
			t.Fatalf("%+v comes after line %d", e, l)
		}
		line[e.Session] = e.Line
	}
}

func TestUnusableFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("a folder as the file gives %v", err)
	}
	garbage := filepath.Join(dir, "garbage")
	if err := os.WriteFile(garbage, []byte("\x00\xff\n{\"session\": \"x\"}\n[]\nnull\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := open(t, garbage)
	add(t, h, 1, "x", "")
	if got := entries(t, h, jupyter.HistoryRequest{Access: "tail"}); got != "1.1 x" {
		t.Errorf("after garbage it gives %q", got)
	}
}

func BenchmarkAdd(b *testing.B) {
	h, err := Open(filepath.Join(b.TempDir(), "history"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := h.Add(1, "fmt.Println(1)"); err != nil {
			b.Fatal(err)
		}
	}
}
