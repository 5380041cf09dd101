package figure

import (
	"fmt"
	"image/color"
	"math"

	"dlmath/nnlib/dataset"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Images draws the images in the given rows of a set, each with the name of its
// category below. width is how many pixels a row of an image has; a pixel is white at
// 0 and dark at 1.
// It panics when no row is given, or width does not divide the number of inputs.
func Images(set *dataset.Set, width int, rows ...int) *Figure {
	if len(rows) == 0 {
		panic("figure: there is no image to draw; give at least one row of the set")
	}
	_, inputs := set.X.Dims()
	checkWidth(inputs, width)
	const perRow = 10
	const side, caption = 2 * vg.Centimeter, 18
	columns := min(perRow, len(rows))
	lines := (len(rows) + perRow - 1) / perRow
	return newDiagram(vg.Length(columns)*side+2*margin, vg.Length(lines)*(side+caption)+2*margin, func(c draw.Canvas) {
		for i, row := range rows {
			at := vg.Point{
				X: c.Min.X + side*(vg.Length(i%perRow)+0.5),
				Y: c.Max.Y - side/2 - (side+caption)*vg.Length(i/perRow),
			}
			drawImage(c, rectangle(at, side-8, side-8), set.X.RawRowView(row), width)
			if label := set.Label(row); label < len(set.Classes) {
				c.FillText(writing(12, ink), vg.Point{X: at.X, Y: at.Y - side/2 - 7}, set.Classes[label])
			}
		}
	})
}

// checkWidth panics unless images with so many pixels can have rows of that width.
func checkWidth(pixels, width int) {
	if width < 1 || pixels == 0 || pixels%width != 0 {
		panic(fmt.Sprintf("figure: %d pixels do not fill rows of %d; width is how many pixels a row of the image has", pixels, width))
	}
}

// drawImage draws pixels row by row from the top left, as large as they go into a frame.
func drawImage(c draw.Canvas, frame vg.Rectangle, pixels []float64, width int) {
	height := len(pixels) / width
	size := frame.Size()
	side := min(size.X/vg.Length(width), size.Y/vg.Length(height))
	middle := vg.Point{X: (frame.Min.X + frame.Max.X) / 2, Y: (frame.Min.Y + frame.Max.Y) / 2}
	frame = rectangle(middle, side*vg.Length(width), side*vg.Length(height))

	outline := rectangle(middle, side*vg.Length(width)+3, side*vg.Length(height)+3)
	fill(c, pixelColor(0), rounded(outline, 2))
	const greys = 16
	squares := make([]vg.Path, greys+1) // a path for each grey keeps the SVG small
	for i, v := range pixels {
		at := vg.Point{
			X: frame.Min.X + side*(vg.Length(i%width)+0.5),
			Y: frame.Max.Y - side*(vg.Length(i/width)+0.5),
		}
		p := &squares[int(math.Round(greys*min(1, max(0, v))))]
		r := rectangle(at, side*0.94, side*0.94)
		p.Move(r.Min)
		p.Line(vg.Point{X: r.Max.X, Y: r.Min.Y})
		p.Line(r.Max)
		p.Line(vg.Point{X: r.Min.X, Y: r.Max.Y})
		p.Close()
	}
	for g, p := range squares {
		if g > 0 && p != nil {
			fill(c, pixelColor(float64(g)/greys), p)
		}
	}
	stroke(c, solid(grey, 0.8), rounded(outline, 2))
}

// pixelColor is the colour of a pixel from 0, white, to 1, dark.
func pixelColor(v float64) color.RGBA {
	return blend(color.RGBA{0xff, 0xff, 0xff, 0xff}, ink, min(1, max(0, v)))
}
