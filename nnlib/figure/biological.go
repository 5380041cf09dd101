package figure

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"dlmath/nnlib"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// BiologicalNeuron draws a nerve cell beside an artificial neuron with its weights and
// its bias (figure 1.02). What takes signals in, what gathers them, and what passes
// the result on, has the same colour on both sides.
// It panics when the neuron has no weight, or more than six.
func BiologicalNeuron(n nnlib.Neuron) *Figure {
	if len(n.W) == 0 || len(n.W) > 6 {
		panic(fmt.Sprintf("figure: a neuron with 1 to 6 weights can be drawn beside a nerve cell; this one has %d", len(n.W)))
	}
	return newDiagram(22*vg.Centimeter, 10*vg.Centimeter, func(c draw.Canvas) {
		// Both halves are drawn on a field of 300 × 260 and scaled to theirs.
		middle := c.Center().X
		left, right := c, c
		left.Max.X, right.Min.X = middle-8, middle+8
		drawCell(newSketch(left))
		drawArtificial(newSketch(right), n)
		line := solid(faint, 1)
		c.StrokeLine2(line, middle, c.Min.Y+6, middle, c.Max.Y-6)
	})
}

// The parts that both kinds of neuron have.
var (
	takesIn  = blue
	gathers  = vermilion
	passesOn = green
)

// sketch is a canvas with coordinates of its own, 0–300 to the right and 0–260 upwards.
type sketch struct {
	draw.Canvas
	scale vg.Length
}

func newSketch(c draw.Canvas) sketch {
	return sketch{c, min((c.Max.X-c.Min.X)/300, (c.Max.Y-c.Min.Y)/260)}
}

func (s sketch) at(x, y float64) vg.Point {
	center := s.Center()
	return vg.Point{X: center.X + s.scale*vg.Length(x-150), Y: center.Y + s.scale*vg.Length(y-130)}
}

// title and note write text; a note may have two lines.
func (s sketch) title(t string) { s.FillText(bold(writing(14, ink)), s.at(150, 250), t) }

func (s sketch) note(style text.Style, x, y float64, t string) { s.FillText(style, s.at(x, y), t) }

// drawCell draws a nerve cell: dendrites, the body with its nucleus, the axon in its
// sheath, and its terminals.
func drawCell(s sketch) {
	s.title("biological neuron")
	const x, y = 88.0, 142.0   // of the middle of the body
	for _, d := range []cubic{ // from the body outwards
		{x, y, x - 20, y + 30, x - 34, y + 36, x - 44, y + 66},
		{x, y, x - 40, y + 18, x - 46, y + 12, x - 72, y + 26},
		{x, y, x - 40, y - 10, x - 50, y - 14, x - 74, y - 20},
		{x, y, x - 18, y - 36, x - 40, y - 40, x - 46, y - 70},
		{x, y, x + 12, y + 40, x + 2, y + 48, x + 16, y + 72},
		{x, y, x + 8, y - 36, x + 14, y - 50, x + 6, y - 74},
	} {
		s.tapered(takesIn, d, 12, 3.4)
		// Each ends in two twigs.
		ex, ey := d[6], d[7]
		angle := math.Atan2(ey-d[5], ex-d[4])
		for _, turn := range []float64{-0.62, 0.58} {
			near, far := angle+turn/2, angle+turn
			s.tapered(takesIn, cubic{
				ex - 7*math.Cos(angle), ey - 7*math.Sin(angle), ex, ey,
				ex + 9*math.Cos(near), ey + 9*math.Sin(near), ex + 19*math.Cos(far), ey + 19*math.Sin(far),
			}, 3.6, 1.4)
		}
	}
	axon := cubic{x, y, x + 50, y - 18, 190, y + 16, 244, y}
	s.tapered(passesOn, axon, 13, 4)
	for _, end := range []cubic{
		{240, y + 1, 256, y + 2, 262, y + 20, 276, y + 38},
		{240, y + 1, 260, y + 2, 266, y + 9, 288, y + 12},
		{240, y + 1, 260, y - 2, 268, y - 10, 288, y - 14},
		{240, y + 1, 254, y - 2, 258, y - 24, 274, y - 40},
	} {
		s.tapered(passesOn, end, 3.8, 2)
		fill(s.Canvas, passesOn, circle(s.at(end[6], end[7]), 4.4*s.scale))
	}
	for _, t := range []float64{0.39, 0.54, 0.69, 0.84} {
		from, to := axon.point(t-0.042), axon.point(t+0.042)
		sheath := draw.LineStyle{Color: passesOn, Width: 13.5 * s.scale}
		s.capsule(from, to, sheath)
		sheath.Color, sheath.Width = blend(paper, passesOn, 0.35), 11*s.scale
		s.capsule(from, to, sheath)
	}
	fill(s.Canvas, gathers, body(s, x, y, 30))
	disc(s.Canvas, s.at(x-1, y+1), 10*s.scale, blend(paper, gathers, 0.25), solid(paper, 1.2))

	s.note(writing(11.5, takesIn), 72, 28, "dendrites\ntake signals in")
	s.note(writing(11.5, gathers), 182, 196, "cell body\nadds them up")
	s.tapered(gathers, cubic{144, 192, 132, 190, 120, 182, 110, 167}, 0.9, 0.9)
	s.note(writing(11.5, passesOn), 222, 68, "axon\npasses the result on")
}

// cubic is a smooth line through the plane, as four points x, y: from the first, bent by
// the next two, to the last.
type cubic [8]float64

