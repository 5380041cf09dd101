package figure

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Flatten draws how an image becomes a vector: its rows, one after another, make one
// long row x₁, …, xₙ of numbers, the input of a network (the first step of figures
// 1.11 and 1.12). width is how many pixels a row of the image has; a pixel is white at
// 0 and dark at 1.
// It panics when x is empty or width does not divide its length.
func Flatten(x []float64, width int) *Figure {
	checkWidth(len(x), width)
	return newDiagram(20*vg.Centimeter, 8.2*vg.Centimeter, func(c draw.Canvas) {
		const side, strip = 124, 20
		height := len(x) / width
		image := vg.Point{X: c.Center().X, Y: c.Max.Y - side/2 - 4}
		drawImage(c, rectangle(image, side, side), x, width)
		pixel := min(side/vg.Length(width), side/vg.Length(height))

		// The strip has a part for each row of the image. Both have a mark in the same colour
		// and, where there is room, the same number.
		left, right := c.Min.X+6, c.Max.X-6
		part := (right - left) / vg.Length(height)
		gap := min(3, 0.1*part)
		y := c.Min.Y + 34
		for r := range height {
			paint := categoryColor(r)
			row := rectangle(vg.Point{X: left + part*(vg.Length(r)+0.5), Y: y}, part-gap, strip)
			drawStrip(c, row, x[r*width:(r+1)*width])
			c.StrokeLine2(solid(paint, 3), row.Min.X, row.Max.Y+4, row.Max.X, row.Max.Y+4)
			at := vg.Point{X: image.X - pixel*vg.Length(width)/2 - 6, Y: image.Y + pixel*(vg.Length(height-1)/2-vg.Length(r))}
			c.StrokeLine2(solid(paint, 3), at.X, at.Y-0.46*pixel, at.X, at.Y+0.46*pixel)
			if pixel >= 8 && part >= 14 {
				number := bold(writing(11, paint))
				c.FillText(aligned(number, draw.XRight, draw.YCenter), vg.Point{X: at.X - 5, Y: at.Y}, fmt.Sprint(r+1))
				c.FillText(number, vg.Point{X: left + part*(vg.Length(r)+0.5), Y: y + strip/2 + 13}, fmt.Sprint(r+1))
			}
		}
		below := y - strip/2 - 3
		number := writing(11, quiet)
		c.FillText(aligned(number, draw.XLeft, draw.YTop), vg.Point{X: left, Y: below}, fmt.Sprintf("x_{1} = %.2f", x[0]))
		c.FillText(aligned(number, draw.XRight, draw.YTop), vg.Point{X: right, Y: below}, fmt.Sprintf("x_{%d} = %.2f", len(x), x[len(x)-1]))
		c.FillText(aligned(writing(11.5, ink), draw.XCenter, draw.YTop), vg.Point{X: c.Center().X, Y: below},
			fmt.Sprintf("%d × %d pixels, row by row, are %d numbers", width, height, len(x)))
	})
}

// drawStrip draws one row of pixels, stretched to fill a frame.
func drawStrip(c draw.Canvas, frame vg.Rectangle, row []float64) {
	dx := (frame.Max.X - frame.Min.X) / vg.Length(len(row))
	for i, v := range row {
		x := frame.Min.X + dx*vg.Length(i)
		cell := vg.Rectangle{Min: vg.Point{X: x, Y: frame.Min.Y}, Max: vg.Point{X: x + dx, Y: frame.Max.Y}}
		fill(c, pixelColor(v), cell.Path())
	}
	stroke(c, solid(grey, 0.6), frame.Path())
}
