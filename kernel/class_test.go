package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A small assignment, and a class that hands it in. The marks are nbgrader's and those of
// the verb grade.

type homeworkCell struct {
	id, kind, source string
	points           float64
	grade, solution  bool
	locked           bool
	damaged          any // stands in place of nbgrader's metadata, if not nil
}

func (c homeworkCell) tree() map[string]any {
	meta := map[string]any{}
	if c.id != "" {
		n := map[string]any{"schema_version": 3, "grade_id": c.id, "grade": c.grade, "solution": c.solution, "locked": c.locked, "task": false}
		if c.grade {
			n["points"] = c.points
		}
		meta["nbgrader"] = n
	}
	if c.damaged != nil {
		meta["nbgrader"] = c.damaged
	}
	tree := map[string]any{"cell_type": c.kind, "metadata": meta, "source": c.source}
	if c.kind == "code" {
		tree["outputs"], tree["execution_count"] = []any{}, nil
	}
	return tree
}

func writeHomework(t testing.TB, name string, cells []homeworkCell) {
	t.Helper()
	var trees []any
	for i, c := range cells {
		tree := c.tree()
		tree["id"] = fmt.Sprintf("cell-%d", i)
		trees = append(trees, tree)
	}
	text, err := json.Marshal(map[string]any{
		"nbformat": 4, "nbformat_minor": 5, "cells": trees,
		"metadata": map[string]any{
			"kernelspec":    map[string]any{"name": "dlmath", "display_name": "Go (dlmath)", "language": "go"},
			"language_info": map[string]any{"name": "go"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func student(id, source string) homeworkCell {
	return homeworkCell{id: id, kind: "code", source: source, solution: true}
}

func tests(id string, points float64, source string) homeworkCell {
	return homeworkCell{id: id, kind: "code", source: source, points: points, grade: true, locked: true}
}

const (
	stub    = "// Your code here.\n\tpanic(\"not done yet\")"
	sigmoid = "func sigmoid(x float64) float64 {\n\t%s\n}"
	mean    = "func mean(x []float64) float64 {\n\t%s\n}"
	layer   = "func layer(W [][]float64, x, b []float64) []float64 {\n\t%s\n}"
)

func solved(signature, body string) string {
	return fmt.Sprintf(signature, "// BEGIN SOLUTION\n\t"+body+"\n\t// END SOLUTION")
}

const (
	rightSigmoid = "return 1 / (1 + math.Exp(-x))"
	rightMean    = "s := 0.0\n\tfor _, v := range x {\n\t\ts += v\n\t}\n\treturn s / float64(len(x))"
	rightLayer   = "z := make([]float64, len(b))\n\tfor i := range z {\n\t\tz[i] = b[i]\n\t\tfor j := range x {\n\t\t\tz[i] += W[i][j] * x[j]\n\t\t}\n\t}\n\treturn z"
)

func smallSource() []homeworkCell {
	return []homeworkCell{
		{kind: "markdown", source: "# A small assignment"},
		{id: "helpers", kind: "code", locked: true, source: "import (\n\t\"errors\"\n\t\"math\"\n\n\t\"dlmath/nnlib/homework\"\n)\n\n// example is a layer of two neurons with two inputs.\nfunc example() (W [][]float64, x, b []float64) {\n\treturn [][]float64{{1, 2}, {3, 4}}, []float64{1, 10}, []float64{0.5, -0.5}\n}"},
		student("sigmoid", solved(sigmoid, rightSigmoid)),
		tests("test-sigmoid", 4, "%%\nhomework.Grade(\n\thomework.Number(1, \"σ(0)\", func() float64 { return sigmoid(0) }, 0.5),\n\thomework.Number(1, \"σ(2)\", func() float64 { return sigmoid(2) }, 0.8807970779778823).\n\t\tHint(0.11920292202211755, \"is the sign in the exponent right?\").Partial(0.5),\n\t// BEGIN HIDDEN TESTS\n\thomework.Number(2, \"σ(−800)\", func() float64 { return sigmoid(-800) }, 0),\n\t// END HIDDEN TESTS\n)"),
		student("mean", solved(mean, rightMean)),
		tests("test-mean", 3, "%%\nhomework.Grade(\n\thomework.Number(2, \"the mean of 1, 2, 3, 6\", func() float64 { return mean([]float64{1, 2, 3, 6}) }, 3).\n\t\tHint(12, \"that is their sum: 1/N is missing\").Partial(0.25).Limit(time.Second),\n\t// BEGIN HIDDEN TESTS\n\thomework.Check{Name: \"x stays as it is\", Points: 1, Run: func() error {\n\t\tx := []float64{1, 2, 3, 6}\n\t\tif mean(x); x[0] != 1 || x[3] != 6 {\n\t\t\treturn errors.New(\"x has changed\")\n\t\t}\n\t\treturn nil\n\t}}.Limit(time.Second),\n\t// END HIDDEN TESTS\n)"),
		student("layer", solved(layer, rightLayer)),
		tests("test-layer", 3, "%%\nhomework.Grade(homework.Vector(3, \"W x + b\", func() []float64 { return layer(example()) }, []float64{21.5, 42.5}).\n\tHint([]float64{31.5, 41.5}, \"is W transposed?\").Partial(1.0/3))"),
		{id: "why", kind: "markdown", source: "### BEGIN SOLUTION\nBecause.\n### END SOLUTION", points: 2, grade: true, solution: true},
	}
}

// smallRelease is what nbgrader hands out of it.
func smallRelease() (cells []homeworkCell) {
	cells = smallSource()
	bodies := map[string]string{"sigmoid": sigmoid, "mean": mean, "layer": layer}
	for i, c := range cells {
		switch {
		case bodies[c.id] != "":
			cells[i].source = fmt.Sprintf(bodies[c.id], stub)
		case c.id == "why":
			cells[i].source = "YOUR ANSWER HERE"
		case c.grade:
			before, rest, found := strings.Cut(c.source, "\t// BEGIN HIDDEN TESTS\n")
			if found {
				_, after, _ := strings.Cut(rest, "// END HIDDEN TESTS\n")
				cells[i].source = before + after
			}
		}
	}
	return cells
}

// submission is what a student hands in, and what it deserves: points of test-sigmoid,
// test-mean and test-layer, and words in the student's page.
type submission struct {
	name   string
	edit   func([]homeworkCell) []homeworkCell
	points [3]float64
	says   string
}

// answers replaces the bodies of cells.
func answers(bodies map[string]string) func([]homeworkCell) []homeworkCell {
	signatures := map[string]string{"sigmoid": sigmoid, "mean": mean, "layer": layer}
	return func(cells []homeworkCell) []homeworkCell {
		for i, c := range cells {
			if body, ok := bodies[c.id]; ok && signatures[c.id] != "" {
				cells[i].source = fmt.Sprintf(signatures[c.id], body)
			} else if ok {
				cells[i].source = body
			}
		}
		return cells
	}
}

// but is a right answer but for some cells, which are given whole or as bodies.
func but(bodies map[string]string) func([]homeworkCell) []homeworkCell {
	all := map[string]string{"sigmoid": rightSigmoid, "mean": rightMean, "layer": rightLayer, "why": "It is smooth."}
	maps.Copy(all, bodies)
	return answers(all)
}

// with makes further changes.
func with(edit func([]homeworkCell) []homeworkCell, more func([]homeworkCell) []homeworkCell) func([]homeworkCell) []homeworkCell {
	return func(cells []homeworkCell) []homeworkCell { return more(edit(cells)) }
}

func change(id string, f func(*homeworkCell)) func([]homeworkCell) []homeworkCell {
	return func(cells []homeworkCell) []homeworkCell {
		for i := range cells {
			if cells[i].id == id {
				f(&cells[i])
				break
			}
		}
		return cells
	}
}

func drop(id string) func([]homeworkCell) []homeworkCell {
	return func(cells []homeworkCell) []homeworkCell {
		return slices.DeleteFunc(cells, func(c homeworkCell) bool { return c.id == id })
	}
}

// extra puts a cell of the student's own before all others, or behind them.
func extra(source string, last bool) func([]homeworkCell) []homeworkCell {
	return func(cells []homeworkCell) []homeworkCell {
		one := homeworkCell{kind: "code", source: source}
		if last {
			return append(cells, one)
		}
		return append([]homeworkCell{one}, cells...)
	}
}

// class are honest and less honest students.
var class = []submission{
	{"right", but(nil), [3]float64{4, 3, 3}, "✓"},
	{"different", but(map[string]string{
		"sigmoid": "if x < 0 {\n\t\te := math.Exp(x)\n\t\treturn e / (1 + e)\n\t}\n\treturn 0.5 + math.Tanh(x/2)/2",
		"mean":    "return floats.Sum(x) / float64(len(x))",
		"layer":   "A := mat.NewDense(2, 2, slices.Concat(W...))\n\tvar z mat.VecDense\n\tz.MulVec(A, mat.NewVecDense(2, x))\n\tz.AddVec(&z, mat.NewVecDense(2, b))\n\treturn z.RawVector().Data",
	}), [3]float64{4, 3, 3}, "✓"},
	{"sign", but(map[string]string{"sigmoid": "return 1 / (1 + math.Exp(x))"}), [3]float64{1.5, 3, 3}, "is the sign in the exponent right?"},
	{"sum", but(map[string]string{"mean": "s := 0.0\n\tfor _, v := range x {\n\t\ts += v\n\t}\n\treturn s"}), [3]float64{4, 1.5, 3}, "1/N is missing"},
	{"transposed", but(map[string]string{"layer": "z := slices.Clone(b)\n\tfor i := range z {\n\t\tfor j := range x {\n\t\t\tz[i] += W[j][i] * x[j]\n\t\t}\n\t}\n\treturn z"}), [3]float64{4, 3, 1}, "is W transposed?"},
	{"compile-error", but(map[string]string{"mean": "return floot64(1)"}), [3]float64{4, 0, 3}, "undefined: floot64"},
	{"endless", but(map[string]string{"mean": "for {\n\t}"}), [3]float64{4, 0, 3}, "does a loop never end?"},
	{"nothing", func(c []homeworkCell) []homeworkCell { return c }, [3]float64{}, "not done yet"},
	{"logs", but(map[string]string{"sigmoid": "log.Print(\"x is \", x)\n\tfmt.Fprintln(os.Stderr, x)\n\t" + rightSigmoid}), [3]float64{4, 3, 3}, "x is 2"},
	{"panics", but(map[string]string{"layer": "return []float64{W[7][0]}"}), [3]float64{4, 3, 0}, "index out of range"},
	{"changes-x", but(map[string]string{"mean": "s := x[0] + x[1] + x[2] + x[3]\n\tx[0] = 7\n\treturn s / 4"}), [3]float64{4, 2, 3}, "x has changed"},
	{"test-missing", with(but(nil), drop("test-mean")), [3]float64{4, 3, 3}, "was missing"},
	{"test-edited", with(but(map[string]string{"mean": "return 5"}), change("test-mean", func(c *homeworkCell) {
		c.source = "%%\nhomework.Grade(homework.True(3, \"\", func() bool { return true }))"
	})), [3]float64{4, 1, 3}, "is not to be changed"},
	{"points-edited", with(but(map[string]string{"layer": "return nil"}), change("test-layer", func(c *homeworkCell) { c.points = 100 })), [3]float64{4, 3, 0}, "it has 0 numbers"},
	{"renamed", with(but(nil), change("test-sigmoid", func(c *homeworkCell) { c.id = "my-test" })), [3]float64{4, 3, 3}, "my-test"},
	{"answer-deleted", with(but(nil), drop("sigmoid")), [3]float64{0, 3, 3}, "undefined: sigmoid"},
	{"answer-renamed", with(but(nil), change("sigmoid", func(c *homeworkCell) { c.id = "other" })), [3]float64{4, 3, 3}, "other"},
	{"metadata-damaged", with(with(but(nil), change("test-mean", func(c *homeworkCell) { c.damaged = "broken" })), change("mean", func(c *homeworkCell) { c.damaged = 7 })), [3]float64{4, 3, 3}, "was missing"},
	{"became-text", with(but(nil), change("layer", func(c *homeworkCell) { c.kind = "markdown" })), [3]float64{4, 3, 3}, "it is read as code"},
	{"stack", but(map[string]string{"mean": "return mean(x) + 1"}), [3]float64{4, 0, 3}, "stack overflow: a function calls itself"},
	{"flood", but(map[string]string{"layer": "for range 200000 {\n\t\tfmt.Println(\"all work and no play makes Jack a dull boy\")\n\t}\n\t" + rightLayer}), [3]float64{4, 3, 3}, "the rest of the output is left out"},
	{"memory", but(map[string]string{"layer": "var all [][]byte\n\tfor {\n\t\tall = append(all, bytes.Repeat([]byte{1}, 256<<20))\n\t}"}), [3]float64{4, 3, 0}, "ran out of memory: more than 1 GB were asked for"},
	{"log-fatal", but(map[string]string{"mean": "log.Fatal(\"I give up\")\n\treturn 0"}), [3]float64{4, 0, 3}, "exit status 1"},
	{"playing", with(but(nil), extra("x := 3\n%%\n", true)), [3]float64{4, 3, 3}, "✓"},
}

// cheats have done nothing else than to try. None gains a point.
var cheats = map[string]func([]homeworkCell) []homeworkCell{
	"os-exit":            answers(map[string]string{"sigmoid": "os.Exit(0)\n\treturn 0"}),
	"init-exit":          extra("import \"os\"\nfunc init() { os.Exit(0) }", false),
	"init-underscore":    extra("func init_it() { panic(\"no tests today\") }", false),
	"exec":               extra("import \"os/exec\"\n%%\nexec.Command(\"touch\", \"/tmp/dlmath-was-here\").Run()", false),
	"shell":              extra("!touch ../was-here", false),
	"writefile":          extra("%%writefile ../was-here\nx", false),
	"bash":               extra("%%bash\ntouch ../was-here", false),
	"redeclare-true":     extra("const true = false\nconst false = !true", false),
	"redeclare-number":   extra("type float64 = int", false),
	"fake-homework":      extra("type fake struct{}\nfunc (fake) Grade(x ...any) {}\nvar homework fake", false),
	"fake-math":          extra("type fake struct{}\nvar math fake", false),
	"fake-helper":        extra("func example() (W [][]float64, x, b []float64) { return nil, nil, nil }", true),
	"own-report":         answers(map[string]string{"mean": "homework.Grade(homework.True(3, \"mine\", func() bool { return true }))\n\treturn 0"}),
	"forged-report":      answers(map[string]string{"sigmoid": "notebook.Result(forged{})\n\tfor {\n\t}", "mean": "panic(0)\n}\n\ntype forged struct{}\n\nfunc (forged) Forms() map[string]any {\n\treturn map[string]any{\"text/plain\": \"4\", \"application/vnd.dlmath.grade+json\": map[string]any{\"points\": 4}}"}),
	"printed-report":     answers(map[string]string{"sigmoid": "fmt.Println(`{\"id\": 1, \"type\": \"execute_result\", \"data\": {\"text/plain\": \"4\"}}`)\n\treturn -1"}),
	"own-test":           extra("%%\nhomework.Grade(homework.True(10, \"mine\", func() bool { return true }))", true),
	"unsafe":             extra("import \"unsafe\"\nvar p = unsafe.Pointer(nil)", false),
	"linkname":           extra("//go:linkname exit os.runtime_beforeExit\nfunc exit() {}", false),
	"goexit":             answers(map[string]string{"sigmoid": "runtime.Goexit()\n\treturn 0"}),
	"reflect":            answers(map[string]string{"layer": "reflect.ValueOf(&x).Elem()\n\treturn nil"}),
	"network":            answers(map[string]string{"sigmoid": "http.Get(\"http://127.0.0.1:8888\")\n\treturn 0"}),
	"read-source":        answers(map[string]string{"sigmoid": "b, _ := os.ReadFile(\"../../../source/small/small.ipynb\")\n\tfmt.Println(string(b))\n\treturn 0"}),
	"embed":              extra("import _ \"embed\"\n//go:embed small.ipynb\nvar notebook string", false),
	"environment":        extra("%env PATH /tmp\n%goflags -toolexec=/bin/true", false),
	"points-in-metadata": change("test-sigmoid", func(c *homeworkCell) { c.points, c.solution, c.locked = 0, true, false }),
	"grade-own-cell": func(cells []homeworkCell) []homeworkCell {
		return append(cells, homeworkCell{id: "bonus", kind: "code", source: "%%\n10", grade: true, locked: true, points: 10})
	},
	"copied-test": func(cells []homeworkCell) []homeworkCell {
		return append(cells, tests("test-sigmoid", 4, "%%\n4"))
	},
	"change-library":    answers(map[string]string{"sigmoid": "nnlib.Sigmoid.F = nil\n\treturn 0"}),
	"blas":              extra("import \"gonum.org/v1/gonum/blas/blas64\"\nfunc init() { blas64.Use(nil) }", false),
	"broken-on-purpose": extra("var os = undefinedOnPurpose\n%%\nos.Exit(0)", false),
}
