package figure_test

import (
	"bytes"
	"fmt"

	"dlmath/nnlib"
	"dlmath/nnlib/figure"
)

// A figure is a plot: change what you like, then write it as SVG or PNG.
func ExampleNeuron() {
	f := figure.Neuron(nnlib.Neuron{W: []float64{2}, B: -0.7}, -5, 5)
	fmt.Println(f.Title.Text)
	f.Title.Text = "My neuron"
	fmt.Println(bytes.Contains(f.SVG(), []byte("My neuron")))
	// Output:
	// y = 2x − 0.7
	// true
}
