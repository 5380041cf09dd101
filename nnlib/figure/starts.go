package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sample holds the final costs of training from many starts, in one manner.
type Sample struct {
	Name  string
	Costs []float64
}

// Level is a cost that is known beforehand, such as that of a local minimum.
type Level struct {
	Name string
	Cost float64
}

// Starts draws how the final costs of many starts are distributed: for each sample a
// histogram on a common logarithmic axis, with the number of starts over each bar, and
// a line through all of them for each level. It shows at a glance that a solver gets
// stuck in local minima, such as those of cost 1/12 with the lecture's ten points and
// 6/77 with eleven.
// It panics when there is no sample, one is empty, or a cost or a level is not positive.
func Starts(levels []Level, samples ...Sample) *Figure {
	lo, hi := costRange(levels, samples)
	const band = 2.6 * vg.Centimeter
	f := newFigure(18*vg.Centimeter, 2.2*vg.Centimeter+band*vg.Length(len(samples)))
	f.HideY()
	f.X.Scale, f.X.Tick.Marker = plot.LogScale{}, powers{}
	edge := math.Pow(hi/lo, 0.025) // room for the label of the first tick
	f.X.Min, f.X.Max = lo/edge, hi*edge
	f.Y.Min, f.Y.Max = 0, float64(len(samples))+0.25 // room for the names of the levels
	f.X.Label.Text = "final Cost"
	f.Add(histograms{levels, samples, lo, hi})
	return f
}

// costRange returns the powers of ten around all costs and levels.
func costRange(levels []Level, samples []Sample) (lo, hi float64) {
	if len(samples) == 0 {
		panic("figure: there is no sample of costs to draw")
	}
	lo, hi = math.Inf(1), 0
	take := func(cost float64, where string) {
		if !(cost > 0) || math.IsInf(cost, 0) {
			panic(fmt.Sprintf("figure: %s is %g; a logarithmic axis needs positive costs", where, cost))
		}
		lo, hi = min(lo, cost), max(hi, cost)
	}
	for _, s := range samples {
		if len(s.Costs) == 0 {
			panic(fmt.Sprintf("figure: the sample %q has no cost", s.Name))
		}
		for i, cost := range s.Costs {
			take(cost, fmt.Sprintf("cost %d of %q", i, s.Name))
		}
	}
	for _, l := range levels {
		take(l.Cost, fmt.Sprintf("the level %q", l.Name))
	}
	first, last := math.Floor(math.Log10(lo)), math.Ceil(math.Log10(hi))
	if first == last {
		last++
	}
	return math.Pow(10, first), math.Pow(10, last)
}

// histograms draws the samples below each other, in bands of height 1.
type histograms struct {
	levels  []Level
	samples []Sample
	lo, hi  float64
}

// bins is how many bars a histogram has at most.
const bins = 36

// counts returns how many costs lie in each of the bins, which divide the axis evenly.
func (h histograms) counts(s Sample) (count [bins]int) {
	for _, cost := range s.Costs {
		k := int(bins * math.Log(cost/h.lo) / math.Log(h.hi/h.lo))
		count[min(k, bins-1)]++
	}
	return count
}

// Plot draws the levels, and over them the bars.
func (h histograms) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	dashed := solid(quiet, 1)
	dashed.Dashes = []vg.Length{4, 3}
	for _, tick := range p.X.Tick.Marker.Ticks(h.lo, h.hi) {
		if tick.Label != "" {
			c.StrokeLine2(solid(faint, 0.75), tx(tick.Value), c.Min.Y, tx(tick.Value), c.Max.Y)
		}
	}
	h.drawLevels(c, tx, dashed)
	highest := 0
	for _, s := range h.samples {
		for _, n := range h.counts(s) {
			highest = max(highest, n)
		}
	}
	start, width := tx(h.lo), (tx(h.hi)-tx(h.lo))/bins
	for i, s := range h.samples {
		base := ty(float64(len(h.samples) - 1 - i))
		height := ty(1) - ty(0)
		paint := categoryColor(i)
		c.StrokeLine2(solid(grey, 0.75), c.Min.X, base, c.Max.X, base)
		c.FillText(aligned(bold(writing(11, ink)), draw.XLeft, draw.YTop), vg.Point{X: start + 4, Y: base + height - 4}, s.Name)
		for k, n := range h.counts(s) {
			if n == 0 {
				continue
			}
			x := start + width*vg.Length(k)
			top := base + (height-34)*vg.Length(n)/vg.Length(highest) + 2
			bar := vg.Rectangle{Min: vg.Point{X: x + 1, Y: base}, Max: vg.Point{X: x + width - 1, Y: top}}
			fill(c, paint, bar.Path())
			number, at := writing(9.5, quiet), vg.Point{X: x + width/2, Y: top + 7}
			fill(c, paper, rounded(rectangle(at, number.Width(fmt.Sprint(n))+3, 11), 2))
			c.FillText(number, at, fmt.Sprint(n))
		}
	}
}

// drawLevels draws the lines of the levels, with their names above them, from the lowest
// to the highest in turn to the left and to the right, so that neighbours do not touch.
func (h histograms) drawLevels(c draw.Canvas, tx func(float64) vg.Length, style draw.LineStyle) {
	ascending := slices.SortedStableFunc(slices.Values(h.levels), func(a, b Level) int { return cmp.Compare(a.Cost, b.Cost) })
	for i, l := range ascending {
		x := tx(l.Cost)
		c.StrokeLine2(style, x, c.Min.Y, x, c.Max.Y-12)
		align := draw.XRight
		if i%2 == 1 {
			align = draw.XLeft
		}
		c.FillText(aligned(writing(11, quiet), align, draw.YTop), vg.Point{X: x, Y: c.Max.Y}, " "+l.Name+" ")
	}
}
