package assist

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
)

// settings are those of a workspace with this checkout.
func settings(t testing.TB) build.Config {
	t.Helper()
	checkout, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	return build.Config{Dir: t.TempDir(), Workspace: []string{checkout}}
}

func newAssistant(t testing.TB) *Assistant {
	t.Helper()
	a := New(settings(t))
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	<-a.warmed
	if a.err != nil {
		t.Fatal(a.err)
	}
	a.patience = time.Minute // what is tested is not the speed of the machine
	return a
}

// notebook makes a notebook of cells.
func notebook(t testing.TB, cells ...string) Notebook {
	t.Helper()
	var n Notebook
	for i, source := range cells {
		c, err := cell.Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		n.Imports = append(n.Imports, c.Imports...)
		for _, d := range c.Decls {
			n.Decls = append(n.Decls, Declaration{d, i + 1})
		}
	}
	return n
}

const declared = `import (
	"fmt"
	m "math"
	"dlmath/nnlib"
)

// area is that of a circle.
func area(r float64) float64 { return m.Pi * r * r }

// Point is a place in the plane.
type Point struct {
	X, Y float64 // its coordinates
	name string
}

// Norm is the distance from 0.
func (p *Point) Norm() float64 { return m.Hypot(p.X, p.Y) }

type Named struct {
	Point
	Label string
}

const π2 = 2 * m.Pi

var points = []Point{{1, 2, "a"}}

func pair[T any](a, b T) (T, T) { return a, b }
`

func contains(c Completions, m Match) bool {
	return slices.ContainsFunc(c.Matches, func(have Match) bool { return have.Text == m.Text && have.Type == m.Type })
}

// at takes the cursor | out of a cell.
func at(t testing.TB, text string) (source string, cursor int) {
	t.Helper()
	if strings.Count(text, "|") != 1 {
		t.Fatalf("%q has no cursor |, or several", text)
	}
	return strings.Replace(text, "|", "", 1), strings.Index(text, "|")
}

