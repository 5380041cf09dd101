package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/setup"
)

// headless executes notebooks for tests.
func headless(t *testing.T) execution {
	t.Helper()
	home, err := setup.Open()
	if err != nil {
		t.Fatal(err)
	}
	return execution{home: home, timeout: 2 * time.Minute, progress: io.Discard}
}

// The lecture gives, without Jupyter, the outputs that were committed with it.
func TestVerifyTheLecture(t *testing.T) {
	x := headless(t)
	for _, name := range lectureNotebooks(t, x.home) {
		var out bytes.Buffer
		different, err := x.verify(t.Context(), name, read(t, name), &out)
		if err != nil {
			t.Error(err)
		}
		if different > 0 && runtime.GOARCH == "amd64" { // elsewhere shapes in pictures round differently
			t.Errorf("%d cells differ:\n%s", different, out.String())
		}
	}
}

func read(t *testing.T, name string) *nbformat.Notebook {
	t.Helper()
	nb, err := nbformat.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func TestRunWritesOutputsBack(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	writeNotebook(t, name, "import \"fmt\"\nfunc f() int { return 42 }", "%%\nfmt.Println(f())\nfmt.Println(\"second\")", "f() / 2")
	verb := runVerb{selection{Notebooks: []string{name}}}
	if err := verb.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	cells := codeCells(read(t, name))
	if got := cells[1].Outputs; len(got) != 1 || got[0] != (nbformat.Stream{Name: "stdout", Text: "42\nsecond\n"}) || cells[1].ExecutionCount != 2 {
		t.Errorf("cell 2 has outputs %#v and count %d", got, cells[1].ExecutionCount)
	}
	if got, ok := cells[2].Outputs[0].(nbformat.ExecuteResult); !ok || got.Data["text/plain"] != "21" {
		t.Errorf("cell 3 has outputs %#v, want the value 21", cells[2].Outputs)
	}

	before, _ := os.ReadFile(name)
	if err := verb.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.ReadFile(name); !bytes.Equal(before, again) {
		t.Error("a second run has changed the notebook")
	}
}

// A failure names notebook, cell and line, is kept in the notebook, and ends the run.
func TestRunEndsAtAFailure(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	writeNotebook(t, name, "%%\nfmt.Println(1)", "%%\nfmt.Println(2)\npanic(\"oh\")", "%%\nfmt.Println(3)")
	err := (&runVerb{selection{Notebooks: []string{name}}}).Run(t.Context())
	if want := name + ", cell 2, line 3: panic: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("the run ended with %v, want %s…", err, want)
	}
	cells := codeCells(read(t, name))
	if n := len(cells[0].Outputs); n != 1 {
		t.Errorf("the cell before has %d outputs", n)
	}
	failed, ok := cells[1].Outputs[len(cells[1].Outputs)-1].(nbformat.Error)
	if !ok || failed.Name != "panic" || !strings.Contains(failed.Value, "oh") {
		t.Errorf("the failing cell has outputs %#v", cells[1].Outputs)
	}
	if n := len(cells[2].Outputs); n != 0 {
		t.Errorf("the cell after was executed: %d outputs", n)
	}
}

func TestRunStopsASlowCell(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	writeNotebook(t, name, "%%\nfor {\n\ttime.Sleep(time.Hour)\n}")
	err := (&runVerb{selection{Notebooks: []string{name}, Timeout: 3 * time.Second}}).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "cell 1: it ran longer than 3s") {
		t.Errorf("an endless cell ended with %v", err)
	}
}

// An interrupted run leaves the notebook as it was.
func TestRunInterrupted(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	writeNotebook(t, name, "%%\ntime.Sleep(time.Hour)")
	before, _ := os.ReadFile(name)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if err := (&runVerb{selection{Notebooks: []string{name}}}).Run(ctx); err == nil {
		t.Error("the run ended well")
	}
	if after, _ := os.ReadFile(name); !bytes.Equal(before, after) {
		t.Error("the notebook has changed")
	}
}

func TestVerifyShowsWhatDiffers(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	writeNotebook(t, name, "%%\nfmt.Println(\"same\")\nfmt.Println(len(os.Getenv(\"DLMATH_TEST_VERIFY\")))")
	if err := (&runVerb{selection{Notebooks: []string{name}}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	stored, _ := os.ReadFile(name)
	t.Setenv("DLMATH_TEST_VERIFY", "now longer")
	var out bytes.Buffer
	different, err := headless(t).verify(t.Context(), name, read(t, name), &out)
	if err != nil {
		t.Fatal(err)
	}
	if want := name + ", cell 1 (- stored, + now):\n  - 0\n  + 10\n"; different != 1 || out.String() != want {
		t.Errorf("%d cells differ:\n%swant\n%s", different, out.String(), want)
	}
	if err := (&verifyVerb{selection{Notebooks: []string{name}}}).Run(t.Context()); err == nil {
		t.Error("the verb ended well")
	}
	if now, _ := os.ReadFile(name); !bytes.Equal(stored, now) {
		t.Error("verify has changed the notebook")
	}
}

// A damaged notebook is found before another one is executed.
func TestDamagedNotebook(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.ipynb"), filepath.Join(dir, "bad.ipynb")
	writeNotebook(t, good, "%%\nfmt.Println(1)")
	if err := os.WriteFile(bad, []byte("{\"cells\": ["), 0o644); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(good)
	err := (&runVerb{selection{Notebooks: []string{good, bad}}}).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "bad.ipynb:1:") {
		t.Errorf("the run ended with %v", err)
	}
	if after, _ := os.ReadFile(good); !bytes.Equal(before, after) {
		t.Error("the other notebook was executed")
	}
}
