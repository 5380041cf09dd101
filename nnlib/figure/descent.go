package figure

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Path is the way that a method of training takes through the plane of two parameters.
type Path struct {
	Name   string      // in the key; empty for none
	Points [][]float64 // p after each step, the start first; of two components each
}

// Descent draws paths on the contour lines of a cost of two parameters: a ring where
// each begins, an arrow for each step that is long enough for one, and a disc where it
// ends. Both axes have the same scale, so that a step of steepest descent crosses the
// contour line at a right angle. Each band between contour lines covers the same area;
// the darker, the lower.
// It panics when there is no path, one is empty or leaves the plane, or the cost is
// not finite near them.
func Descent(cost func(p []float64) float64, paths ...Path) *Figure {
	f := newFigure(16*vg.Centimeter, 12*vg.Centimeter)
	for i, p := range paths {
		if p.Name != "" {
			f.key = append(f.key, entry{p.Name, trail{p, pathColor(i)}})
		}
	}
	x0, x1, y0, y1 := f.fitPaths(paths)
	s := sampled{x: axisSamples(x0, x1), y: axisSamples(y0, y1)}
	for _, y := range s.y {
		for _, x := range s.x {
			v := cost([]float64{x, y})
			if math.IsNaN(v) || math.IsInf(v, 0) {
				panic(fmt.Sprintf("figure: the cost at (%.4g, %.4g), near the path, is %g; its contour lines cannot be drawn", x, y, v))
			}
			s.f = append(s.f, v)
		}
	}
	f.Add(landscape{s})
	for i, p := range paths {
		f.Add(trail{p, pathColor(i)})
	}
	return f
}

// pathColor is the colour of the i-th path; that of the landscape is left out.
func pathColor(i int) color.RGBA { return categories[1+i%(len(categories)-2)] }

// fitPaths gives the axes ranges with the same scale that hold all paths and a margin.
func (f *Figure) fitPaths(paths []Path) (x0, x1, y0, y1 float64) {
	f.X.Label.Text, f.Y.Label.Text = "p_{1}", "p_{2}"
	f.X.Min, f.X.Max, f.Y.Min, f.Y.Max = bounds(paths)
	field := f.DataCanvas(f.inner(draw.Canvas{Rectangle: vg.Rectangle{Max: vg.Point{X: f.Width, Y: f.Height}}})).Size()
	form := float64(field.X / field.Y)
	x, y := (f.X.Min+f.X.Max)/2, (f.Y.Min+f.Y.Max)/2
	half := 0.65 * max((f.X.Max-f.X.Min)/form, f.Y.Max-f.Y.Min)
	f.X.Min, f.X.Max = x-form*half, x+form*half
	f.Y.Min, f.Y.Max = y-half, y+half
	return f.X.Min, f.X.Max, f.Y.Min, f.Y.Max
}

// bounds returns the rectangle around all paths.
func bounds(paths []Path) (x0, x1, y0, y1 float64) {
	if len(paths) == 0 {
		panic("figure: there is no path to draw; give at least one")
	}
	x0, x1, y0, y1 = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, path := range paths {
		if len(path.Points) == 0 {
			panic(fmt.Sprintf("figure: the path %q has no point; the first is where it starts", path.Name))
		}
		for i, p := range path.Points {
			if len(p) != 2 {
				panic(fmt.Sprintf("figure: point %d of the path %q has %d components; a path through the plane has 2", i, path.Name, len(p)))
			}
			for _, v := range p {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					panic(fmt.Sprintf("figure: point %d of the path %q is %v; it must be finite to be drawn", i, path.Name, p))
				}
			}
			x0, x1 = min(x0, p[0]), max(x1, p[0])
			y0, y1 = min(y0, p[1]), max(y1, p[1])
		}
	}
	if x0 == x1 && y0 == y1 { // a path that does not move
		return x0 - 1, x1 + 1, y0 - 1, y1 + 1
	}
	return x0, x1, y0, y1
}

// landscape draws a function as bands of the same area.
type landscape struct{ sampled }

// Plot fills the bands from the highest to the lowest.
func (l landscape) Plot(c draw.Canvas, p *plot.Plot) {
	const bands = 12
	fill(c, tintOfBand(0), c.Rectangle.Path())
	sorted := slices.Sorted(slices.Values(l.f))
	for k := bands - 1; k >= 1; k-- {
		level := sorted[len(sorted)*k/bands]
		below := sampled{l.x, l.y, make([]float64, len(l.f))}
		for i, v := range l.f {
			below.f[i] = level - v
		}
		depth := 1 - float64(k)/bands
		drawRegion(c, p, below, tintOfBand(depth), solid(blend(paper, blue, 0.3+0.6*depth), 0.7))
	}
}

func tintOfBand(depth float64) color.RGBA { return blend(paper, blue, 0.06+0.5*depth) }

// trail draws a path.
type trail struct {
	Path
	color color.RGBA
}

// Plot draws the steps with arrows, the start as a ring and the end as a disc.
func (t trail) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	points := make([]vg.Point, len(t.Points))
	for i, q := range t.Points {
		points[i] = vg.Point{X: tx(q[0]), Y: ty(q[1])}
	}
	style := solid(t.color, 2)
	var short []vg.Point // steps too short for an arrow, in one line
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y)) < 10 {
			if short == nil {
				short = []vg.Point{a}
			}
			short = append(short, b)
			continue
		}
		c.StrokeLines(style, simplified(short))
		short = nil
		arrow(c, style, a, b)
	}
	c.StrokeLines(style, simplified(short))
	disc(c, points[0], 4.5, paper, style)
	disc(c, points[len(points)-1], 3.5, t.color, style)
}

// Thumbnail draws an arrow.
func (t trail) Thumbnail(c *draw.Canvas) {
	y := c.Center().Y
	arrow(*c, solid(t.color, 2), vg.Point{X: c.Min.X, Y: y}, vg.Point{X: c.Max.X, Y: y})
}
