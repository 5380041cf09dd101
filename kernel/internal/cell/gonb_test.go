package cell

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/printer"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// gonbCells returns the code cells of GoNB's tutorial, examples and test
// notebooks, by notebook and number.
func gonbCells(t testing.TB) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/janpfeifer/gonb").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		const missing = "GoNB's notebooks are not here; fetch them with: go mod download github.com/janpfeifer/gonb"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	cells := map[string]string{}
	for _, pattern := range []string{"examples/*.ipynb", "examples/tests/*.ipynb"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) < 3 {
			t.Fatalf("no notebooks in %s: %v", dir, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var notebook struct {
				Cells []struct {
					CellType string `json:"cell_type"`
					Source   []string
				}
			}
			if err := json.Unmarshal(data, &notebook); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			for i, c := range notebook.Cells {
				if c.CellType == "code" {
					cells[fmt.Sprintf("%s/%d", strings.TrimSuffix(filepath.Base(file), ".ipynb"), i)] = strings.Join(c.Source, "")
				}
			}
		}
	}
	return cells
}

// The cells that are no Go cells: one is for a Python kernel, one is there to
// fail.
var gonbWrong = map[string]string{
	"google_colab_demo/1": "line 1, column 1: a comment begins with // in Go",
	"script/3":            "line 2, column 1: %%sh must be the first line",
}

// Every cell of GoNB's notebooks means what it means to GoNB.
func TestGoNBNotebooks(t *testing.T) {
	cells := gonbCells(t)
	if len(cells) != 146 {
		t.Errorf("%d cells, want 146", len(cells))
	}
	for name, source := range cells {
		t.Run(name, func(t *testing.T) {
			if want, ok := gonbWrong[name]; ok {
				if _, err := Parse(source); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error %v, want %s", err, want)
				}
				return
			}
			c := parsed(t, source)
			if status, _ := Complete(source); status != "complete" && c.Whole == nil {
				t.Errorf("the cell is %s", status)
			}
			if c.Whole != nil {
				return
			}
			want := gonbReading(t, source)
			got := ourReading(t, c)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s\n(-GoNB +got):\n%s", source, diff)
			}
		})
	}
}

// reading is what a cell means: names and Go without its layout.
type reading struct {
	Imports, Names, Magics []string
	Main                   string
}

// gonbReading reads a cell as GoNB does: lines that begin with % or ! are cut
// out, %% opens func main, and the rest is a file.
func gonbReading(t *testing.T, source string) reading {
	var r reading
	var b strings.Builder
	b.WriteString("package main\n")
	end := ""
	lines := strings.Split(source, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimPrefix(lines[i], "//gonb:")
		fields := strings.Fields(line)
		switch {
		case len(fields) > 0 && (fields[0] == "%%" || fields[0] == "%main"):
			b.WriteString("func main() {\n")
			end = "\n}\n"
		case len(fields) > 1 && fields[0] == "%exec":
			fmt.Fprintf(&b, "func main() { %s() }\n", fields[1])
		case len(line) > 1 && (line[0] == '%' || line[0] == '!'):
			text := line
			for strings.HasSuffix(text, "\\") {
				i++
				text = text[:len(text)-1] + " " + strings.TrimPrefix(lines[i], "//gonb:")
			}
			if fields[0] != "%args" && fields[0] != "%test" {
				r.Magics = append(r.Magics, text)
			}
		case strings.HasPrefix(line, "package"):
		default:
			b.WriteString(line + "\n")
		}
	}
	r.read(t, b.String()+end)
	return r
}

// ourReading reads what Parse has made of a cell.
func ourReading(t *testing.T, c *Cell) reading {
	var r reading
	for _, m := range c.Magics {
		switch m.Name {
		case "!":
			r.Magics = append(r.Magics, "!"+m.Shell)
		case "!*":
			r.Magics = append(r.Magics, "!*"+m.Shell)
		default:
			words := []string{"%" + m.Name}
			if m.Append {
				words = append(words, "-a")
			}
			for _, arg := range m.Args {
				if arg == "" {
					arg = `""`
				}
				words = append(words, arg)
			}
			r.Magics = append(r.Magics, strings.Join(words, " "))
		}
	}
	b := "package main\n"
	for _, i := range c.Imports {
		b += fmt.Sprintf("import %s %q\n", i.Name, i.Path)
	}
	for _, d := range c.Decls {
		b += d.Source + "\n"
	}
	if c.Main != nil {
		b += "func main() {\n" + c.Main.Source + "\n}\n"
	}
	r.read(t, b)
	return r
}

func (r *reading) read(t *testing.T, source string) {
	set := token.NewFileSet()
	file, err := goparser.ParseFile(set, "", source, 0)
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	for _, i := range file.Imports {
		name := ""
		if i.Name != nil {
			name = i.Name.Name
		}
		r.Imports = append(r.Imports, name+" "+i.Path.Value)
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == "main" && d.Recv == nil {
				var words []string
				for _, s := range d.Body.List {
					words = append(words, printed(t, set, s))
				}
				r.Main = strings.Join(words, "\n")
				continue
			}
			r.Names = append(r.Names, printed(t, set, d))
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if d.Tok != token.IMPORT {
					r.Names = append(r.Names, d.Tok.String()+" "+printed(t, set, spec))
				}
			}
		}
	}
	slices.Sort(r.Imports)
	r.Imports = slices.Compact(r.Imports)
}

// printed returns a node on one line, in the same layout whatever it had.
func printed(t *testing.T, set *token.FileSet, n any) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, set, n); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
