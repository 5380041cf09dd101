package figure

import (
	"fmt"
	"image/color"
	"math"

	"dlmath/nnlib"

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
// that are given stand out and carry their name, as w_43^[3] does in figure 6.
// A layer of more than 16 units shows its first and its last, and dots between.
// It panics when the network does not have such an edge, or the drawing hides it.
func Network(net *nnlib.Network, highlighted ...Edge) *Figure {
	return drawNetwork(net, highlighted, func(c draw.Canvas, cols []column) { drawEdges(c, cols) })
}

// Weights draws the diagram of a network, as [Network] does, with edges that show its
// weights: blue where they are positive and vermilion where they are negative, the
// wider and the darker, the larger.
func Weights(net *nnlib.Network, highlighted ...Edge) *Figure {
	f := drawNetwork(net, highlighted, func(c draw.Canvas, cols []column) { drawWeights(c, net, cols) })
	top := largestWeight(net)
	for _, share := range []float64{-1, -0.5, 0, 0.5, 1} {
		f.key = append(f.key, entry{"w = " + round(share*top), stripe{shade(share), weightWidth(math.Abs(share))}})
	}
	return f
}

// drawNetwork draws units and highlighted edges over edges that are drawn as given.
func drawNetwork(net *nnlib.Network, highlighted []Edge, edges func(draw.Canvas, []column)) *Figure {
	for _, e := range highlighted {
		checkEdge(net, e)
	}
	widest := 0
	for _, n := range net.Sizes() {
		widest = max(widest, len(unitsShown(n)))
	}
	height := vg.Length(min(11.5, max(7.5, 4+1.05*float64(widest)))) * vg.Centimeter
	f := newDiagram(20*vg.Centimeter, height, func(c draw.Canvas) {
		cols := columns(net.Sizes(), draw.Crop(c, 46, -46, 40, -4))
		edges(c, cols)
		for _, e := range highlighted {
			highlight(c, cols, e)
		}
		for l, col := range cols {
			rim, inside := solid(blue, 1.6), color.Color(blue)
			if l == 0 {
				inside = paper
			}
			for _, at := range col.at {
				disc(c, at, col.radius, inside, rim)
			}
			drawDots(c, col)
			nameLayer(c, cols, l, net.Size(l+1))
		}
	})
	f.Title.Text = net.String()
	return f
}

// checkEdge panics unless the network has the edge and its drawing shows it.
func checkEdge(net *nnlib.Network, e Edge) {
	rows, cols := net.W(e.L).Dims()
	if e.J < 1 || e.J > rows || e.K < 1 || e.K > cols {
		panic(fmt.Sprintf("figure: layer %d has weights w_jk with j = 1 … %d and k = 1 … %d, not j = %d, k = %d", e.L, rows, cols, e.J, e.K))
	}
	for _, end := range []struct{ unit, size int }{{e.J, rows}, {e.K, cols}} {
		if slot(unitsShown(end.size), end.unit) < 0 {
			panic(fmt.Sprintf("figure: unit %d of %d is not drawn, so that its edge cannot stand out; of a large layer the first %d and the last %d are drawn", end.unit, end.size, endUnits, endUnits))
		}
	}
}

// drawEdges draws every edge alike, the thinner and paler the more there are.
func drawEdges(c draw.Canvas, cols []column) {
	var all lines
	for l := 1; l < len(cols); l++ {
		for _, to := range cols[l].at {
			for _, from := range cols[l-1].at {
				all = append(all, [2]vg.Point{from, to})
			}
		}
	}
	crowd := math.Min(1, math.Max(0, math.Log(float64(len(all))/40)/math.Log(20))) // 0 up to 40 edges, 1 from 800
	all.stroke(c, solid(blend(grey, paper, 0.45*crowd), vg.Length(0.9-0.45*crowd)))
}

// drawWeights draws edges by weight, the small ones first and the large ones over them.
func drawWeights(c draw.Canvas, net *nnlib.Network, cols []column) {
	const steps = 10
	top := largestWeight(net)
	byWeight := map[int]lines{} // in steps, −10 … 10
	for l := 1; l < len(cols); l++ {
		w := net.W(l + 1)
		for j, to := range cols[l].at {
			for k, from := range cols[l-1].at {
				step := int(math.Round(steps / top * w.At(cols[l].unit[j]-1, cols[l-1].unit[k]-1)))
				byWeight[step] = append(byWeight[step], [2]vg.Point{from, to})
			}
		}
	}
	for size := range steps + 1 {
		share := float64(size) / steps
		byWeight[-size].stroke(c, solid(shade(-share), weightWidth(share)))
		if size > 0 {
			byWeight[size].stroke(c, solid(shade(share), weightWidth(share)))
		}
	}
}

// largestWeight returns the largest |w_jk| of the network, or 1 when all are 0.
func largestWeight(net *nnlib.Network) float64 {
	top := 0.0
	for l := 2; l <= net.L(); l++ {
		for _, w := range net.W(l).RawMatrix().Data {
			top = max(top, math.Abs(w))
		}
	}
	if top == 0 {
		return 1
	}
	return top
}

// shade is the colour of a number from −1, vermilion, over 0, pale, to 1, blue.
func shade(share float64) color.RGBA {
	pale := color.RGBA{0xdc, 0xdd, 0xde, 0xff}
	if share < 0 {
		return blend(pale, vermilion, -share)
	}
	return blend(pale, blue, share)
}

// weightWidth is the width of an edge whose weight is that share of the largest.
func weightWidth(share float64) vg.Length { return vg.Length(0.5 + 2.3*share) }

// highlight draws one edge over the others, with its name.
func highlight(c draw.Canvas, cols []column, e Edge) {
	to := cols[e.L-1].at[slot(cols[e.L-1].unit, e.J)]
	from := cols[e.L-2].at[slot(cols[e.L-2].unit, e.K)]
	c.StrokeLines(solid(vermilion, 2.8), []vg.Point{from, to})
	name := fmt.Sprintf("w_{%d%d}^{[%d]}", e.J, e.K, e.L)
	if e.J > 9 || e.K > 9 {
		name = fmt.Sprintf("w_{%d,%d}^{[%d]}", e.J, e.K, e.L)
	}
	style := bold(writing(14, vermilion))
	middle := vg.Point{X: (from.X + to.X) / 2, Y: (from.Y + to.Y) / 2}
	fill(c, paper, rounded(rectangle(middle, style.Width(name)+6, 22), 4))
	c.FillText(style, middle, name)
}

// nameLayer writes below column l, counted from 0, which layer it is and its size; just
// the two numbers where columns stand close.
func nameLayer(c draw.Canvas, cols []column, l, size int) {
	name, units := fmt.Sprintf("layer %d", l+1), fmt.Sprintf("n_{%d} = %d", l+1, size)
	gap := cols[1].x - cols[0].x
	switch {
	case gap < 50:
		name, units = fmt.Sprint(l+1), fmt.Sprint(size)
	case gap < 90: // the words input and output would touch
	case l == 0:
		name += " (input)"
	case l == len(cols)-1:
		name += " (output)"
	}
	c.FillText(writing(11.5, ink), vg.Point{X: cols[l].x, Y: c.Min.Y + 22}, name)
	c.FillText(writing(11.5, quiet), vg.Point{X: cols[l].x, Y: c.Min.Y + 6}, units)
}
