package figure

import (
	"fmt"
	"strings"

	"dlmath/nnlib"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Neuron draws the output of a neuron with one input, for inputs from lo to hi
// (figures 1.04–1.08). Both axes have the same scale, so that a weight of 1 is a
// line at 45°. It panics when the neuron has not exactly one weight, or lo ≥ hi.
func Neuron(n nnlib.Neuron, lo, hi float64) *Figure {
	if len(n.W) != 1 {
		panic(fmt.Sprintf("figure: a neuron with one input can be drawn as a line; this one has %d weights", len(n.W)))
	}
	f := newFigure(11*vg.Centimeter, 11*vg.Centimeter)
	f.Title.Text = neuronFormula(n)
	f.X.Label.Text = "input x"
	f.Y.Label.Text = "output y"
	f.Add(zeroLines{})
	f.Add(curve(func(x float64) float64 { return n.Output(x) }, lo, hi))
	f.X.Tick.Marker, f.Y.Tick.Marker = ticks(10), ticks(10)
	f.X.Min, f.X.Max = lo, hi
	f.Y.Min, f.Y.Max = lo, hi
	return f
}

// neuronFormula writes y = wx + b with the neuron's numbers.
func neuronFormula(n nnlib.Neuron) string {
	sum := number(n.W[0]) + "x"
	switch n.W[0] {
	case 1:
		sum = "x"
	case -1:
		sum = "−x"
	}
	switch {
	case n.B > 0:
		sum += " + " + number(n.B)
	case n.B < 0:
		sum += " − " + number(-n.B)
	}
	if n.Activation == nil {
		return "y = " + sum
	}
	return fmt.Sprintf("y = %v(%s)", n.Activation, sum)
}

// number writes v with at most three decimals and a real minus sign.
func number(v float64) string {
	return strings.Replace(fmt.Sprintf("%.4g", v), "-", "−", 1)
}

// curve samples y = f(x) finely enough that neither a bend nor a jump shows corners.
func curve(f func(float64) float64, lo, hi float64) *plotter.Line {
	if !(lo < hi) {
		panic(fmt.Sprintf("figure: the range from %g to %g is empty", lo, hi))
	}
	const samples = 400
	xy := make(plotter.XYs, samples+1)
	for i := range xy {
		xy[i].X = lo + (hi-lo)*float64(i)/samples
		xy[i].Y = f(xy[i].X)
	}
	return line(xy)
}

func line(xy plotter.XYs) *plotter.Line {
	l, err := plotter.NewLine(xy)
	if err != nil {
		panic(fmt.Sprintf("figure: the curve cannot be drawn: %v", err))
	}
	l.Color = blue
	l.Width = 2.2
	return l
}