func TestComplete(t *testing.T) {
	a := newAssistant(t)
	n := notebook(t, declared)
	n.Dir = t.TempDir()
	for _, name := range []string{"data.csv", "other.txt", ".hidden"} {
		if err := os.WriteFile(filepath.Join(n.Dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(n.Dir, "folder", "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ cell, prefix, want, without string }{
		// names
		{"fm|", "fm", "fmt:module", ""},
		{"%%\nar|", "ar", "area:function", ""},
		{"x := ar|\ny := x", "ar", "area:function", ""},
		{"Po|", "Po", "Point:struct", "points Pow"},
		{"po|", "po", "points:variable", "Point"},
		{"PO|", "PO", "Point:struct points:variable", ""},
		{"func f(arg, art int) {\n\tvar arch string\n\tfmt.Println(ar|)\n}", "ar", "arch:variable arg:variable art:variable area:function", ""},
		{"x := 1\nif x > 0 {\n\txx := 2\n}\nx|", "x", "x:variable", "xx"},
		{"xx := x|", "x", "", "xx"},
		{"π|", "π", "π2:constant", ""},
		{"é := 1\nπé := é\nfmt.Println(\"éπ\", π|)", "π", "πé:variable π2:constant", ""},
		{"ret|", "ret", "return:keyword", ""},
		{"f(ret|)", "ret", "", "return"},
		{"for i := range po|", "po", "points:variable", ""},
		{"append|", "append", "append:function", ""},
		{"figu|", "figu", "figure:module", ""},
		{"p|", "p", "pair:function points:variable plot:module png:module", "performance"},
		{"%doc strings.ToUpp|", "ToUpp", "ToUpper:function", ""},

		// types
		{"var p Po|", "Po", "Point:struct", "points"},
		{"func f(p *Po|", "Po", "Point:struct", ""},
		{"func (p *Po|", "Po", "Point:struct", ""},
		{"x := map[string]Po|", "Po", "Point:struct", ""},
		{"type T struct {\n\tp flo|\n}", "flo", "float32:type float64:type", ""},

		// after a dot
		{"fmt.Pri|", "Pri", "Print:function Printf:function Println:function", "Fprint"},
		{"fmt.println|", "println", "Println:function", ""},
		{"fmt.|", "", "Println:function Stringer:interface", "newPrinter"},
		{"fmt.|\nx := 1", "", "Println:function", ""},
		{"%%\nfmt.Println(m.|", "", "Pi:constant Sqrt:function", ""},
		{"points[0].|", "", "X:field Y:field name:field Norm:method", ""},
		{"p := Point{}\np.|\nfmt.Println(p)", "", "X:field Norm:method", ""},
		{"Named{}.|", "", "Point:field Label:field X:field Norm:method", ""},
		{"for _, p := range points {\n\tif p.|", "", "X:field", ""},
		{"func f(p Point) {\n\tp.|\n}\nfunc g() {}", "", "X:field", ""},
		{"func (p Point) Twice() Point {\n\treturn Point{2 * p.|\n}\n\nfunc g() {}", "", "X:field Twice:method", ""},
		{"switch x := any(1).(type) {\ncase fmt.Str|", "Str", "Stringer:interface", ""},
		{"a, b := pair(points[0], points[0])\nfmt.Println(b, a.No|", "No", "Norm:method", ""},
		{"strings.To|", "To", "ToUpper:function", ""},
		{"rand.N|", "N", "New:function NewPCG:function", ""},
		{"mat.NewD|", "NewD", "NewDense:function NewDiagDense:function", ""},
		{"figure.Neu|", "Neu", "Neuron:function", ""},
		{"nnlib.New(nnlib.Sig|", "Sig", "Sigmoid:variable", ""},
		{"net := nnlib.New(nnlib.Sigmoid, 2, 2)\nnet.I|", "I", "Init:method", ""},
		{"stat.Me|", "Me", "Mean:function", ""},
		{"sha256.Su|", "Su", "Sum256:function", ""},
		{"import q \"strings\"\nq.To|", "To", "ToUpper:function", ""},
		{"nosuch.|", "", "", "fmt"},
		{"%time fmt.Pri|", "Pri", "Println:function", ""},
		{"%timeit -n 3 ar|", "ar", "area:function", ""},
		{"!echo '(\nfmt.Pri|", "Pri", "Println:function", ""},
		{"broken := (\n\nx := points[0]\nfmt.Println(area(x.|", "", "X:field", ""},
		{"broken := )\nfmt.Pri|", "Pri", "Println:function", ""},

		// what fits comes first
		{"net := nnlib.New(nnlib.S|", "S", "Sigmoid:variable Softmax:variable Softplus:variable Step:variable", ""},
		{"net := nnlib.New(nnlib.|)", "", "ReLU:variable Sigmoid:variable New:function", ""},
		{"a := \"x\"\nb := 1.5\nx := area(|)", "", "b:variable area:function a:variable", ""},
		{"a := \"x\"\nb := 1.5\nx := b * |", "", "b:variable a:variable", ""},
		{"a := \"x\"\nb := 1.5\nb = |", "", "b:variable a:variable", ""},
		{"a := 1.5\nb := \"x\"\np := Point{name: |}", "", "b:variable a:variable", ""},
		{"func f(a int, b string) string {\n\treturn |\n}", "", "b:variable a:variable", ""},
		{"a := 1\nfmt.Println(|)", "", "a:variable area:function", ""},

		// fields of a literal
		{"p := Point{X|", "X", "X:field", ""},
		{"p := &Point{X: 1, |}", "", "Y:field", "X"},
		{"ps := []Point{{N: 1}, {|}}", "", "X:field Y:field", ""},

		// where nothing is to be offered
		{"x := \"fm|", "", "", "fmt"},
		{"x := \"fm|\"", "", "", "fmt"},
		{"// fm|", "", "", "fmt"},
		{"/* fm|", "", "", "fmt"},
		{"x := 12|", "", "", "len"},
		{"func ar|", "", "", "area"},
		{"var ar|", "", "", "area"},

		// imports
		{"import \"gonum.org/v1/gonum/m|", "gonum.org/v1/gonum/m", "gonum.org/v1/gonum/mat:module", "math"},
		{"import (\n\t\"fmt\"\n\tr \"math/ra|\"\n)", "math/ra", "math/rand:module math/rand/v2:module", ""},
		{"import \"dlmath/|", "dlmath/", "dlmath/nnlib:module dlmath/nnlib/figure:module", "dlmath/kernel dlmath/kernel/internal/assist"},
		{"x := \"math/ra|", "", "", "math/rand"},

		// magics, names and files for them
		{"%ti|", "%ti", "%time:magic %timeit:magic", "%test"},
		{"x := 1\n%ti|", "%ti", "%time:magic", ""},
		{"%%w|", "%%w", "%%writefile:magic", ""},
		{"fmt.Println()\n%%w|", "%%w", "", "%%writefile"},
		{"//gonb:%c|", "%c", "%capture:magic %cd:magic", ""},
		{"x := `\n%ti|", "", "", "%time"},
		{"x := 7\nx %|", "", "", "%time"},
		{"%rm po|", "po", "points:variable", "Point pair"},
		{"%exec |", "", "area:function", "Point"},
		{"%cd fo|", "fo", "folder/:path", ""},
		{"%cd |", "", "folder/:path", "data.csv"},
		{"%cd folder/|", "", "data/:path", ""},
		{"!cat da|", "da", "data.csv:path", ""},
		{"!cat <|", "", "data.csv:path folder/:path", ".hidden"},
		{"!cat .h|", ".h", ".hidden:path", ""},
		{"%%writefile ot|", "ot", "other.txt:path", ""},
		{"%%writefile a\nda|", "", "", "data.csv"},
		{"%%bash\ncat da|", "da", "data.csv:path", ""},
		{"%env |", "", "", "data.csv"},
	} {
		source, cursor := at(t, c.cell)
		got := a.Complete(t.Context(), n, source, cursor)
		texts := map[string]bool{}
		var list []string
		for _, m := range got.Matches {
			list = append(list, m.Text+":"+m.Type)
			if texts[m.Text] {
				t.Errorf("%q: %s comes twice", c.cell, m.Text)
			}
			texts[m.Text] = true
			if !strings.EqualFold(m.Text[:len(c.prefix)], c.prefix) {
				t.Errorf("%q: %s does not begin with %s", c.cell, m.Text, c.prefix)
			}
		}
		if prefix := source[got.Start:got.End]; len(list) > 0 && (prefix != c.prefix || got.End != cursor) {
			t.Errorf("%q: %q would be replaced, want %q", c.cell, prefix, c.prefix)
		}
		last := -1
		for _, want := range strings.Fields(c.want) {
			i := slices.Index(list, want)
			if i <= last {
				t.Errorf("%q: %s is at %d, after %d: %.300q", c.cell, want, i, last, list)
			}
			last = i
		}
		for _, without := range strings.Fields(c.without) {
			if texts[without] {
				t.Errorf("%q: %s should not be offered", c.cell, without)
			}
		}
	}
}

// While packages cannot be had in time, or at all, what their source shows must do.
func TestCompleteWithoutCompiledPackages(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/broken\n\ngo 1.26\n",
		"lib.go": "package broken\n\nfunc Works() {}\nfunc fails() { does not compile }\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	config := settings(t)
	config.Workspace = append(config.Workspace, root)
	a := New(config)
	defer a.Close()
	<-a.warmed
	a.patience = time.Minute
	n := notebook(t, "import (\n\t\"fmt\"\n\t\"example.com/broken\"\n)")
	for text, want := range map[string]Match{
		"broken.W|":               {Text: "Works", Type: "name"},
		"fmt.Println(broken.W|":   {Text: "Works", Type: "name"},
		"fmt.Printl|":             {Text: "Println", Type: "function"}, // it does not suffer from the other
		"x := 1\nbroken.F(x)\nx|": {Text: "x", Type: "variable"},
	} {
		source, cursor := at(t, text)
		if got := a.Complete(t.Context(), n, source, cursor); !contains(got, want) {
			t.Errorf("%q completes to %+v, want %v", text, got, want)
		}
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel() // no time is left at all
	source, cursor := at(t, "mine := 1\nfmt.Println(mi|")
	if got := a.Complete(ctx, n, source, cursor); !contains(got, Match{Text: "mine", Type: "variable"}) {
		t.Errorf("without packages it completes to %+v", got)
	}
}

func TestCloseAtOnce(t *testing.T) {
	config := settings(t)
	a := New(config)
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	a.Complete(t.Context(), Notebook{}, "fmt.", 4) // must return
	if files, err := os.ReadDir(config.Dir); err != nil || len(files) > 0 {
		t.Errorf("%v is left (%v)", files, err)
	}
}

// Complete and Inspect take any text, as people write it.
func FuzzUnfinished(f *testing.F) {
	a := newAssistant(f)
	n := notebook(f, declared)
	for _, seed := range []string{"fmt.Pri", "func (p *Po", "%ti", "!cat ", "x := `\n", "if area(x", "import \"", "\xff.", "//gonb:", "%%bash\n", "é.π"} {
		f.Add(seed, len(seed))
	}
	f.Fuzz(func(t *testing.T, source string, cursor int) {
		got := a.Complete(t.Context(), n, source, cursor)
		if got.Start < 0 || got.Start > got.End || got.End > len(source) {
			t.Errorf("%q at %d: %d to %d", source, cursor, got.Start, got.End)
		}
		a.Inspect(t.Context(), n, source, cursor, 1)
	})
}
