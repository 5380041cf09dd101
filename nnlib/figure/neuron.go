package figure

import (
	"fmt"
	"strings"

	"dlmath/nnlib"

	"gonum.org/v1/plot/vg"
)

// Neuron draws the output of a neuron with one input, for inputs from lo to hi.
//
// Without an activation function both axes have the same scale, so that a weight of 1
// is a line at 45° (figures 1.04–1.08). With one the output's axis fits the curve
// (figures 1.09 and 2), and where the output jumps, as that of [nnlib.Step] does, a
// full point is the value that it takes, and a ring one that it does not.
//
// It panics when the neuron has not exactly one weight, or lo ≥ hi.
func Neuron(n nnlib.Neuron, lo, hi float64) *Figure {
	if len(n.W) != 1 {
		panic(fmt.Sprintf("figure: a neuron with one input can be drawn as a line; this one has %d weights", len(n.W)))
	}
	output := func(x float64) float64 { return n.Output(x) }
	f := newFigure(12*vg.Centimeter, 12*vg.Centimeter)
	f.Add(zeroLines{})
	f.X.Tick.Marker, f.Y.Tick.Marker = ticks(10), ticks(10)
	f.addFunction(sample(output, lo, hi), solid(blue, 2.4))
	f.X.Min, f.X.Max = lo, hi
	f.Y.Min, f.Y.Max = lo, hi
	if n.Activation != nil {
		f.Width, f.Height = 16*vg.Centimeter, 8*vg.Centimeter
		f.Y.Tick.Marker = ticks(6)
		f.fitOutput(sample(output, lo, hi))
	}
	f.Title.Text = neuronFormula(n)
	f.X.Label.Text = "input x"
	f.Y.Label.Text = "output y"
	return f
}

// fitOutput gives the output's axis the range of functions, 0 to 1 at least, and a margin.
func (f *Figure) fitOutput(functions ...function) {
	f.Y.Min, f.Y.Max = 0, 1
	for _, g := range functions {
		lo, hi := g.limits()
		f.Y.Min, f.Y.Max = min(f.Y.Min, lo), max(f.Y.Max, hi)
	}
	m := 0.08 * (f.Y.Max - f.Y.Min)
	f.Y.Min, f.Y.Max = f.Y.Min-m, f.Y.Max+m
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

// number writes v with four digits and a real minus sign, and round with two.
func number(v float64) string { return minus(fmt.Sprintf("%.4g", v)) }
func round(v float64) string  { return minus(fmt.Sprintf("%.2g", v)) }

func minus(s string) string { return strings.ReplaceAll(s, "-", "−") }
