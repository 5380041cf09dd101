package screen

import (
	"fmt"
	"strings"
	"testing"
)

var lecturer = []Cell{
	{"import (\n\t\"os\"\n\tq \"testing/quick\"\n\tm \"math\"\n)\nvar data = []float64{1, 2}\ntype point struct{ x float64 }\nfunc near(a, b float64) bool { return a == b || os.Getenv(\"x\") != \"\" }", true},
	{"%%\nhomework.Grade(\n\thomework.Number(1, \"a\", a, 1),\n\t// BEGIN HIDDEN TESTS\n\thomework.Number(1, \"a\", a, data[0]+math.Abs(0)),\n\t// END HIDDEN TESTS\n)", true},
	{"var playground = 3", false},
}

func rules(more ...string) *Rules { return New(lecturer, append(Default, more...)...) }

// What honest students write.
func TestAllowed(t *testing.T) {
	for _, source := range []string{
		"import (\n\t\"fmt\"\n\tm \"math\"\n\t\"math/rand/v2\"\n)\nfunc sigmoid(x float64) float64 { return 1 / (1 + m.Exp(-x)) }\n%%\nfmt.Println(sigmoid(0))",
		"%%\nlog.Println(time.Now(), strings.Repeat(\"x\", 3))\nfmt.Fprintln(os.Stderr, os.Stdout.Name())",
		"var rng = rand.New(rand.NewPCG(1, 0))\nvar net = nnlib.New(nnlib.Sigmoid, 2, 3, 2)\n%%\nnet.Init(rng, nnlib.Normal(0.5))\nnotebook.Show(figure.Network(net))",
		"var net = nnlib.New(nnlib.Sigmoid, 2, 2)\nfunc first() float64 { net.Params()[0] = 1; return net.Params()[0] }",
		"func a(w []float64) { mat := w; mat[0] = 1; true := 3; len := true; _ = len; p := &w; (*p)[0]++ }",
		"type Layer struct{ W *mat.Dense }\nfunc (l Layer) Forward() {}\nfunc f() *Layer { return &Layer{W: mat.NewDense(1, 1, nil)} }",
		"func f() { x := copyOf(data); x[0] = 1; var p point; p.x = 2; _ = &point{x: 3}; go near(1, 2) }",
		"func init2() {}\nvar Init = 1\nfunc f() float64 { return data[0] }",
		"%doc math.Exp",
		"%time\nx := 3",
		"var playground = 4",
		"s := \"//go:embed and !rm -rf and os.Exit(0)\" // os.Exit\nt := `\n!ls\n%cd`",
		"%%\nvar os point\nos.x = 1",
		"this is no Go",
	} {
		if got := rules().Check(source); got != nil {
			t.Errorf("%v\n%s", got, source)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"func a() float64 { os.Exit(0); return 1 }", "1: os.Exit is not allowed in homework"},
		{"import \"os\"\n\nvar x = os.Args", "3: os.Args is not allowed in homework"},
		{"import o \"os\"", "1: import package os under its own name, not as o"},
		{"import \"os/exec\"\nvar x = exec.Command(\"ls\")", "1: package os/exec is not allowed in homework|2: package os/exec is not allowed in homework"},
		{"%%\n\nexec.Command(\"ls\").Run()", "3: package os/exec is not allowed in homework"},
		{"import (\n\t\"unsafe\"\n\t\"C\"\n\t\"net/http\"\n)", "2: package unsafe is not allowed in homework|3: package C is not allowed in homework|4: package net/http is not allowed in homework"},
		{"func f() { q.Check(nil, nil); m.Abs(1) }", "1: q.Check is not allowed in homework"},
		{"func f() { runtime.Goexit() }", "1: package runtime is not allowed in homework"},
		{"func f() { reflect.ValueOf(1) }", "1: package reflect is not allowed in homework"},
		{"import . \"math\"", "1: an import with a dot is not allowed in homework: write math.Name"},
		{"import homework \"math\"", "1: homework cannot name an import: it is the name of a package"},
		{"import near \"math\"", "1: near cannot name an import: it is declared in a locked cell"},
		{"import n \"dlmath/nnlib/notebook\"", "1: import package dlmath/nnlib/notebook under its own name, not as n"},
		{"!ls\nx := 1", "1: shell commands are not allowed in homework"},
		{"x := 1\n!*ls", "2: shell commands are not allowed in homework"},
		{"%env A B", "1: %env is not allowed in homework"},
		{"%goflags -race", "1: %goflags is not allowed in homework"},
		{"%rm near", "1: %rm is not allowed in homework"},
		{"%%writefile x.go\npackage x", "1: %%writefile is not allowed in homework"},
		{"%%bash\nls", "1: %%script is not allowed in homework"},
		{"%test\nfunc TestA(t *testing.T) {}", "1: %test is not allowed in homework: call your function in the body of a cell, and look at what it gives|2: package testing is not allowed in homework"},
		{"func init() {}", "1: func init is not allowed in homework: it would run in every test"},
		{"\nfunc init_x() {}", "2: func init_x is not allowed in homework: it would run in every test"},
		{"const true = false", "1: true cannot be declared: it is predeclared"},
		{"type float64 = float32", "1: float64 cannot be declared: it is predeclared"},
		{"func len(x any) int { return 1 }\nfunc panic(x any) {}", "1: len cannot be declared: it is predeclared|2: panic cannot be declared: it is predeclared"},
		{"type fake struct{}\nvar homework fake", "2: homework cannot be declared: it is the name of a package"},
		{"var math = 1", "1: math cannot be declared: it is the name of a package"},
		{"func near(a, b float64) bool { return true }", "1: near cannot be declared: it is declared in a locked cell"},
		{"func (p point) String() string { return \"\" }", "1: point cannot get a method: it is declared in a locked cell"},
		{"%%\nhomework.Grade(homework.True(9, \"\", nil))", "2: package dlmath/nnlib/homework, which is for test cells, is not allowed in homework"},
		{"func f() { notebook.Result(9) }", "1: notebook.Result is not allowed in homework"},
		{"func f() { g := notebook.Result; g(9) }", "1: notebook.Result is not allowed in homework"},
		{"func f() { nnlib.RegisterActivation(x{}) }", "1: nnlib.RegisterActivation is not allowed in homework"},
		{"func f() { dataset.OpenCSV(\"../../source\", dataset.CSV{}) }", "1: dataset.OpenCSV is not allowed in homework"},
		{"func f() {\n\tnnlib.Sigmoid.D = nil\n}", "2: an activation function of nnlib cannot be changed in homework: make one of your own, &nnlib.Elementwise{…}"},
		{"func f() {\n\ts := nnlib.Tanh\n\ts.F = nil\n}", "3: an activation function of nnlib cannot be changed in homework: make one of your own, &nnlib.Elementwise{…}"},
		{"func f() {\n\ts := nnlib.Tanh\n\t*s = nnlib.Elementwise{}\n}", "3: an activation function of nnlib cannot be changed in homework: this cell names one, and changes what a pointer points to"},
		{"func f() { p := &io.EOF; *p = nil; (io.EOF) = nil; os.Stdout = nil }", "1: io.EOF belongs to its package, and cannot be changed in homework|1: os.Stdout belongs to its package, and cannot be changed in homework"},
		{"func f() { for data[0] = range 3 {}\n data[1]++ }", "1: data is declared in a locked cell, and cannot be changed: copy it first|2: data is declared in a locked cell, and cannot be changed: copy it first"},
		{"//go:linkname f runtime.exit\nfunc f() {}", "1: directives to the compiler such as //go:linkname are not allowed in homework"},
		{"func f() {\n\t/*line x.go:1*/ print(1)\n}", "2: directives to the compiler such as /*line are not allowed in homework"},
		{"var dlmath_globals = 1", "1: dlmath_globals is a name of the kernel's own"},
		{"var os = brokenOnPurpose\n%%\nos.Exit(0)", "1: os cannot be declared: it is the name of a package|3: os.Exit is not allowed in homework"},
	} {
		var got []string
		for _, r := range rules().Check(test.source) {
			got = append(got, fmt.Sprintf("%d: %s", r.Line, r.Reason))
		}
		if text := strings.Join(got, "|"); text != test.want {
			t.Errorf("%s\n\n got %s\nwant %s", test.source, text, test.want)
		}
	}
}

