package cell_test

import (
	"fmt"
	"maps"
	"slices"

	"dlmath/kernel/internal/cell"
)

func ExampleParse() {
	c, err := cell.Parse(`import "math"

!echo hello
var step = math.Pi / 4

func wave(x float64) float64 { return math.Sin(x) }

%% --verbose
y := wave(step)
y * y`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("import", c.Imports[0].Path)
	for _, d := range c.Decls {
		fmt.Println("line", d.Line, d.Kind, d.Names, "uses", slices.Sorted(maps.Keys(d.Uses)))
	}
	for _, m := range c.Magics {
		fmt.Println("line", m.Line, m.Name, m.Shell)
	}
	fmt.Println("line", c.Main.Line, "body uses", slices.Sorted(maps.Keys(c.Main.Uses)), "with", c.Args)
	fmt.Println("shows", c.Main.Value.Source)
	// Output:
	// import math
	// line 4 var [step] uses [math]
	// line 6 func [wave] uses [float64 math]
	// line 3 ! echo hello
	// line 9 body uses [step wave] with [--verbose]
	// shows y * y
}

func ExampleParse_mistake() {
	_, err := cell.Parse("x := 3\nwhile x > 0 {\n\tx--\n}")
	fmt.Println(err)
	_, err = cell.Parse("%tiem f()")
	fmt.Println(err)
	// Output:
	// line 2, column 7: Go has no while: write for
	// line 1, column 1: there is no magic %tiem; the nearest is %time (%help lists them all)
}

// A declaration of a group becomes one of its own. Its line directives keep it
// where it stands in the cell.
func ExampleDecl_Go() {
	c, err := cell.Parse("var (\n\ta = 1\n\tb = f(a)\n)\n\nfunc init_a() { a = 2 }")
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range c.Decls {
		fmt.Print(c.Decls[i].Go("cell.go"))
	}
	// Output:
	// var /*line cell.go:2:2*/a = 1
	// var /*line cell.go:3:2*/b = f(a)
	// //line cell.go:6:1
	// func init/*line cell.go:6:12*/() { a = 2 }
}

func ExampleComplete() {
	for _, source := range []string{"for i := range 3 {", "for i := range 3 {\n}", "for i := range 3 }"} {
		status, indent := cell.Complete(source)
		fmt.Printf("%s %q\n", status, indent)
	}
	// Output:
	// incomplete "\t"
	// complete ""
	// invalid ""
}
