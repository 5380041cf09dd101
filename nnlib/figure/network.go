package figure

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"dlmath/nnlib"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Edge is the weight w_jk^[l] as a line of a diagram: from unit k of layer l−1 to
// unit j of layer l. Units count from 1, as in the paper.
type Edge struct {
	L, J, K int
}

// Network draws the diagram of a network: a column of units for each layer, a line
// for each weight (figures 1.03, 1.10, 3 and 6). The inputs are open circles. Edges
// that are given stand out and carry their name.
// It panics when the network does not have such an edge.
func Network(net *nnlib.Network, highlighted ...Edge) *Figure {
	for _, e := range highlighted {
		rows, cols := net.W(e.L).Dims()
		if e.J < 1 || e.J > rows || e.K < 1 || e.K > cols {
			panic(fmt.Sprintf("figure: layer %d has weights w_jk with j = 1 … %d and k = 1 … %d, not j = %d, k = %d", e.L, rows, cols, e.J, e.K))
		}
	}
	f := newFigure(16*vg.Centimeter, 9*vg.Centimeter)
	f.Title.Text = net.String()
	f.HideAxes()
	widest := 0
	for _, n := range net.Sizes() {
		widest = max(widest, n)
	}
	f.Add(diagram{net.Sizes(), highlighted, f.X.Tick.Label})
	half := float64(widest)/2 + 0.2
	f.X.Min, f.X.Max = 0.7, float64(net.L())+0.3
	f.Y.Min, f.Y.Max = -half-0.5, half
	return f
}

// diagram draws unit j of layer l at x = l, with the units of a layer centred on y = 0.
type diagram struct {
	sizes       []int
	highlighted []Edge
	label       text.Style
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
	for _, e := range d.highlighted {
		from, to := at(e.L-1, e.K-1), at(e.L, e.J-1)
		c.StrokeLines(draw.LineStyle{Color: vermilion, Width: 2.6}, []vg.Point{from, to})
		name := d.label
		name.Color, name.XAlign, name.YAlign = vermilion, draw.XCenter, draw.YCenter
		text := fmt.Sprintf("w%s%s", subscript(e.J), subscript(e.K))
		middle := vg.Point{X: (from.X + to.X) / 2, Y: (from.Y + to.Y) / 2}
		c.FillPolygon(color.White, box(middle, name.Width(text), name.Height(text)))
		c.FillText(name, middle, text)
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

// subscript writes a number in small, low digits.
func subscript(n int) string {
	return strings.Map(func(digit rune) rune { return digit - '0' + '₀' }, strconv.Itoa(n))
}

// box is a rectangle around a point.
func box(middle vg.Point, width, height vg.Length) []vg.Point {
	w, h := width/2+2, height/2+1
	return []vg.Point{
		{X: middle.X - w, Y: middle.Y - h}, {X: middle.X + w, Y: middle.Y - h},
		{X: middle.X + w, Y: middle.Y + h}, {X: middle.X - w, Y: middle.Y + h},
	}
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
