package nbformat

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// realNotebooks returns paths of notebooks that people have saved: the lecture's, and
// those in GoNB's source.
func realNotebooks(t testing.TB) (paths []string) {
	t.Helper()
	gonb, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/janpfeifer/gonb").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"../../../notebooks", filepath.Join(strings.TrimSpace(string(gonb)), "examples")} {
		before := len(paths)
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Name() == ".ipynb_checkpoints" {
				return filepath.SkipDir
			}
			if err == nil && filepath.Ext(path) == ".ipynb" {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(paths) == before {
			t.Fatalf("no notebook in %s", dir)
		}
	}
	return paths
}

func parse(t testing.TB, text string) *Notebook {
	t.Helper()
	n, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return n
}

// code returns the code cells.
func code(n *Notebook) (cells []*Cell) {
	for _, c := range n.Cells() {
		if c.Type == "code" {
			cells = append(cells, c)
		}
	}
	return cells
}

func set(t testing.TB, c *Cell, count int, outputs ...Output) {
	t.Helper()
	if err := c.SetOutputs(outputs, count); err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, got []byte, want string) {
	t.Helper()
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Fatalf("- want, + got:\n%s", diff)
	}
}

// Nothing set, the same set, and something else set and then the same again: all
// three give the bytes that were read.
func TestRoundTrip(t *testing.T) {
	texts := map[string]string{}
	for _, path := range realNotebooks(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(path)] = string(data)
		texts[filepath.Base(path)+" with CRLF"] = strings.ReplaceAll(string(data), "\n", "\r\n")
	}
	for _, l := range layouts {
		texts[l.name] = l.text
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			n := parse(t, text)
			equal(t, n.Bytes(), text)
			for _, c := range code(n) {
				if _, there := c.members.get("outputs"); !there {
					continue
				}
				outputs, count := c.Outputs, c.ExecutionCount
				set(t, c, count, outputs...)
				equal(t, n.Bytes(), text)
				set(t, c, count+1, Stream{"stdout", "other\n"})
				if bytes.Equal(n.Bytes(), []byte(text)) {
					t.Fatal("nothing was set")
				}
				set(t, c, count, outputs...)
				equal(t, n.Bytes(), text)
			}
		})
	}
}

// A cell's outputs are set, and all other bytes stay: checked by what stands before
// and behind them in the text.
func TestSetLeavesTheRest(t *testing.T) {
	for _, path := range realNotebooks(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		for i, c := range code(parse(t, text)) {
			n := parse(t, text)
			set(t, code(n)[i], 1234, Stream{"stdout", "fresh\n"})
			got := string(n.Bytes())
			outputs, _ := c.members.get("outputs")
			count, _ := c.members.get("execution_count")
			first, second := count, outputs
			if outputs.start < count.start {
				first, second = outputs, count
			}
			rest, before := strings.CutPrefix(got, text[:first.start])
			rest, behind := strings.CutSuffix(rest, text[second.end:])
			if !before || !behind || !strings.Contains(rest, text[first.end:second.start]) {
				t.Errorf("%s: code cell %d: more has changed than what was set:\n%s", path, i+1, cmp.Diff(text, got))
			}
			again := code(parse(t, got))
			if again[i].ExecutionCount != 1234 || len(again[i].Outputs) != 1 || again[i].Outputs[0] != (Stream{"stdout", "fresh\n"}) {
				t.Errorf("%s: code cell %d: found %d, %v", path, i+1, again[i].ExecutionCount, again[i].Outputs)
			}
		}
	}
}
