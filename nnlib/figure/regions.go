package figure

import (
	"fmt"
	"image/color"
	"math"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Regions shades the region of the plane that the network assigns to the first
// category, F₁(x) > F₂(x), and draws the points over it (figures 4 and 5). With more
// than two categories each region has the colour of its category.
// It panics when the network has not two inputs and at least two outputs, or the
// points not two inputs.
func Regions(net *nnlib.Network, set *dataset.Set) *Figure {
	outputs := net.Size(net.L())
	if net.Size(1) != 2 || outputs < 2 {
		panic(fmt.Sprintf("figure: regions of the plane need a network with 2 inputs and at least 2 outputs, not the %v", net))
	}
	points := Points(set)
	f := newFigure(points.Width, points.Height)
	x, y := axisSamples(points.X.Min, points.X.Max), axisSamples(points.Y.Min, points.Y.Max)
	grid := mat.NewDense(len(x)*len(y), 2, nil)
	for j := range y {
		for i := range x {
			grid.SetRow(j*len(x)+i, []float64{x[i], y[j]})
		}
	}
	F := net.PredictBatch(grid)
	shaded := outputs
	if outputs == 2 {
		shaded = 1
	}
	for c := range shaded {
		s := sampled{x: x, y: y, f: make([]float64, len(x)*len(y))}
		for k := range s.f {
			s.f[k] = lead(F.RawRowView(k), c)
		}
		f.Add(region{s, categoryColor(c)})
	}
	f.addPoints(set)
	return f
}

// lead returns by how much component c is ahead of the largest of the others.
func lead(a []float64, c int) float64 {
	other := math.Inf(-1)
	for k, v := range a {
		if k != c {
			other = max(other, v)
		}
	}
	return a[c] - other
}

// axisSamples returns enough numbers from lo to hi for a smooth outline.
func axisSamples(lo, hi float64) []float64 {
	const samples = 160
	v := make([]float64, samples+1)
	for i := range v {
		v[i] = lo + (hi-lo)*float64(i)/samples
	}
	return v
}

// region fills where a function is positive and draws its outline inside the axes.
type region struct {
	sampled
	color color.RGBA
}

// Plot draws the region.
func (r region) Plot(c draw.Canvas, p *plot.Plot) {
	drawRegion(c, p, r.sampled, tint(r.color), solid(r.color, 1.6))
}

// drawRegion fills where s is positive, and draws its border but for what runs along
// the edge of the rectangle on which s is known.
func drawRegion(c draw.Canvas, p *plot.Plot, s sampled, inside color.Color, line draw.LineStyle) {
	tx, ty := p.Transforms(&c)
	var area vg.Path
	var borders [][]vg.Point
	for _, loop := range s.outlines() {
		outline := make([]vg.Point, len(loop)+1)
		for k := range outline {
			xy := loop[k%len(loop)]
			outline[k] = vg.Point{X: tx(xy.X), Y: ty(xy.Y)}
		}
		area = append(area, polygon(simplified(outline))...)
		border := outline[:1]
		for k, xy := range loop {
			if s.onFrame(xy, loop[(k+1)%len(loop)]) {
				borders = append(borders, border)
				border = nil
			}
			border = append(border, outline[k+1])
		}
		borders = append(borders, border)
	}
	if area == nil {
		return
	}
	fill(c, inside, area)
	for _, b := range borders {
		if len(b) > 1 {
			c.StrokeLines(line, simplified(b))
		}
	}
}

// polygon returns the closed path through points.
func polygon(points []vg.Point) vg.Path {
	var p vg.Path
	p.Move(points[0])
	for _, at := range points[1:] {
		p.Line(at)
	}
	p.Close()
	return p
}

// onFrame says whether the piece from a to b runs along the edge of the rectangle.
func (s sampled) onFrame(a, b plotter.XY) bool {
	x0, x1 := s.x[0], s.x[len(s.x)-1]
	y0, y1 := s.y[0], s.y[len(s.y)-1]
	return a.X == b.X && (a.X == x0 || a.X == x1) || a.Y == b.Y && (a.Y == y0 || a.Y == y1)
}
