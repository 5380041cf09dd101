package figure

import (
	"fmt"
	"math"

	"dlmath/nnlib"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Classification draws how an image becomes a class (figures 1.11 and 1.12): its
// pixels x, row by row from the top left, are the inputs; each unit is the darker, the
// larger its activation; each output is a bar with its number and the name of its
// class; and the largest of them is the answer, as [nnlib.Network.Classify] gives it.
// width is how many pixels a row of the image has.
// It panics when x is not an input of the network, width does not divide its length,
// the network has a single output, or the classes are not as many as the outputs.
func Classification(net *nnlib.Network, x []float64, width int, classes []string) *Figure {
	checkWidth(len(x), width)
	outputs := net.Size(net.L())
	if outputs < 2 || len(classes) != outputs {
		panic(fmt.Sprintf("figure: %d classes were given for the %d outputs of the network; at least 2 outputs, and a class for each, are needed", len(classes), outputs))
	}
	pass := net.Forward(x)
	winner := net.Classify(x)
	widest := 0
	for _, n := range net.Sizes() {
		widest = max(widest, len(unitsShown(n)))
	}
	height := vg.Length(min(11.5, max(8, 4+0.5*float64(widest)))) * vg.Centimeter
	f := newDiagram(22*vg.Centimeter, height, func(c draw.Canvas) {
		const imageSide = 112
		// From left to right: image, numbers, network, bars.
		cols := columns(net.Sizes(), draw.Crop(c, imageSide+92, -barLength-84-widestName(classes, 12), 40, -4))
		drawEdges(c, cols)

		image := vg.Point{X: c.Min.X + imageSide/2, Y: (c.Max.Y + c.Min.Y + 36) / 2}
		drawImage(c, rectangle(image, imageSide, imageSide), x, width)
		caption := writing(11.5, ink)
		below := c.Min.Y + 22
		c.FillText(caption, vg.Point{X: image.X, Y: below}, "image")
		c.FillText(writing(11.5, quiet), vg.Point{X: image.X, Y: c.Min.Y + 6}, fmt.Sprintf("%d × %d pixels", width, len(x)/width))
		from, to := vg.Point{X: image.X + imageSide/2 + 6, Y: image.Y}, vg.Point{X: cols[0].x - 46, Y: image.Y}
		arrow(c, solid(quiet, 1.6), from, to)
		c.FillText(writing(10, quiet), vg.Point{X: (from.X + to.X) / 2, Y: image.Y + 9}, "flatten")

		for l, col := range cols {
			drawActivations(c, col, pass.A(l+1), l == 0)
			drawDots(c, col)
			nameLayer(c, cols, l, net.Size(l+1))
		}
		bars(c, cols[len(cols)-1], pass.A(net.L()), classes, winner)
	})
	f.Title.Text = fmt.Sprintf("%s → class %s", net, classes[winner])
	return f
}

// drawActivations draws the units of a layer, shaded by their activations: inputs as
// pixels, with their numbers, and others by their share of the largest, or of 1 where
// none is larger.
func drawActivations(c draw.Canvas, col column, a []float64, input bool) {
	top := 1.0
	for _, v := range a {
		top = max(top, math.Abs(v))
	}
	for i, at := range col.at {
		v := a[col.unit[i]-1]
		if !input {
			inside := blend(paper, blue, math.Abs(v)/top)
			if v < 0 {
				inside = blend(paper, vermilion, -v/top)
			}
			disc(c, at, col.radius, inside, solid(blue, 1.3))
			continue
		}
		disc(c, at, col.radius, pixelColor(v), solid(blue, 1.3))
		number := aligned(writing(min(9.5, col.radius*1.5), quiet), draw.XRight, draw.YCenter)
		c.FillText(number, vg.Point{X: at.X - col.radius - 5, Y: at.Y}, minus(fmt.Sprintf("%.2f", v)))
	}
}

const barLength = 74 // of an output of 1

// bars draws to the right of a column a bar for the output of each of its units.
func bars(c draw.Canvas, col column, a []float64, classes []string, winner int) {
	size := min(12, col.radius*1.9)
	start := col.x + col.radius + 14 + widestName(classes, size)
	top := 1.0
	for _, v := range a {
		top = max(top, v)
	}
	for i, at := range col.at {
		k := col.unit[i] - 1
		paint, name, value := blue, writing(size, ink), writing(size, quiet)
		if k == winner {
			paint, name, value = vermilion, bold(writing(size, vermilion)), bold(writing(size, vermilion))
			stroke(c, solid(vermilion, 2.4), circle(at, col.radius))
		}
		c.FillText(aligned(name, draw.XRight, draw.YCenter), vg.Point{X: start - 6, Y: at.Y}, classes[k])
		half := col.radius * 0.7
		track := vg.Rectangle{Min: vg.Point{X: start, Y: at.Y - half}, Max: vg.Point{X: start + barLength, Y: at.Y + half}}
		fill(c, faint, track.Path())
		track.Max.X = start + barLength*vg.Length(max(0, a[k])/top)
		fill(c, paint, track.Path())
		c.FillText(aligned(value, draw.XLeft, draw.YCenter), vg.Point{X: start + barLength + 6, Y: at.Y}, minus(fmt.Sprintf("%.3f", a[k])))
	}
	answer := aligned(bold(writing(11.5, vermilion)), draw.XRight, draw.YCenter)
	c.FillText(answer, vg.Point{X: c.Max.X - 6, Y: c.Min.Y + 6}, "argmax: "+classes[winner])
}

// widestName returns how much room the names of the classes need.
func widestName(classes []string, size vg.Length) vg.Length {
	w := vg.Length(0)
	for _, name := range classes {
		w = max(w, bold(writing(size, ink)).Width(name))
	}
	return w
}
