package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/setup"

	"github.com/alecthomas/kong"
)

// headless executes notebooks for tests.
func headless(t *testing.T) execution {
	t.Helper()
	home, err := setup.Open()
	if err != nil {
		t.Fatal(err)
	}
	return execution{home: home, timeout: 2 * time.Minute, progress: &progress{out: io.Discard}}
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
	verb := runVerb{selection: selection{Notebooks: []string{name}}}
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
	err := (&runVerb{selection: selection{Notebooks: []string{name}}}).Run(t.Context())
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
	err := (&runVerb{selection: selection{Notebooks: []string{name}, Timeout: 3 * time.Second}}).Run(t.Context())
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
	if err := (&runVerb{selection: selection{Notebooks: []string{name}}}).Run(ctx); err == nil {
		t.Error("the run ended well")
	}
	if after, _ := os.ReadFile(name); !bytes.Equal(before, after) {
		t.Error("the notebook has changed")
	}
}

// What is wrong with one of the notebooks is found before another one is executed.
func TestRunIsRefused(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.ipynb"), filepath.Join(dir, "bad.ipynb")
	writeNotebook(t, good, "%%\nfmt.Println(1)")
	before, _ := os.ReadFile(good)
	for _, test := range []struct {
		bad  string // the other notebook
		mode os.FileMode
		verb runVerb
		want string
	}{
		{"{\"cells\": [", 0o644, runVerb{}, "bad.ipynb:1:"},
		{`{"worksheets": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}`, 0o644, runVerb{}, "bad.ipynb:1:48: this notebook has nbformat 3, and nbformat 4 is needed"},
		{string(before), 0o444, runVerb{}, "bad.ipynb is read-only; nothing was written"},
		{string(before), 0o644, runVerb{Param: []string{"a=1"}}, "good.ipynb: no cell has the tag \"parameters\""},
		{string(before), 0o644, runVerb{Output: filepath.Join(dir, "out.ipynb")}, "--output names one file"},
	} {
		if err := errors.Join(os.RemoveAll(bad), os.WriteFile(bad, []byte(test.bad), test.mode)); err != nil {
			t.Fatal(err)
		}
		test.verb.Notebooks = []string{good, bad}
		err := test.verb.Run(t.Context())
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want %s", err, test.want)
		}
		if after, _ := os.ReadFile(good); !bytes.Equal(before, after) {
			t.Errorf("%s: the other notebook was executed", test.want)
		}
	}
}

// What the program knows nothing of keeps its bytes: spelling, order, and spaces too.
func TestRunKeepsTheRest(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	const text = `{"nbformat":4, "x" : [1.50,1E+2,"\u00e9\/"],
	"cells":[ {"source":"# a\r\n","metadata":{"z":{},"a":-0},"cell_type":"markdown", "attachments":{} },
	{"cell_type":"code","source":["%%\n", "fmt.Println(6*7)"],"metadata":{"vscode":{"languageId":"go"}},"execution_count":%s,"outputs":%s}],
	"metadata":{"widgets":{"other":{}},"kernelspec":{"name":"x"}} , "nbformat_minor":4}`
	before := strings.Replace(strings.Replace(text, "%s", "null", 1), "%s", "[]", 1)
	if err := os.WriteFile(name, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := (&runVerb{selection: selection{Notebooks: []string{name}}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(strings.Replace(text, "%s", "1", 1), "%s", `[{"name":"stdout","output_type":"stream","text":["42\n"]}]`, 1)
	want = strings.Replace(want, `"widgets":{"other":{}},`, "", 1) // no output shows one
	if got, _ := os.ReadFile(name); string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A parameter's new value holds in the cells below, and in the output file alone.
func TestRunWithParameters(t *testing.T) {
	dir := t.TempDir()
	name, output := filepath.Join(dir, "a.ipynb"), filepath.Join(dir, "out.ipynb")
	writeNotebook(t, name, "var sizes = []int{2}\nvar sum = sizes[0] + len(sizes)", "%%\nfmt.Println(sizes, sum)")
	tag(t, name, 0, "parameters")
	before, _ := os.ReadFile(name)
	verb := runVerb{selection: selection{Notebooks: []string{name}}, Param: []string{"sizes=5,3"}, Output: output}
	for range 2 {
		if err := verb.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		cells := codeCells(read(t, output))
		if got, want := cells[len(cells)-1].Outputs, []nbformat.Output{nbformat.Stream{Name: "stdout", Text: "[5 3] 7\n"}}; len(cells) != 3 || !reflect.DeepEqual(got, want) {
			t.Errorf("%d cells, the last has outputs %v, want %v", len(cells), got, want)
		}
		verb.Notebooks = []string{output} // whose cell is replaced
	}
	if after, _ := os.ReadFile(name); !bytes.Equal(before, after) {
		t.Error("the notebook has changed")
	}
}

// tag gives code cell number i these tags.
func tag(t *testing.T, name string, i int, tags ...any) {
	t.Helper()
	d := readDocument(t, name)
	d.codeCells()[i]["metadata"] = map[string]any{"tags": tags}
	d.write(t, name)
}

// Cells may be tagged to fail, or not to be executed, as nbclient has it.
func TestRunHeedsTags(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	writeNotebook(t, name, "%%\npanic(1)", "%%\nfmt.Println(2)", "%%\nfmt.Println(3)")
	tag(t, name, 0, "raises-exception")
	tag(t, name, 1, "skip-execution")
	if err := (&runVerb{selection: selection{Notebooks: []string{name, filepath.Dir(name) + "/./a.ipynb"}}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	cells := codeCells(read(t, name))
	if len(cells[0].Outputs) == 0 || len(cells[1].Outputs) != 0 || cells[1].ExecutionCount != 0 || len(cells[2].Outputs) != 1 {
		t.Errorf("outputs are %v, %v, %v", cells[0].Outputs, cells[1].Outputs, cells[2].Outputs)
	}
}

// Commas and = in a value are its own.
func TestCommandLine(t *testing.T) {
	cli, err := kong.New(&verbs, kong.Vars{"port": "1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cli.Parse([]string{"run", "--param=a=1,2", "--param", "b=x=y", "-o", "out.ipynb", "--html", "a.ipynb"}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"a=1,2", "b=x=y"}; !slices.Equal(verbs.Run.Param, want) || verbs.Run.Output != "out.ipynb" || !verbs.Run.HTML.wanted || verbs.Run.HTML.dir != "" {
		t.Errorf("parsed as %+v", verbs.Run)
	}
	if _, err := cli.Parse([]string{"run", "--html=dir", "a.ipynb"}); err != nil || verbs.Run.HTML.dir != "dir" || len(verbs.Run.Notebooks) != 1 {
		t.Errorf("parsed as %+v, %v", verbs.Run, err)
	}
}

// On a terminal one line follows the cells; in a log a notebook has one line.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	for _, live := range []bool{false, true} {
		p := &progress{out: &out, live: live}
		cell, done := p.notebook("dir/a.ipynb", 2)
		cell(1)
		cell(2)
		p.say("a word")
		done(nil)
	}
	got := regexp.MustCompile(`\d+\.\d s`).ReplaceAllString(out.String(), "T")
	const clear = "\r\x1b[K"
	want := "a word\na.ipynb  2 cells  T\n" +
		clear + "a.ipynb  cell 1 of 2  T" + clear + "a.ipynb  cell 2 of 2  T" + clear + "a word\n" + clear + "a.ipynb  cell 2 of 2  T" + clear + "a.ipynb  2 cells  T\n"
	if got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
