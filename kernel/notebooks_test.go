package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/setup"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the outputs of the executed notebooks into the notebooks")

// document is a notebook as JSON: what this test does not know of is kept.
type document map[string]any

func readDocument(t *testing.T, name string) document {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	var d document
	if err := decoder.Decode(&d); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d
}

// write has the form in which Jupyter saves: keys in order, indented by a space.
func (d document) write(t *testing.T, name string) {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(d); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (d document) codeCells() (cells []map[string]any) {
	list, _ := d["cells"].([]any)
	for _, c := range list {
		if cell := c.(map[string]any); cell["cell_type"] == "code" {
			cells = append(cells, cell)
		}
	}
	return cells
}

// text joins a multi-line string, which a notebook may keep as a list of lines.
func text(v any) string {
	if list, ok := v.([]any); ok {
		var s strings.Builder
		for _, line := range list {
			s.WriteString(fmt.Sprint(line))
		}
		return s.String()
	}
	return fmt.Sprint(v)
}

// output is what of a cell's output one sees.
type output struct {
	Type string            // stream, display_data, execute_result or error
	Name string            // of a stream: stdout or stderr
	Data map[string]string // by MIME type; of a stream and an error: text/plain
}

// outputs returns a cell's outputs. Pieces of a stream that follow each other are
// joined: where they were cut is chance.
func outputs(cell map[string]any) (list []output) {
	raw, _ := cell["outputs"].([]any)
	for _, r := range raw {
		m := r.(map[string]any)
		o := output{Type: text(m["output_type"]), Data: map[string]string{}}
		switch o.Type {
		case "stream":
			o.Name = text(m["name"])
			o.Data["text/plain"] = text(m["text"])
			if n := len(list); n > 0 && list[n-1].Type == "stream" && list[n-1].Name == o.Name {
				list[n-1].Data["text/plain"] += o.Data["text/plain"]
				continue
			}
		case "error":
			o.Data["text/plain"] = fmt.Sprintf("%v: %v", m["ename"], m["evalue"])
		default:
			data, _ := m["data"].(map[string]any)
			for mime, content := range data {
				o.Data[mime] = text(content)
			}
		}
		list = append(list, o)
	}
	return list
}

// execute runs all cells of the notebook in a kernel, also those after a cell that fails.
func execute(t *testing.T, home *setup.Home, kernel, name string) document {
	t.Helper()
	session, err := home.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	to := t.TempDir()
	cmd := session.Python(ctx, "-m", "nbconvert", "--to", "notebook", "--execute", "--allow-errors",
		"--ExecutePreprocessor.kernel_name="+kernel, "--output-dir", to, "--output", "executed.ipynb", name)
	if log, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, log)
	}
	return readDocument(t, filepath.Join(to, "executed.ipynb"))
}

// failures returns a sentence for each cell that did not succeed. GoNB reports a
// program that panics, or ends with a status, as success: what such a program leaves
// is text on stderr.
func failures(d document) (list []string) {
	for i, cell := range d.codeCells() {
		fail := func(why string) {
			list = append(list, fmt.Sprintf("code cell %d %s\n    %s", i+1, why, strings.ReplaceAll(strings.TrimSpace(text(cell["source"])), "\n", "\n    ")))
		}
		if cell["execution_count"] == nil {
			fail("was not executed:")
		}
		for _, o := range outputs(cell) {
			switch {
			case o.Type == "error":
				fail("has failed:\n" + o.Data["text/plain"])
			case o.Type == "stream" && o.Name == "stderr":
				fail("has written to stderr:\n" + o.Data["text/plain"])
			}
		}
	}
	return list
}

// machinePaths returns the outputs that name a folder of this machine.
func machinePaths(d document, home *setup.Home) (list []string) {
	person, _ := os.UserHomeDir()
	for i, cell := range d.codeCells() {
		for _, o := range outputs(cell) {
			for mime, content := range o.Data {
				for _, dir := range []string{home.Repo, home.Dir, filepath.Clean(os.TempDir()), person} {
					if len(dir) > 1 && strings.Contains(content, dir+"/") {
						list = append(list, fmt.Sprintf("the output %s of code cell %d names %s", mime, i+1, dir))
					}
				}
			}
		}
	}
	return list
}