func TestWiden(t *testing.T) {
	r := rules("reflect", "os.Getenv", "dlmath/nnlib/dataset.OpenCSV")
	if got := r.Check("import \"reflect\"\nvar x = reflect.TypeOf(os.Getenv(\"x\"))\nvar y, err = dataset.OpenCSV(\"a\", dataset.CSV{})"); got != nil {
		t.Error(got)
	}
	if r.Check("func f() { os.Exit(0) }") == nil || r.Check("func f() { dataset.OpenIDX(\"\", \"\") }") == nil {
		t.Error("more was allowed than the assignment has asked for")
	}
}

// An assignment that says "without the library" takes names and packages out.
func TestNarrow(t *testing.T) {
	r := rules("-dlmath/nnlib.NewObjective", "-dlmath/nnlib.Objective", "-dlmath/nnlib/train", "-gonum.org/v1/gonum/diff/fd", "-no/such.Name", "-no/such")
	if got := r.Check("var net = nnlib.New(nnlib.Sigmoid, 2, 2)\nvar s train // a name like another"); len(got) != 0 {
		t.Error(got)
	}
	for source, want := range map[string]string{
		"func f() { o := nnlib.NewObjective(net, nnlib.Quadratic, points); o.Gradient(g, nil) }":                        "1: nnlib.NewObjective is not allowed in homework",
		"func f() {\n\tmake := nnlib.NewObjective\n\tmake(net, nnlib.Quadratic, points)\n}":                             "2: nnlib.NewObjective is not allowed in homework",
		"var o = &nnlib.Objective{Network: net}":                                                                        "1: nnlib.Objective is not allowed in homework",
		"type mine = nnlib.Objective":                                                                                   "1: nnlib.Objective is not allowed in homework",
		"import n \"dlmath/nnlib\"\nvar o = n.NewObjective":                                                             "1: import package dlmath/nnlib under its own name, not as n",
		"import \"gonum.org/v1/gonum/diff/fd\"":                                                                         "1: package gonum.org/v1/gonum/diff/fd is not allowed in homework",
		"import x \"gonum.org/v1/gonum/diff/fd\"":                                                                       "1: package gonum.org/v1/gonum/diff/fd is not allowed in homework",
		"func f() { fd.Gradient(nil, g, p, nil) }":                                                                      "1: fd.Gradient is not allowed in homework",
		"func f() { train.Trainer{}.Run(ctx) }":                                                                         "1: train.Trainer is not allowed in homework",
		"func make[T any](*T) *T { return new(T) }\nfunc f() { o := make(train.Trainer{}.Objective); o.Network = net }": "1: make cannot be declared: it is predeclared|2: train.Trainer is not allowed in homework",
	} {
		var got []string
		for _, refusal := range r.Check(source) {
			got = append(got, fmt.Sprintf("%d: %s", refusal.Line, refusal.Reason))
		}
		if text := strings.Join(got, "|"); text != want {
			t.Errorf("%s\n\n got %s\nwant %s", source, text, want)
		}
		if r.Permit("gonum.org/v1/gonum/diff/fd") || r.Permit("dlmath/nnlib/train") {
			t.Error("a package that was taken out is imported for whoever names it")
		}
	}
}

func TestLecturer(t *testing.T) {
	r := rules()
	test := lecturer[1].Source
	if !r.Lecturer(test) || !r.Lecturer(WithoutHidden(test)+"\n") || r.Lecturer(strings.Replace(test, "1,", "9,", 1)) || strings.Contains(WithoutHidden(test), "data") {
		t.Errorf("%q", WithoutHidden(test))
	}
	if !r.Permit("math") || !r.Permit("gonum.org/v1/gonum/mat") || r.Permit("testing/quick") || !r.Permit("dlmath/nnlib/homework") || r.Permit("os/exec") || r.Permit("dlmath/kernel/kept") {
		t.Error("Permit")
	}
}
