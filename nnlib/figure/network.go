package figure

import (
	"fmt"
	"image/color"
	"math"

	"dlmath/nnlib"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Network draws the diagram of a network: a column of units for each layer, a line
// for each weight (figures 1.03, 1.10, 3 and 6). The inputs are open circles.
func Network(net *nnlib.Network) *Figure {
	f := newFigure(16*vg.Centimeter, 9*vg.Centimeter)
	f.Title.Text = net.String()
	f.HideAxes()
	widest := 0
	for _, n := range net.Sizes() {
		widest = max(widest, n)
	}
	f.Add(diagram{net.Sizes(), f.X.Tick.Label})
	half := float64(widest)/2 + 0.2
	f.X.Min, f.X.Max = 0.7, float64(net.L())+0.3
	f.Y.Min, f.Y.Max = -half-0.5, half
	return f
}

// diagram draws unit j of layer l at x = l, with the units of a layer centred on y = 0.
type diagram struct {
	sizes []int
	label text.Style
}

func (d diagram) unit(l, j int) plotter.XY {
	n := d.sizes[l-1]
	return plotter.XY{X: float64(l), Y: float64(n-1)/2 - float64(j)}
}

func (d diagram) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	at := func(l, j int) vg.Point { xy := d.unit(l, j); return vg.Point{X: tx(xy.X), Y: ty(xy.Y)} }
	radius := min(9, 0.36*(ty(1)-ty(0)))
	for l := 2; l <= len(d.sizes); l++ {
		for j := range d.sizes[l-1] {
			for k := range d.sizes[l-2] {
				c.StrokeLines(draw.LineStyle{Color: grey, Width: 0.8}, []vg.Point{at(l-1, k), at(l, j)})
			}
		}
	}
	for l := 1; l <= len(d.sizes); l++ {
		fill := color.RGBA(blue)
		if l == 1 {
			fill = color.RGBA{0xff, 0xff, 0xff, 0xff}
		}
		for j := range d.sizes[l-1] {
			disc(c, at(l, j), radius, fill)
		}
		d.label.XAlign, d.label.YAlign = draw.XCenter, draw.YBottom
		c.FillText(d.label, vg.Point{X: tx(float64(l)), Y: c.Min.Y}, layerName(l, len(d.sizes)))
	}
}

func layerName(l, last int) string {
	switch l {
	case 1:
		return "layer 1 (input)"
	case last:
		return fmt.Sprintf("layer %d (output)", l)
	}
	return fmt.Sprintf("layer %d", l)
}

// disc draws a circle with an outline.
func disc(c draw.Canvas, at vg.Point, radius vg.Length, fill color.Color) {
	p := circle(at, radius)
	c.SetColor(fill)
	c.Fill(p)
	c.SetLineStyle(draw.LineStyle{Color: blue, Width: 1.6})
	c.Stroke(p)
}

func circle(at vg.Point, radius vg.Length) vg.Path {
	var p vg.Path
	p.Move(vg.Point{X: at.X + radius, Y: at.Y})
	p.Arc(at, radius, 0, 2*math.Pi)
	p.Close()
	return p
}