// allNotebooks returns the paths of the repository's notebooks but for homework, which
// carries no outputs.
func allNotebooks(t *testing.T, home *setup.Home) (names []string) {
	t.Helper()
	root := filepath.Join(home.Repo, "notebooks")
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == ".ipynb_checkpoints" || d.Name() == "homework") {
			return filepath.SkipDir
		}
		if err == nil && filepath.Ext(name) == ".ipynb" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatalf("no notebook in %s", root)
	}
	return names
}

// lectureNotebooks returns those of the lecture: where an experiment would take long and show
// nothing new.
func lectureNotebooks(t *testing.T, home *setup.Home) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(home.Repo, "notebooks", "lecture*", "*.ipynb"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no notebook of the lecture (%v)", err)
	}
	return names
}

// some returns a list under CI, and else its first n: the tests of a newcomer are to take
// minutes.
func some[T any](t *testing.T, list []T, n int) []T {
	t.Helper()
	if os.Getenv("CI") != "" || len(list) <= n {
		return list
	}
	t.Logf("%d of %d are tried: set CI=true for all of them", n, len(list))
	return list[:n]
}

// Every cell of every notebook succeeds, and gives the outputs that are committed.
func TestNotebooks(t *testing.T) {
	home := environment(t)
	names := lectureNotebooks(t, home)
	others := slices.DeleteFunc(allNotebooks(t, home), func(name string) bool { return slices.Contains(names, name) })
	if !*update {
		others = some(t, others, 3)
	}
	for _, name := range slices.Concat(names, others) {
		short, _ := filepath.Rel(home.Repo, name)
		t.Run(short, func(t *testing.T) {
			t.Parallel()
			executed := execute(t, home, setup.KernelName, name)
			for _, f := range slices.Concat(failures(executed), machinePaths(executed, home)) {
				t.Errorf("%s: %s", short, f)
			}
			if t.Failed() {
				return
			}
			committed := readDocument(t, name)
			if *update {
				takeOutputs(committed, executed)
				committed.write(t, name)
				return
			}
			old, now := committed.codeCells(), executed.codeCells()
			for i := range old {
				if diff := cmp.Diff(drawn(t, outputs(old[i])), drawn(t, outputs(now[i]))); diff != "" {
					t.Errorf("%s: code cell %d gives other outputs than are committed (- committed, + now):\n%s",
						short, i+1, firstLines(diff, 40))
				}
			}
			if t.Failed() {
				t.Log("If the new outputs are right:  go test ./kernel -run TestNotebooks -update")
			}
		})
	}
}

// Every notebook also runs in stock GoNB.
func TestNotebooksInGonb(t *testing.T) {
	if os.Getenv("CI") == "" {
		t.Skip("it takes a while: set CI=true to run the notebooks in stock GoNB too")
	}
	home := environment(t)
	for _, name := range allNotebooks(t, home) {
		for _, f := range failures(execute(t, home, setup.GonbName, name)) {
			t.Errorf("%s: %s", name, f)
		}
	}
}

// drawn replaces pictures by what they show. Shapes round differently on other
// processors than that of the committed pictures; there only the size of a picture
// counts. Text is always compared as it is, and live controls are left out.
func drawn(t *testing.T, list []output) []output {
	t.Helper()
	for _, o := range list {
		// Live controls, which are not there when a notebook is run without a front end.
		delete(o.Data, "application/vnd.jupyter.widget-view+json")
		raw, ok := o.Data["image/png"]
		if !ok {
			continue
		}
		size, pixels, err := picture(raw)
		if err != nil {
			t.Fatal(err)
		}
		o.Data["image/png"] = size
		if runtime.GOARCH == "amd64" {
			o.Data["image/png"] += " pixels with hash " + pixels
		} else {
			delete(o.Data, "image/svg+xml")
		}
	}
	return list
}

