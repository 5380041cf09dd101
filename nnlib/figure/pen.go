package figure

import (
	"image/color"
	"math"
	"slices"

	weight "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// diagram is a drawing without axes, in points.
type diagram func(c draw.Canvas)

// Plot draws the diagram.
func (d diagram) Plot(c draw.Canvas, _ *plot.Plot) { d(c) }

// newDiagram returns a figure without axes.
func newDiagram(width, height vg.Length, d diagram) *Figure {
	f := newFigure(width, height)
	f.HideAxes()
	f.Add(d)
	return f
}

// writing returns the style of text of a size, centred on its place.
func writing(size vg.Length, ink color.Color) text.Style {
	return text.Style{
		Color: ink, Font: font.From(sans, size), Handler: handler,
		XAlign: text.XCenter, YAlign: text.YCenter,
	}
}

// bold returns a style in bold.
func bold(s text.Style) text.Style {
	s.Font.Weight = weight.WeightBold
	return s
}

// aligned returns a style with its place at another edge of the text.
func aligned(s text.Style, x text.XAlignment, y text.YAlignment) text.Style {
	s.XAlign, s.YAlign = x, y
	return s
}

// fill fills a path, and stroke draws along it.
func fill(c draw.Canvas, paint color.Color, p vg.Path) {
	c.SetColor(paint)
	c.Fill(p)
}

func stroke(c draw.Canvas, style draw.LineStyle, p vg.Path) {
	c.SetLineStyle(style)
	c.Stroke(p)
}

// solid returns the style of a line.
func solid(paint color.Color, width vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: paint, Width: width}
}

// lines are straight lines, each from a point to a point.
type lines [][2]vg.Point

// stroke draws the lines, many with one path: that keeps the SVG small. With all in
// one the PNG would take long.
func (ls lines) stroke(c draw.Canvas, style draw.LineStyle) {
	for some := range slices.Chunk(ls, 32) {
		var p vg.Path
		for _, l := range some {
			p.Move(l[0])
			p.Line(l[1])
		}
		stroke(c, style, p)
	}
}

// disc draws a circle with an outline.
func disc(c draw.Canvas, at vg.Point, radius vg.Length, inside color.Color, rim draw.LineStyle) {
	fill(c, inside, circle(at, radius))
	stroke(c, rim, circle(at, radius))
}

func circle(at vg.Point, radius vg.Length) vg.Path {
	var p vg.Path
	p.Move(vg.Point{X: at.X + radius, Y: at.Y})
	p.Arc(at, radius, 0, 2*math.Pi)
	p.Close()
	return p
}

// ellipse returns an ellipse with half axes a and b.
func ellipse(at vg.Point, a, b vg.Length) vg.Path {
	const k = 0.5522847498307936 // makes a cubic curve a quarter of a circle, to 0.03 %
	point := func(x, y vg.Length) vg.Point { return vg.Point{X: at.X + x*a, Y: at.Y + y*b} }
	var p vg.Path
	p.Move(point(1, 0))
	p.CubeTo(point(1, k), point(k, 1), point(0, 1))
	p.CubeTo(point(-k, 1), point(-1, k), point(-1, 0))
	p.CubeTo(point(-1, -k), point(-k, -1), point(0, -1))
	p.CubeTo(point(k, -1), point(1, -k), point(1, 0))
	p.Close()
	return p
}

// rounded returns a rectangle with round corners.
func rounded(r vg.Rectangle, radius vg.Length) vg.Path {
	x0, y0, x1, y1 := r.Min.X, r.Min.Y, r.Max.X, r.Max.Y
	var p vg.Path
	p.Move(vg.Point{X: x0 + radius, Y: y0})
	p.Line(vg.Point{X: x1 - radius, Y: y0})
	p.Arc(vg.Point{X: x1 - radius, Y: y0 + radius}, radius, -math.Pi/2, math.Pi/2)
	p.Line(vg.Point{X: x1, Y: y1 - radius})
	p.Arc(vg.Point{X: x1 - radius, Y: y1 - radius}, radius, 0, math.Pi/2)
	p.Line(vg.Point{X: x0 + radius, Y: y1})
	p.Arc(vg.Point{X: x0 + radius, Y: y1 - radius}, radius, math.Pi/2, math.Pi/2)
	p.Line(vg.Point{X: x0, Y: y0 + radius})
	p.Arc(vg.Point{X: x0 + radius, Y: y0 + radius}, radius, math.Pi, math.Pi/2)
	p.Close()
	return p
}

// rectangle returns the rectangle around a point.
func rectangle(middle vg.Point, width, height vg.Length) vg.Rectangle {
	half := vg.Point{X: width / 2, Y: height / 2}
	return vg.Rectangle{Min: middle.Sub(half), Max: middle.Add(half)}
}

// arrow draws a line with a head at its end.
func arrow(c draw.Canvas, style draw.LineStyle, from, to vg.Point) {
	dx, dy := to.X-from.X, to.Y-from.Y
	length := vg.Length(math.Hypot(float64(dx), float64(dy)))
	if length == 0 {
		return
	}
	dx, dy = dx/length, dy/length
	head := min(3+2.2*style.Width, 0.6*length)
	foot := vg.Point{X: to.X - head*dx, Y: to.Y - head*dy}
	half := 0.42 * head
	c.StrokeLines(style, []vg.Point{from, foot})
	c.FillPolygon(style.Color, []vg.Point{
		to, {X: foot.X - half*dy, Y: foot.Y + half*dx}, {X: foot.X + half*dy, Y: foot.Y - half*dx},
	})
}
