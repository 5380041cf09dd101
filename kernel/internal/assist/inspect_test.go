package assist

import (
	"strings"
	"testing"
)

func TestInspect(t *testing.T) {
	a := newAssistant(t)
	n := notebook(t, declared, "/* twice is two\ntimes x. */\nfunc twice(x int) int {\n\ty := 2 * x\n\treturn y\n}\n\nconst (\n\t// a is the first.\n\ta = iota\n\tb // b is the second.\n)\n\ntype (\n\tseq[T any] struct {\n\t\titems []T // in order\n\t}\n\tother int\n)")
	for _, c := range []struct{ cell, want, without string }{
		// what the notebook declares
		{"ar|ea(1)", "func area(r float64) float64|area is that of a circle.|Cell[1]", "m.Pi * r"},
		{"x := area|(1)", "func area(r float64) float64", ""},
		{"x := area(|1)", "func area(r float64) float64", ""},
		{"x := area(1.5, |", "func area(r float64) float64", ""},
		{"x := area(points[0].X|", "field X float64|its coordinates|Cell[1]", "circle"},
		{"x := area((1 + |", "func area(r float64) float64", ""},
		{"π := 1\nfmt.Println(\"é\", points|[0])", "var points []Point|Cell[1]", ""},
		{"points[0].Nor|m()", "func (*Point).Norm() float64|Norm is the distance from 0.|Cell[1]", ""},
		{"var p Point|", "type Point struct|X, Y float64 // its coordinates|func (*Point).Norm() float64|Point is a place", ""},
		{"twice|(1)", "func twice(x int) int|twice is two times x.|Cell[2]", "y := 2"},
		{"_ = a|", "const a untyped int = 0|a is the first.|Cell[2]", "second"},
		{"_ = b|", "const b untyped int = 1|b is the second.", "is the first"},
		{"x := seq[int]{}\nx.items|", "field items []int|in order", ""},
		{"pair|(1, 2)", "func pair[T any](a T, b T) (T, T)", ""},
		{"// Here is its own.\nfunc mine() {}\n%%\nmine|()", "func mine()|Here is its own.", "Cell["},
		{"x := 1\nfmt.Println(x|)", "var x int", "Println"},
		{"func f(x int) {\n\tif area(x|\n}", "x int", ""},

		// packages and what they hold
		{"fmt.Printl|n()", "func fmt.Println(a ...any) (n int, err error)|formats using the default formats|import \"fmt\"", ""},
		{"m.P|i", "const math.Pi untyped float = 3.14159|import \"math\"", ""},
		{"f|mt.Println()", "package fmt // import \"fmt\"|formatted I/O", ""},
		{"import \"gonum.org/v1/gonum/ma|t\"", "package mat // import \"gonum.org/v1/gonum/mat\"|matrix", ""},
		{"mat.NewDense(|)", "func mat.NewDense(r int, c int, data []float64) *mat.Dense|NewDense creates a new Dense", ""},
		{"net := nnlib.New(nnlib.Sigmoid, |", "func nnlib.New(|import \"dlmath/nnlib\"", ""},
		{"net := nnlib.New(nnlib.Sigmoid, 2, 2)\nnet.W|(2)", "func (*nnlib.Network).W(l int) *mat.Dense", ""},
		{"strings.Builder|{}", "type Builder struct|func (*strings.Builder).WriteString(s string) (int, error)|A Builder is used to", ""},
		{"mat.Dense|{}", "type Dense struct { // and fields that are not exported } func (*mat.Dense).Add(", "capRows"},
		{"train.Trainer|{}", "Rule Rule // how a gradient|and fields that are not", "sampler"},
		{"figure.Neuron|", "as that of nnlib.Step does", "[nnlib.Step]"},
		{"%doc mat.NewDense|", "NewDense creates a new Dense", ""},
		{"var s fmt.Stringer\ns.Str|ing()", "func (fmt.Stringer).String() string", ""},
		{"http.Client{Timeout|: 1}", "field Timeout time.Duration|Timeout specifies a time limit", ""},

		// what is part of Go
		{"len|(points)", "func len(v Type) int|The len built-in function", ""},
		{"var e erro|r", "type error interface|The error built-in interface", ""},

		// magics
		{"%ti|meit x", "%timeit [-n LOOPS] [-r RUNS] [STATEMENT]|Measure it over many runs.", ""},
		{"%rm po|ints", "%rm NAME…|Forget these declarations.", ""},
		{"%time area|(1)", "func area", ""},
		{"!l|s", "! COMMAND|Run a shell command.", ""},
		{"%%bash\nls|", "%%bash|Run the rest of the cell in bash.", ""},

		// nothing
		{"|", "", ""},
		{"x := 1 + |2", "", ""},
		{"nosuch|(1)", "", ""},
		{"nosuch.Thing|", "", ""},
		{"// area|", "", ""},
		{"\"area|\"", "", ""},
		{"%nosuch|", "", ""},
		{"if|", "", ""},
	} {
		source, cursor := at(t, c.cell)
		got := a.Inspect(t.Context(), n, source, cursor, 0)
		if (got.Plain == "") != (c.want == "") || (got.Markdown == "") != (c.want == "") {
			t.Errorf("%q gives %q, want %q", c.cell, got.Plain, c.want)
			continue
		}
		plain := strings.Join(strings.Fields(got.Plain), " ")
		markdown := strings.Join(strings.Fields(got.Markdown), " ")
		for want := range strings.SplitSeq(c.want, "|") {
			want = strings.Join(strings.Fields(want), " ")
			if !strings.Contains(plain, want) || !strings.Contains(markdown, want) {
				t.Errorf("%q gives\n%s\n---\n%s\nwithout %q", c.cell, got.Plain, got.Markdown, want)
			}
		}
		if c.without != "" && strings.Contains(got.Plain, c.without) {
			t.Errorf("%q gives\n%s\nwith %q", c.cell, got.Plain, c.without)
		}
	}
}

func TestInspectSource(t *testing.T) {
	a := newAssistant(t)
	n := notebook(t, declared)
	for _, c := range []struct{ cell, want string }{
		{"area|(1)", "return m.Pi * r * r }"},
		{"points[0].Norm|()", "// Norm is the distance from 0.\nfunc (p *Point) Norm() float64 { return m.Hypot(p.X, p.Y) }"},
		{"strings.ToUpper|(\"a\")", "isASCII, hasLower := true, false"},
	} {
		source, cursor := at(t, c.cell)
		if got := a.Inspect(t.Context(), n, source, cursor, 1); !strings.Contains(got.Plain, c.want) || !strings.Contains(got.Markdown, c.want) {
			t.Errorf("%q gives\n%s\nwithout %q", c.cell, got.Plain, c.want)
		}
	}
}
