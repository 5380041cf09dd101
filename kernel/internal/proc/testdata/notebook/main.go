// Command notebook shows things as a cell does, by the library's package notebook. With
// the first argument gonb it sees GoNB's protocol alone.
package main

import (
	"fmt"
	"os"
	"strings"

	"dlmath/nnlib"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/notebook"
)

func main() {
	args := os.Args[1:]
	if args[0] == "gonb" {
		os.Unsetenv("DLMATH_DISPLAY")
		args = args[1:]
	}
	switch args[0] {
	case "order":
		fmt.Print("a")
		notebook.Show(notebook.HTML("b"))
		fmt.Print("c")
		notebook.Show(notebook.HTML("d"))
	case "large": // 200 times 20 kB
		for i := range 200 {
			notebook.Show(notebook.HTML(fmt.Sprint(i, strings.Repeat(" ", 20_000))))
		}
	case "figure":
		notebook.Show(figure.Neuron(nnlib.Neuron{W: []float64{-0.7}, B: 2}, -5, 5))
	}
}
