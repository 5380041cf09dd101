package notebook_test

import (
	"fmt"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
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

// A reader sees that the text is right.
func ExampleCheck() {
	n := nnlib.Neuron{W: []float64{-0.7}, B: 2}
	notebook.Check(n.Output(0) == n.B, "the bias is the output at x = 0")
	// Output: ✓ the bias is the output at x = 0
}

// In a notebook two sliders move the line at once; elsewhere it is drawn as they stand at
// first.
func ExampleInteract() {
	w, b := notebook.Slider("w", -5, 5, 1), notebook.Slider("b", -5, 5, 2)
	notebook.Interact(func() *figure.Figure {
		return figure.Neuron(nnlib.Neuron{W: []float64{w.Value()}, B: b.Value()}, -5, 5)
	}, w, b)
	// Output: [figure: y = x + 2]
}

// Points are placed with two sliders, a list and a button, and each is there at once.
func ExampleLive() {
	points := dataset.Drilling()
	x, y := notebook.Slider("x₁", 0, 1, 0.3), notebook.Slider("x₂", 0, 1, 0.6)
	category := notebook.Dropdown("category", points.Classes...)
	frame, count := notebook.Image(nil), notebook.Label("")

	add := notebook.Button("Add point", func() {
		points = points.With([]float64{x.Value(), y.Value()}, category.Index())
	})
	notebook.Live(notebook.HBox(notebook.VBox(x, y, category, add, count), frame), func() {
		frame.Set(figure.Points(points))
		count.Set(fmt.Sprint(points.Len(), " points"))
	})
	// Output:
	// [figure]
	// 10 points
}
