package notebook_test

import (
	"dlmath/nnlib"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/notebook"

	"gonum.org/v1/gonum/mat"
)

// In a notebook this draws a line; in a plain program it prints what it would draw.
func ExampleShow() {
	n := nnlib.Neuron{W: []float64{-0.7}, B: 2}
	notebook.Show(figure.Neuron(n, -5, 5))
	// Output: [figure: y = −0.7x + 2]
}

// In a notebook a matrix is a formula.
func ExampleShow_matrix() {
	notebook.Show(mat.NewDense(2, 2, []float64{0.5, -1, 20, 1e-6}))
	// Output:
	// 0.5     -1
	//  20  1e-06
}

func ExampleTable() {
	notebook.Show(notebook.Table{
		Header: []string{"batch", "Cost"},
		Rows:   [][]any{{1, 0.00021}, {10, 0.0835}},
	})
	// Output:
	// batch     Cost
	//     1  0.00021
	//    10   0.0835
}