// takeOutputs copies outputs and execution counts, and nothing else, from one
// notebook to another that has the same cells.
func takeOutputs(to, from document) {
	source := from.codeCells()
	for i, cell := range to.codeCells() {
		cell["outputs"] = joined(source[i]["outputs"])
		cell["execution_count"] = source[i]["execution_count"]
	}
}

// joined makes one output of stream outputs that arrived in pieces.
func joined(raw any) any {
	var list []any
	var last map[string]any
	for _, r := range raw.([]any) {
		o := r.(map[string]any)
		if last != nil && o["output_type"] == "stream" && last["output_type"] == "stream" && o["name"] == last["name"] {
			var lines []any // as Jupyter keeps text
			for line := range strings.Lines(text(last["text"]) + text(o["text"])) {
				lines = append(lines, line)
			}
			last["text"] = lines
			continue
		}
		list = append(list, o)
		last = o
	}
	if list == nil {
		return raw
	}
	return list
}

func firstLines(s string, n int) string {
	lines := strings.Split(s, "\n")
	if len(lines) <= n {
		return s
	}
	return fmt.Sprintf("%s\n… and %d lines more", strings.Join(lines[:n], "\n"), len(lines)-n)
}

// writeNotebook makes a notebook of these code cells.
func writeNotebook(t *testing.T, name string, cells ...string) {
	t.Helper()
	list := []any{}
	for i, source := range cells {
		list = append(list, map[string]any{
			"cell_type": "code", "id": fmt.Sprintf("cell-%d", i), "metadata": map[string]any{},
			"source": source, "outputs": []any{}, "execution_count": nil,
		})
	}
	document{
		"cells": list, "nbformat": 4, "nbformat_minor": 5,
		"metadata": map[string]any{"kernelspec": map[string]any{"name": setup.KernelName, "display_name": "Go (dlmath)", "language": "go"}},
	}.write(t, name)
}

// A cell that fails in any way is seen, and so is a path of this machine.
func TestFailuresAreFound(t *testing.T) {
	home := environment(t)
	name := filepath.Join(t.TempDir(), "failing.ipynb")
	writeNotebook(t, name,
		"%%\nfmt.Println(\"well\")",
		"%%\npanic(\"a panic\")",
		"%%\nos.Exit(1)",
		"%%\nlog.Fatal(\"a fatal log\")",
		"%%\nvar unused int",
		"%%\nfmt.Println(os.TempDir() + \"/well again\")",
	)
	d := execute(t, home, setup.KernelName, name)
	found := failures(d)
	for i, want := range []string{"a panic", "exit status 1", "a fatal log", "declared and not used"} {
		cell := fmt.Sprintf("code cell %d ", i+2)
		if !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, cell) && strings.Contains(f, want) }) {
			t.Errorf("%q in %sis not found", want, cell)
		}
	}
	for _, f := range found {
		if strings.HasPrefix(f, "code cell 1 ") || strings.HasPrefix(f, "code cell 6 ") {
			t.Errorf("a cell that succeeds counts as failed: %s", f)
		}
	}
	if paths := machinePaths(d, home); len(paths) == 0 {
		t.Error("the path that cell 6 prints is not found")
	}
}

// The library can be imported from a folder that has nothing to do with the checkout.
func TestImportFromAnyFolder(t *testing.T) {
	home := environment(t)
	name := filepath.Join(t.TempDir(), "a folder with spaces", "far away.ipynb")
	if err := os.Mkdir(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	writeNotebook(t, name, "import (\n\t\"dlmath/nnlib\"\n\t\"gonum.org/v1/gonum/mat\"\n)\n\n%%\nfmt.Println(mat.NewVecDense(1, []float64{2}).AtVec(0), nnlib.Neuron{}.B)")
	d := execute(t, home, setup.KernelName, name)
	if found := failures(d); len(found) != 0 {
		t.Fatal(strings.Join(found, "\n"))
	}
	want := []output{{Type: "stream", Name: "stdout", Data: map[string]string{"text/plain": "2 0\n"}}}
	if diff := cmp.Diff(want, outputs(d.codeCells()[0])); diff != "" {
		t.Error(diff)
	}
}
