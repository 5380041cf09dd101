package figure

import (
	"fmt"

	"dlmath/nnlib/dataset"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Points draws labelled points in the plane, each category with a colour and a shape
// of its own: circles for the first, crosses for the second (figure 1).
// It panics when the set has not two inputs.
func Points(set *dataset.Set) *Figure {
	f := newFigure(12*vg.Centimeter, 12*vg.Centimeter)
	f.Add(grid())
	f.addPoints(set)
	return f
}

// addPoints draws the points, with a legend, and fits the axes to them.
func (f *Figure) addPoints(set *dataset.Set) {
	if _, inputs := set.X.Dims(); inputs != 2 {
		panic(fmt.Sprintf("figure: points with 2 inputs can be drawn in the plane; these have %d", inputs))
	}
	byCategory := make([]plotter.XYs, max(1, len(set.Classes)))
	for i := range set.Len() {
		x := set.X.RawRowView(i)
		c := set.Label(i)
		byCategory[c] = append(byCategory[c], plotter.XY{X: x[0], Y: x[1]})
	}
	for c, xy := range byCategory {
		if len(xy) == 0 {
			continue
		}
		s, err := plotter.NewScatter(xy)
		if err != nil {
			panic(fmt.Sprintf("figure: the points cannot be drawn: %v", err))
		}
		s.GlyphStyle = draw.GlyphStyle{Color: categoryColor(c), Radius: 5, Shape: shapes[c%len(shapes)]}
		f.Add(s)
		if c < len(set.Classes) {
			f.key = append(f.key, entry{"category " + set.Classes[c], s})
		}
	}
	f.X.Label.Text, f.Y.Label.Text = "x_{1}", "x_{2}"
	f.X.Min, f.X.Max = frame(f.X.Min, f.X.Max)
	f.Y.Min, f.Y.Max = frame(f.Y.Min, f.Y.Max)
}

// frame gives data that lie in [0, 1] just that interval, and others a margin.
func frame(lo, hi float64) (float64, float64) {
	if lo >= 0 && hi <= 1 {
		return 0, 1
	}
	m := (hi - lo) / 20
	return lo - m, hi + m
}

// shapes has a shape for each category, in order.
var shapes = []draw.GlyphDrawer{ring{}, cross{}, draw.TriangleGlyph{}, draw.SquareGlyph{}, draw.PyramidGlyph{}, draw.PlusGlyph{}}

// ring is an open circle and cross an ×, both with a stroke that is easy to see.
type ring struct{}

func (ring) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: s.Color, Width: 2})
	c.Stroke(circle(at, s.Radius))
}

type cross struct{}

func (cross) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: s.Color, Width: 2})
	r := s.Radius * 0.85
	var p vg.Path
	p.Move(vg.Point{X: at.X - r, Y: at.Y - r})
	p.Line(vg.Point{X: at.X + r, Y: at.Y + r})
	p.Move(vg.Point{X: at.X - r, Y: at.Y + r})
	p.Line(vg.Point{X: at.X + r, Y: at.Y - r})
	c.Stroke(p)
}
