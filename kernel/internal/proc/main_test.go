package proc

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var programs string // the folder of the executables of testdata

func TestMain(m *testing.M) {
	if os.Getenv("PROC_TEST_PARENT") != "" {
		parent()
		return
	}
	os.Exit(func() int {
		var err error
		if programs, err = os.MkdirTemp("", "proc-test-"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(programs)
		for _, name := range []string{"program", "gonb", "notebook"} {
			cmd := exec.Command("go", "build", "-o", filepath.Join(programs, name), "./testdata/"+name)
			if out, err := cmd.CombinedOutput(); err != nil {
				fmt.Printf("go build: %v\n%s", err, out)
				return 1
			}
		}
		return m.Run()
	}())
}

// recorder writes down all output: "out:text", "err:text", "display_data:text".
type recorder struct {
	mu     sync.Mutex
	events []string
	times  []time.Time
	shown  []Bundle
}

func (r *recorder) add(kind, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.events); n > 0 && kind != "display" && strings.HasPrefix(r.events[n-1], kind+":") {
		r.events[n-1] += text
		return
	}
	r.events = append(r.events, kind+":"+text)
	r.times = append(r.times, time.Now())
}

func (r *recorder) Stream(name, text string) { r.add(strings.TrimPrefix(name, "std"), text) }

func (r *recorder) Display(b Bundle) {
	r.shown = append(r.shown, b)
	text := fmt.Sprint(b.Data["text/plain"])
	if html, ok := b.Data["text/html"]; ok {
		text = fmt.Sprint(html)
	}
	r.add("display", text)
}

func (r *recorder) all() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.events, "|")
}

// waitFor waits until this has been written.
func (r *recorder) waitFor(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(r.all(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("%q is not in %q", text, r.all())
			return
		}
	}
}

// program is the program of testdata with these arguments.
func program(args ...string) Program {
	return Program{Path: filepath.Join(programs, "program"), Args: args}
}

func gonbProgram(args ...string) Program {
	return Program{Path: filepath.Join(programs, "gonb"), Args: args}
}

// run runs a program to its end.
func run(t testing.TB, p Program) (State, *recorder) {
	t.Helper()
	r := new(recorder)
	state, err := Run(t.Context(), p, r)
	if err != nil {
		t.Fatal(err)
	}
	return state, r
}

// expect runs a program that must end well and write this.
func expect(t *testing.T, p Program, want string) *recorder {
	t.Helper()
	state, r := run(t, p)
	if !state.OK() || state.Interrupted {
		t.Errorf("%q: %v", p.Args, state)
	}
	if got := r.all(); got != want {
		t.Errorf("%q:\ngot  %.300q\nwant %.300q", p.Args, got, want)
	}
	return r
}

// parent is a process that runs a program until it is killed.
func parent() {
	p := Program{Path: os.Args[1], Args: os.Args[2:]}
	Run(context.Background(), p, printer{})
}

type printer struct{}

func (printer) Stream(_, text string) { fmt.Print(text) }
func (printer) Display(Bundle)        {}

// openFiles are the descriptors of this process, where they can be seen.
func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir(descriptors)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// noLeak fails if f leaves open files or goroutines.
func noLeak(t *testing.T, f func()) {
	t.Helper()
	f() // what is made once is made now
	files, routines := openFiles(t), runtime.NumGoroutine()
	f()
	for deadline := time.Now().Add(5 * time.Second); openFiles(t) > files || runtime.NumGoroutine() > routines; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			var stacks bytes.Buffer
			b := make([]byte, 1<<20)
			stacks.Write(b[:runtime.Stack(b, true)])
			t.Fatalf("files %d, then %d; goroutines %d, then %d\n%s", files, openFiles(t), routines, runtime.NumGoroutine(), &stacks)
		}
	}
}
