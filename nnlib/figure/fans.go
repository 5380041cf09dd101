package figure

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Fan holds what many runs gave at each of several values of a parameter, such as the
// final costs of many seeds at each of several step sizes.
type Fan struct {
	Name   string      // in the key; empty for none
	X      []float64   // the values of the parameter, ascending and positive
	Values [][]float64 // Values[i] are the results at X[i], positive, in any order
}

// Add appends the results at one more value of the parameter.
func (f *Fan) Add(x float64, values ...float64) {
	f.X, f.Values = append(f.X, x), append(f.Values, values)
}

// Fans draws how the results of many runs depend on a parameter, and how they scatter:
// for each fan a line through the medians, on a band from the lower to the upper
// quartile. A quartile is a result itself: the smallest that at least 1/4, 1/2 or 3/4 of
// the runs do not exceed. Both axes are logarithmic. Up to nine values of the parameter
// have a disc each, and are those that the axis names.
// It panics when there is no fan, one is empty or has lists of different lengths, the
// values of a parameter do not ascend, or a number is not positive or not finite.
func Fans(fans ...Fan) *Figure {
	if len(fans) == 0 {
		panic("figure: there is no fan to draw")
	}
	f := newFigure(16*vg.Centimeter, 9*vg.Centimeter)
	f.Add(grid())
	var xs []float64
	bands := make([]quartiles, len(fans))
	for i, fan := range fans {
		bands[i] = quartilesOf(fan, i)
		xs = append(xs, fan.X...)
	}
	slices.Sort(xs)
	xs = slices.CompactFunc(xs, func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*a })
	for _, b := range bands { // all bands lie below all lines
		f.Add(band{b})
	}
	for i, b := range bands {
		b.discs = len(xs) <= mostDiscs
		f.Add(b)
		if fans[i].Name != "" {
			f.key = append(f.key, entry{fans[i].Name, b})
		}
	}
	f.X.Scale, f.X.Tick.Marker = plot.LogScale{}, powers{}
	if len(xs) <= mostDiscs {
		f.X.Tick.Marker = named(xs)
	}
	f.Y.Scale, f.Y.Tick.Marker = plot.LogScale{}, powers{}
	f.X.Min, f.X.Max = apart(f.X.Min, f.X.Max)
	f.Y.Min, f.Y.Max = apart(f.Y.Min, f.Y.Max)
	return f
}

// mostDiscs is up to how many values of the parameter are marked and named one by one.
const mostDiscs = 9

// apart leaves a logarithmic axis some room at both ends.
func apart(lo, hi float64) (float64, float64) {
	room := math.Pow(hi/lo, 0.03)
	if lo == hi {
		room = 2
	}
	return lo / room, hi * room
}

// named labels an axis at these values.
func named(values []float64) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for _, v := range values {
		ticks = append(ticks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'g', 4, 64)})
	}
	return ticks
}

// quartiles is what is drawn of a fan.
type quartiles struct {
	lower, median, upper plotter.XYs
	line                 draw.LineStyle
	discs                bool
}

func quartilesOf(fan Fan, i int) (q quartiles) {
	of := ""
	if fan.Name != "" {
		of = fmt.Sprintf(" %q", fan.Name)
	}
	if len(fan.X) == 0 || len(fan.X) != len(fan.Values) {
		panic(fmt.Sprintf("figure: the fan%s has %d values of the parameter and %d lists of results; it needs as many of both, and at least one", of, len(fan.X), len(fan.Values)))
	}
	for k, x := range fan.X {
		positive(x, fmt.Sprintf("value %d of the parameter of the fan%s", k, of))
		if k > 0 && x <= fan.X[k-1] {
			panic(fmt.Sprintf("figure: in the fan%s the parameter %g comes after %g; its values must ascend", of, x, fan.X[k-1]))
		}
		sorted := slices.Sorted(slices.Values(fan.Values[k]))
		if len(sorted) == 0 {
			panic(fmt.Sprintf("figure: the fan%s has no result at %g", of, x))
		}
		for _, v := range fan.Values[k] {
			positive(v, fmt.Sprintf("a result of the fan%s at %g", of, x))
		}
		at := func(share float64) plotter.XY {
			return plotter.XY{X: x, Y: stat.Quantile(share, stat.Empirical, sorted, nil)}
		}
		q.lower, q.median, q.upper = append(q.lower, at(0.25)), append(q.median, at(0.5)), append(q.upper, at(0.75))
	}
	q.line = runStyle(i)
	return q
}

// positive panics unless v can stand on a logarithmic axis.
func positive(v float64, what string) {
	if !(v > 0) || math.IsInf(v, 0) {
		panic(fmt.Sprintf("figure: %s is %g; a logarithmic axis needs positive, finite numbers", what, v))
	}
}

// DataRange returns the range of the band.
func (q quartiles) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, _ = plotter.XYRange(q.lower)
	_, _, _, ymax = plotter.XYRange(q.upper)
	return xmin, xmax, ymin, ymax
}

// Plot draws the line, and the discs.
func (q quartiles) Plot(c draw.Canvas, p *plot.Plot) {
	at := points(q.median, c, p)
	c.StrokeLines(q.line, at)
	for _, v := range at {
		if q.discs {
			disc(c, v, 3.2, paper, solid(q.line.Color, 1.8))
		}
	}
}

// Thumbnail draws a piece of line on a piece of band.
func (q quartiles) Thumbnail(c *draw.Canvas) {
	fill(*c, veil(q.line.Color), rounded(c.Rectangle, 2))
	y := c.Center().Y
	c.StrokeLine2(q.line, c.Min.X, y, c.Max.X, y)
}

// band draws the band alone.
type band struct{ quartiles }

// Plot draws the band.
func (b band) Plot(c draw.Canvas, p *plot.Plot) {
	upper, lower := points(b.upper, c, p), points(b.lower, c, p)
	edge := solid(veil(b.line.Color), 1)
	c.StrokeLines(edge, upper)
	c.StrokeLines(edge, lower)
	slices.Reverse(lower)
	c.FillPolygon(veil(b.line.Color), append(upper, lower...))
}

// veil is a colour through which one sees.
func veil(c color.Color) color.Color {
	r, g, b, _ := c.RGBA()
	return color.NRGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0x38}
}

func points(xy plotter.XYs, c draw.Canvas, p *plot.Plot) []vg.Point {
	x, y := p.Transforms(&c)
	at := make([]vg.Point, len(xy))
	for i, v := range xy {
		at[i] = vg.Point{X: x(v.X), Y: y(v.Y)}
	}
	return at
}
