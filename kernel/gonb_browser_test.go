package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// gonbCell returns a cell of one of GoNB's test notebooks by its number among all cells.
func gonbCell(t *testing.T, notebook string, number int) string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/janpfeifer/gonb").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "examples/tests", notebook+".ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Cells []struct{ Source []string }
	}
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return strings.Join(d.Cells[number].Source, "")
}

// What GoNB's packages do on a page, by GoNB's own test notebooks: values go both ways,
// elements are changed and kept, controls are used, and WebAssembly runs.
func TestGonbInBrowser(t *testing.T) {
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	// GoNB's times are for a machine that has nothing else to do.
	patient := strings.NewReplacer("500 * time.Millisecond", "time.Minute", "100 * time.Millisecond", "time.Second")
	cells := []struct{ source, output string }{
		{"%widgets", ""},
		{gonbCell(t, "comms", 7), "sent 1\ngot 2\nsent 2\ngot 3\nsent 3\ngot 4\nsent 4\nclosed\ndone\n"},
		{gonbCell(t, "dom", 5), "This is a test!<br>\nAnd a second test.<br>\nThis is a test!<br>\nAnd a second test.<br>\n"},
		{gonbCell(t, "dom", 6), "ok"},
		{patient.Replace(gonbCell(t, "widgets", 5)), "clicked\n"},
		{patient.Replace(gonbCell(t, "widgets", 7)), "widget tested ok\n"},
		{patient.Replace(gonbCell(t, "widgets", 9)), "widget tested ok\n"},
		{gonbCell(t, "wasm", 9), ""},
		{"%wasm\nimport \"syscall/js\"\n%% now\ndiv := js.Global().Get(\"document\").Call(\"getElementById\", GonbWasmDivId)\ndiv.Set(\"id\", \"wasm-was-here\")\ndiv.Set(\"textContent\", \"WebAssembly runs \" + os.Args[1])", ""},
	}
	root := t.TempDir()
	var sources []string
	for _, c := range cells {
		sources = append(sources, c.source)
	}
	name := filepath.Join(root, "gonb.ipynb")
	writeNotebook(t, name, sources...)
	l := startLabCommand(t, exe, "lab", "--no-browser", root)
	p := openChromium(t, l.address.Host)
	address := *l.address
	address.Path = "/lab/tree/gonb.ipynb"
	p.do(t, "open", chromedp.Navigate(address.String()),
		until(`document.querySelectorAll('.jp-CodeCell').length == %d && %s`, len(cells), kernelIdle))
	p.runAll(t, len(cells))
	p.do(t, "run WebAssembly", until(`document.getElementById('wasm-was-here')?.textContent == 'WebAssembly runs now'`))
	if got := evaluate[string](t, p, `document.getElementById('xxx')?.innerText ?? ''`); got != "Hello world!" {
		t.Errorf("ScriptJavascript has written %q", got)
	}
	p.screenshot(t, "gonb")
	p.do(t, "save", chromedp.Click(`.jp-NotebookPanel-toolbar [data-command="docmanager:save"]`),
		until(`!document.querySelector('.jp-mod-dirty')`))
	saved := readDocument(t, name)
	for _, f := range failures(saved) {
		t.Error(f)
	}
	for i, cell := range saved.codeCells() {
		var got string
		for _, o := range outputs(cell) {
			got += o.Data["text/plain"] + o.Data["text/html"]
		}
		if i == 1 { // what is sent next may be said before what comes back
			got, cells[i].output = sortedLines(got), sortedLines(cells[i].output)
		}
		if !strings.Contains(got, cells[i].output) {
			t.Errorf("cell %d gives %q, want %q", i+1, got, cells[i].output)
		}
		if strings.Contains(got, "WebSocket") {
			t.Errorf("cell %d is saved with the script that connects the page", i+1)
		}
	}
	p.close()
	for _, problem := range p.problems {
		t.Error(problem)
	}
}

func sortedLines(s string) string {
	lines := slices.Sorted(strings.Lines(s))
	return strings.Join(lines, "")
}
