package figure

import (
	"fmt"

	"dlmath/nnlib"

	"gonum.org/v1/plot/vg"
)

// Activations draws activation functions side by side, each with its derivative where
// it has one, for z from lo to hi. All have the same scales, so that they can be
// compared. At most four stand in a row.
// It panics when there is none, lo ≥ hi, or one is not componentwise, as softmax.
func Activations(lo, hi float64, σ ...nnlib.Activation) *Figure {
	if len(σ) == 0 {
		panic("figure: there is nothing to draw; give at least one activation function")
	}
	var functions, slopes []function
	for _, s := range σ {
		if s == nnlib.Activation(nnlib.Softmax) {
			panic(fmt.Sprintf("figure: %v is a function of all units of a layer; only componentwise ones have a curve", s))
		}
		n := nnlib.Neuron{W: []float64{1}, Activation: s}
		functions = append(functions, sample(func(z float64) float64 { return n.Output(z) }, lo, hi))
		slope := function{}
		if e, ok := s.(*nnlib.Elementwise); ok {
			slope = sample(e.DerivativeAt, lo, hi)
		}
		slopes = append(slopes, slope)
	}
	columns := min(len(σ), 4)
	width := min(10, 20/float64(columns))
	var panels []*Figure
	for i, s := range σ {
		f := newFigure(vg.Length(width)*vg.Centimeter, vg.Length(1.25*width)*vg.Centimeter)
		f.Title.Text = s.String()
		f.Add(zeroLines{})
		thin := solid(vermilion, 1.6)
		thin.Dashes = []vg.Length{4, 2.5}
		f.addFunction(slopes[i], thin)
		f.addFunction(functions[i], solid(blue, 2.4))
		f.X.Min, f.X.Max = lo, hi
		f.fitOutput(append(functions, slopes...)...)
		f.X.Tick.Marker, f.Y.Tick.Marker = ticks(4), ticks(5)
		f.X.Label.Text = "z"
		panels = append(panels, f)
	}
	whole := Grid(columns, panels...)
	thin := graph{style: solid(vermilion, 1.6)}
	thin.style.Dashes = []vg.Length{4, 2.5}
	whole.key = []entry{{"σ(z)", graph{style: solid(blue, 2.4)}}, {"σ′(z)", thin}}
	whole.Height += keyHeight
	return whole
}