// point returns the point a share t of the way.
func (b cubic) point(t float64) [2]float64 {
	u := 1 - t
	var p [2]float64
	for i := range p {
		p[i] = u*u*u*b[i] + 3*u*u*t*b[2+i] + 3*u*t*t*b[4+i] + t*t*t*b[6+i]
	}
	return p
}

// tapered draws a line whose width changes from its beginning to its end.
func (s sketch) tapered(paint color.Color, b cubic, from, to float64) {
	const steps = 14
	var left, right []vg.Point
	for i := range steps + 1 {
		t := float64(i) / steps
		p, before, after := b.point(t), b.point(t-0.01), b.point(t+0.01)
		dx, dy := after[0]-before[0], after[1]-before[1]
		half := (from + math.Sqrt(t)*(to-from)) / 2 / math.Hypot(dx, dy)
		left = append(left, s.at(p[0]-half*dy, p[1]+half*dx))
		right = append(right, s.at(p[0]+half*dy, p[1]-half*dx))
	}
	slices.Reverse(right)
	s.FillPolygon(paint, append(left, right...))
	fill(s.Canvas, paint, circle(s.at(b[6], b[7]), s.scale*vg.Length(to/2)))
}

// capsule draws a thick line with round ends.
func (s sketch) capsule(from, to [2]float64, style draw.LineStyle) {
	a, b := s.at(from[0], from[1]), s.at(to[0], to[1])
	s.StrokeLines(style, []vg.Point{a, b})
	fill(s.Canvas, style.Color, circle(a, style.Width/2))
	fill(s.Canvas, style.Color, circle(b, style.Width/2))
}

// body returns the outline of a cell body: a circle that bulges a little where
// dendrites and axon begin.
func body(s sketch, x, y, radius float64) vg.Path {
	var p vg.Path
	const corners = 72
	for i := range corners {
		angle := 2 * math.Pi * float64(i) / corners
		r := radius * (0.93 + 0.09*math.Cos(6*angle+0.5))
		at := s.at(x+r*math.Cos(angle), y+r*math.Sin(angle))
		if i == 0 {
			p.Move(at)
		} else {
			p.Line(at)
		}
	}
	p.Close()
	return p
}

// drawArtificial draws an artificial neuron: inputs, weights, the sum with the bias,
// the activation function, and the output.
func drawArtificial(s sketch, n nnlib.Neuron) {
	s.title("artificial neuron")
	const y = 142.0
	sum := s.at(150, y)
	spread := min(44, 150/float64(len(n.W)))
	radius, size := min(15, 0.42*spread), vg.Length(min(11, 0.36*spread+1))
	for k, w := range n.W {
		from := s.at(30, y+spread*(float64(len(n.W)-1)/2-float64(k)))
		arrow(s.Canvas, solid(takesIn, 1.6), from, towards(from, sum, 27*s.scale))
		disc(s.Canvas, from, vg.Length(radius)*s.scale, paper, solid(takesIn, 1.8))
		s.FillText(writing(size+1, ink), from, fmt.Sprintf("x_{%d}", k+1))
		const share = 0.38 // of the way, where there is more room than further on
		on := vg.Point{X: from.X + share*(sum.X-from.X), Y: from.Y + share*(sum.Y-from.Y)}
		label := fmt.Sprintf("w_{%d} = %s", k+1, number(w))
		style := writing(size, takesIn)
		fill(s.Canvas, paper, rounded(rectangle(on, style.Width(label)+6, 1.3*size), 3))
		s.FillText(style, on, label)
	}
	bias := s.at(150, y+66)
	arrow(s.Canvas, solid(gathers, 1.6), bias, s.at(150, y+27))
	s.FillText(aligned(writing(11, gathers), draw.XCenter, draw.YBottom), s.at(150, y+68), "bias b = "+number(n.B))
	disc(s.Canvas, sum, 25*s.scale, gathers, solid(gathers, 1.8))
	s.FillText(bold(writing(22, paper)), sum, "Σ")

	from := s.at(175, y)
	if n.Activation != nil {
		box := rectangle(s.at(219, y), 40*s.scale, 32*s.scale)
		arrow(s.Canvas, solid(passesOn, 1.6), from, s.at(198, y))
		fill(s.Canvas, blend(paper, passesOn, 0.35), rounded(box, 5))
		stroke(s.Canvas, solid(passesOn, 1.6), rounded(box, 5))
		s.FillText(bold(writing(15, ink)), s.at(219, y), "σ")
		s.note(writing(11, passesOn), 219, y+26, n.Activation.String())
		from = s.at(239, y)
	}
	arrow(s.Canvas, solid(passesOn, 2.2), from, s.at(272, y))
	s.FillText(writing(14, ink), s.at(284, y), "y")

	const captions = 40
	s.note(writing(11.5, takesIn), 64, captions, "inputs\nand weights")
	s.note(writing(11.5, gathers), 150, captions, "sum\nand bias")
	last := "output"
	if n.Activation != nil {
		last = "activation\nand output"
	}
	s.note(writing(11.5, passesOn), 240, captions, last)
}

// towards returns the point that far before the end of a line.
func towards(from, to vg.Point, before vg.Length) vg.Point {
	length := vg.Length(math.Hypot(float64(to.X-from.X), float64(to.Y-from.Y)))
	t := 1 - before/length
	return vg.Point{X: from.X + t*(to.X-from.X), Y: from.Y + t*(to.Y-from.Y)}
}
