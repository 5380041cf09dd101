package notebook_test

import (
	"dlmath/nnlib"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/notebook"
)

// In a notebook this draws a line; in a plain program it prints what it would draw.
func ExampleShow() {
	n := nnlib.Neuron{W: []float64{-0.7}, B: 2}
	notebook.Show(figure.Neuron(n, -5, 5))
	// Output: [figure: y = −0.7x + 2]
}
