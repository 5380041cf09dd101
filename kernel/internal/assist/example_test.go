package assist_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"dlmath/kernel/internal/assist"
	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
)

func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	a := assist.New(build.Config{Dir: dir})
	defer a.Close()

	earlier, err := cell.Parse("// half is x/2.\nfunc half(x float64) float64 { return x / 2 }")
	if err != nil {
		panic(err)
	}
	n := assist.Notebook{Decls: []assist.Declaration{{Decl: earlier.Decls[0], Cell: 1}}}

	source := "π := math.Pi\nfmt.Println(half(π), strings.ToU"
	for _, m := range a.Complete(context.Background(), n, source, len(source)).Matches {
		fmt.Println(m.Text, "is a", m.Type)
	}
	fmt.Print(a.Inspect(context.Background(), n, source, strings.Index(source, "half"), 0).Plain)
	// Output:
	// ToUpper is a function
	// ToUpperSpecial is a function
	// func half(x float64) float64
	//
	// half is x/2.
	//
	// Cell[1]
}
