package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// grid draws a faint line at each labelled tick.
func grid() plot.Plotter {
	g := plotter.NewGrid()
	style := draw.LineStyle{Color: faint, Width: 0.75}
	g.Vertical, g.Horizontal = style, style
	return g
}

// zeroLines draws a grid and the two lines x = 0 and y = 0 a little darker.
type zeroLines struct{}

func (zeroLines) Plot(c draw.Canvas, p *plot.Plot) {
	grid().Plot(c, p)
	x, y := p.Transforms(&c)
	style := draw.LineStyle{Color: grey, Width: 0.9}
	c.StrokeLines(style, c.ClipLinesXY([]vg.Point{{X: x(0), Y: c.Min.Y}, {X: x(0), Y: c.Max.Y}})...)
	c.StrokeLines(style, c.ClipLinesXY([]vg.Point{{X: c.Min.X, Y: y(0)}, {X: c.Max.X, Y: y(0)}})...)
}
