package proc

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestStreams(t *testing.T) {
	expect(t, program(), "")
	expect(t, program("print=a\n", "display=b", "error=c\n", "display=d"), "out:a\n|display:b|err:c\n|display:d")
	expect(t, program("letters=aé→🎈z"), "out:aé→🎈z")
	expect(t, program("bytes=61ff62c3", "display=x", "bytes=a9e28692f09f", "display=x"), "out:a\uFFFDb|display:x|out:é→|display:x|out:\uFFFD")
}

// A rune is never parted, wherever the pieces are cut.
func TestWholeRunes(t *testing.T) {
	pieces := pieces{t: t}
	state, err := Run(t.Context(), program("print=x", "blocks=3"), &pieces)
	if err != nil || !state.OK() || pieces.size != 1+3<<20 {
		t.Errorf("%v, %v, %d bytes", state, err, pieces.size)
	}
	for size := 1; size < 6; size++ {
		var got strings.Builder
		whole := text{write: func(s string) {
			if !utf8.ValidString(s) {
				t.Errorf("%q", s)
			}
			got.WriteString(s)
		}}
		const want = "aé→🎈z日本"
		for rest := []byte(want); len(rest) > 0; rest = rest[min(size, len(rest)):] {
			whole.add(rest[:min(size, len(rest))])
		}
		whole.end()
		if got.String() != want {
			t.Errorf("pieces of %d bytes: %q", size, got.String())
		}
	}
}

// pieces counts output, and looks at memory.
type pieces struct {
	t     *testing.T
	size  int
	calls int
	heap  uint64
}

func (p *pieces) Stream(name, s string) {
	if name != "stdout" || !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		p.t.Errorf("%s: %.100q", name, s)
	}
	p.size += len(s)
	if p.calls++; p.calls%100 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		p.heap = max(p.heap, m.HeapAlloc)
	}
}

func (p *pieces) Display(Bundle) {}

// Fifty mebibytes, in a million small writes and in large ones, need neither much
// memory nor a call for each write.
func TestMuchOutput(t *testing.T) {
	for _, args := range []string{"mebibytes=50", "blocks=50"} {
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		p, begin := pieces{t: t}, time.Now()
		state, err := Run(t.Context(), program(args), &p)
		if err != nil || !state.OK() || p.size < 49<<20 || p.size > 50<<20 {
			t.Errorf("%s: %v, %v, %d bytes", args, state, err, p.size)
		}
		if p.heap > before.HeapAlloc+32<<20 {
			t.Errorf("%s: %d bytes of memory", args, p.heap-before.HeapAlloc)
		}
		t.Logf("%s: %d calls, %d KiB of memory, %v", args, p.calls, (p.heap-min(p.heap, before.HeapAlloc))>>10, time.Since(begin))
	}
}

// Streams from several goroutines are whole each, and the program is not kept
// waiting by a display.
func TestTogether(t *testing.T) {
	const n = 300
	var lines strings.Builder
	for i := range n {
		fmt.Fprintln(&lines, i)
	}
	_, r := run(t, program(fmt.Sprintf("together=%d", n)))
	var out, err, shown strings.Builder
	for _, event := range r.events {
		kind, text, _ := strings.Cut(event, ":")
		switch kind {
		case "out":
			out.WriteString(text)
		case "err":
			err.WriteString(text)
		case "display":
			fmt.Fprintln(&shown, text)
		}
	}
	for name, got := range map[string]string{"stdout": out.String(), "stderr": err.String(), "display": shown.String()} {
		if got != lines.String() {
			t.Errorf("%s: %.200q", name, got)
		}
	}
}

// No file is made while a program runs.
func TestNoFiles(t *testing.T) {
	dir := t.TempDir()
	for _, p := range []Program{program("display=a", "files"), gonbProgram("html=a", "sync")} {
		p.Env = append(os.Environ(), "TMPDIR="+dir)
		_, r := run(t, p)
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 || strings.Contains(r.all(), "|out:") && !strings.HasSuffix(r.all(), "|out:0\n") {
			t.Errorf("%v, %v, %s", entries, err, r.all())
		}
	}
}

func TestNoLeak(t *testing.T) {
	noLeak(t, func() {
		for range 10 {
			expect(t, program("print=a", "display=b"), "out:a|display:b")
			expect(t, gonbProgram("html=a", "sync"), "display:a")
			if _, err := Run(t.Context(), Program{Path: "/no/such/program"}, new(recorder)); err == nil {
				t.Error("no error")
			}
		}
	})
}

func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		if state, _ := run(b, program("print=a", "display=b", "print=c")); !state.OK() {
			b.Fatal(state)
		}
	}
}
