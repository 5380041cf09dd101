package figure

import (
	"fmt"

	"dlmath/nnlib"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Curve is the cost of one training run, with the name that the key gives it.
type Curve struct {
	Name    string // empty for none
	History *nnlib.History
}

// Cost draws the cost over the steps of a training run, on a logarithmic axis, as the
// paper draws that of its own run.
// It panics when the history is empty, or holds a cost that is not positive.
func Cost(h *nnlib.History) *Figure { return Costs(Curve{History: h}) }

// Costs draws the costs of several training runs on one logarithmic axis, each with a
// colour and a dash pattern of its own.
// It panics when there is no curve, or for one that [Cost] would not draw.
func Costs(curves ...Curve) *Figure {
	if len(curves) == 0 {
		panic("figure: there is no curve to draw")
	}
	f := newFigure(16*vg.Centimeter, 9*vg.Centimeter)
	f.Add(grid())
	for i, c := range curves {
		l := costLine(c)
		l.LineStyle = runStyle(i)
		f.Add(l)
		if c.Name != "" {
			f.key = append(f.key, entry{c.Name, l})
		}
	}
	f.X.Label.Text, f.Y.Label.Text = "step", "Cost"
	f.Y.Scale = plot.LogScale{}
	f.Y.Tick.Marker = powers{}
	f.X.Min = 0
	f.X.Max = max(f.X.Max, 1)
	if f.Y.Min == f.Y.Max { // a cost that stays, which gonum would give an axis from below 0
		f.Y.Min, f.Y.Max = f.Y.Min/2, f.Y.Max*2
	}
	return f
}

func costLine(c Curve) *plotter.Line {
	of := ""
	if c.Name != "" {
		of = " of " + c.Name
	}
	if c.History == nil || len(c.History.Step) == 0 {
		panic(fmt.Sprintf("figure: the history%s is empty; call Add in the training loop", of))
	}
	xy := make(plotter.XYs, len(c.History.Step))
	for i := range xy {
		xy[i].X, xy[i].Y = float64(c.History.Step[i]), c.History.Cost[i]
		if !(xy[i].Y > 0) {
			panic(fmt.Sprintf("figure: the cost%s at step %d is %g; a logarithmic axis needs positive costs", of, c.History.Step[i], xy[i].Y))
		}
	}
	l, err := plotter.NewLine(xy)
	if err != nil {
		panic(fmt.Sprintf("figure: the curve%s cannot be drawn: %v", of, err))
	}
	return l
}

// runStyle is how the i-th of several curves is drawn.
func runStyle(i int) draw.LineStyle {
	style := solid(categoryColor(i), 2.2)
	style.Dashes = [][]vg.Length{nil, {8, 3}, {2.5, 2.5}, {9, 3, 2.5, 3}}[i%4]
	return style
}
