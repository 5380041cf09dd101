package figure

import (
	"fmt"

	"dlmath/nnlib"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Cost draws the cost over the steps of a training run, on a logarithmic axis.
// It panics when the history is empty, or holds a cost that is not positive.
func Cost(h *nnlib.History) *Figure {
	if len(h.Step) == 0 {
		panic("figure: the history is empty; call Add in the training loop")
	}
	f := newFigure(16*vg.Centimeter, 9*vg.Centimeter)
	xy := make(plotter.XYs, len(h.Step))
	for i := range xy {
		xy[i].X, xy[i].Y = float64(h.Step[i]), h.Cost[i]
		if !(h.Cost[i] > 0) {
			panic(fmt.Sprintf("figure: the cost at step %d is %g; a logarithmic axis needs positive costs", h.Step[i], h.Cost[i]))
		}
	}
	f.Add(grid(), line(xy))
	f.X.Label.Text, f.Y.Label.Text = "step", "Cost"
	f.Y.Scale = plot.LogScale{}
	f.Y.Tick.Marker = powers{}
	f.X.Min = 0
	return f
}
