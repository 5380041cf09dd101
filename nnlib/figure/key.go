package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// entry is one line of a figure's key: a sample of what is drawn, and its name.
type entry struct {
	name   string
	sample plot.Thumbnailer
}

const (
	keyHeight = 20 // of the row above the plot that holds the key
	sampleGap = 4  // between a sample and its name
	entryGap  = 18 // between entries
)

// drawKey writes the key in one centred row at the top of c, and returns the rest of c.
// A row above the plot, unlike gonum's legend, never covers a point.
func (f *Figure) drawKey(c draw.Canvas) draw.Canvas {
	if len(f.key) == 0 {
		return c
	}
	style := f.Legend.TextStyle
	style.YAlign = draw.YCenter
	sample := style.Height("x") * 1.6
	total := -vg.Length(entryGap)
	for _, e := range f.key {
		total += sample + sampleGap + style.Width(e.name) + entryGap
	}
	x, y := c.Center().X-total/2, c.Max.Y-keyHeight/2
	for _, e := range f.key {
		e.sample.Thumbnail(&draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: y - sample/2}, Max: vg.Point{X: x + sample, Y: y + sample/2},
		}})
		x += sample + sampleGap
		c.FillText(style, vg.Point{X: x, Y: y}, e.name)
		x += style.Width(e.name) + entryGap
	}
	return draw.Crop(c, 0, 0, 0, -keyHeight)
}
