package figure

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// function is y = f(x) over an interval, as the pieces between its jumps.
type function struct {
	pieces []plotter.XYs
	jumps  []jump
}

// jump is where a function jumps: the value that it takes there, and the one that it
// comes from or goes to.
type jump struct {
	x            float64
	taken, other float64
}

// sample samples f finely enough that a bend shows no corners, and finds its jumps.
// It panics when the interval is empty or f is not finite somewhere in it.
func sample(f func(float64) float64, lo, hi float64) function {
	if !(lo < hi) {
		panic(fmt.Sprintf("figure: the range from %g to %g is empty", lo, hi))
	}
	const samples = 400
	at := func(i int) plotter.XY {
		x := lo + (hi-lo)*float64(i)/samples
		y := f(x)
		if math.IsNaN(y) || math.IsInf(y, 0) {
			panic(fmt.Sprintf("figure: the curve cannot be drawn: its value at %g is %g", x, y))
		}
		return plotter.XY{X: x, Y: y}
	}
	last := at(0)
	g := function{pieces: []plotter.XYs{{last}}}
	for i := 1; i <= samples; i++ {
		next := at(i)
		end := len(g.pieces) - 1
		if j, left, right, ok := findJump(f, last, next); ok {
			g.jumps = append(g.jumps, j)
			g.pieces[end] = append(g.pieces[end], left)
			g.pieces = append(g.pieces, plotter.XYs{right})
			end++
		}
		g.pieces[end] = append(g.pieces[end], next)
		last = next
	}
	for i, p := range g.pieces {
		g.pieces[i] = straightened(p)
	}
	return g
}

// findJump halves the interval from a to b, always keeping the half in which f changes
// more, until nothing lies between. A continuous f has then almost the same value on
// both sides.
func findJump(f func(float64) float64, a, b plotter.XY) (j jump, left, right plotter.XY, ok bool) {
	change := math.Abs(b.Y - a.Y)
	for change > 0 {
		m := a.X + (b.X-a.X)/2
		if m <= a.X || m >= b.X {
			break
		}
		middle := plotter.XY{X: m, Y: f(m)}
		if math.Abs(middle.Y-a.Y) >= math.Abs(b.Y-middle.Y) {
			b = middle
		} else {
			a = middle
		}
		if math.Abs(b.Y-a.Y) < change/4 {
			return jump{}, a, b, false
		}
	}
	if change == 0 {
		return jump{}, a, b, false
	}
	// The jump is meant to be at the rounder of two neighbouring numbers.
	if digits(b.X) < digits(a.X) {
		return jump{b.X, b.Y, a.Y}, a, b, true
	}
	return jump{a.X, a.Y, b.Y}, a, b, true
}

func digits(v float64) int { return len(strconv.FormatFloat(v, 'g', -1, 64)) }

// straightened leaves out points on a straight line between others.
func straightened(p plotter.XYs) plotter.XYs {
	var out plotter.XYs
	for i, xy := range p {
		if i > 0 && i < len(p)-1 {
			a, b := out[len(out)-1], p[i+1]
			between := a.Y + (b.Y-a.Y)*(xy.X-a.X)/(b.X-a.X)
			if math.Abs(xy.Y-between) <= 1e-9*math.Max(math.Abs(a.Y), math.Abs(b.Y)) {
				continue
			}
		}
		out = append(out, xy)
	}
	return out
}

// limits returns the least and the greatest value.
func (g function) limits() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, p := range g.pieces {
		for _, xy := range p {
			lo, hi = min(lo, xy.Y), max(hi, xy.Y)
		}
	}
	return lo, hi
}

// addFunction draws a function into the figure.
func (f *Figure) addFunction(g function, style draw.LineStyle) { f.Add(graph{g, style}) }

// graph draws a function.
type graph struct {
	function
	style draw.LineStyle
}

// Plot draws the pieces, and the ends of each jump.
func (g graph) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	at := func(x, y float64) vg.Point { return vg.Point{X: tx(x), Y: ty(y)} }
	for _, piece := range g.pieces {
		points := make([]vg.Point, len(piece))
		for i, xy := range piece {
			points[i] = at(xy.X, xy.Y)
		}
		c.StrokeLines(g.style, c.ClipLinesXY(points)...)
	}
	for _, j := range g.jumps {
		rim := solid(g.style.Color, 0.75*g.style.Width)
		radius := 1.5 * g.style.Width
		riser := solid(g.style.Color, 0.9)
		riser.Dashes = []vg.Length{2, 3}
		c.StrokeLines(riser, []vg.Point{at(j.x, j.taken), at(j.x, j.other)})
		disc(c, at(j.x, j.other), radius, paper, rim)
		disc(c, at(j.x, j.taken), radius, g.style.Color, rim)
	}
}

// Thumbnail draws a piece of the line.
func (g graph) Thumbnail(c *draw.Canvas) {
	y := c.Center().Y
	c.StrokeLine2(g.style, c.Min.X, y, c.Max.X, y)
}
