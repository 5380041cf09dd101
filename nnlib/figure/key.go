package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// entry is one line of a figure's key: a sample of what is drawn, and its name.
type entry struct {
	name   string
	sample plot.Thumbnailer
}

// stripe is the sample of an edge.
type stripe struct {
	color color.RGBA
	width vg.Length
}

// Thumbnail draws it.
func (s stripe) Thumbnail(c *draw.Canvas) {
	y := c.Center().Y
	c.StrokeLine2(solid(s.color, s.width), c.Min.X, y, c.Max.X, y)
}

const (
	keyHeight = 20 // of the row above the plot that holds the key
	sampleGap = 5  // between a sample and its name
	entryGap  = 18 // between entries
)

// drawKey writes the key in centred rows at the top of c, and returns the rest of c.
// Rows above the plot, unlike gonum's legend, never cover a point.
func (f *Figure) drawKey(c draw.Canvas) draw.Canvas {
	style := aligned(f.Legend.TextStyle, draw.XLeft, draw.YCenter)
	height := style.Height("x") * 1.2
	var rows [][]entry
	var widths []vg.Length
	for _, e := range f.key {
		w := sampleWidth(e, height) + sampleGap + style.Width(e.name)
		last := len(rows) - 1
		if last < 0 || widths[last]+entryGap+w > c.Max.X-c.Min.X {
			rows, widths = append(rows, nil), append(widths, -entryGap)
			last++
		}
		rows[last] = append(rows[last], e)
		widths[last] += entryGap + w
	}
	for i, row := range rows {
		x, y := c.Center().X-widths[i]/2, c.Max.Y-keyHeight/2
		for _, e := range row {
			w := sampleWidth(e, height)
			e.sample.Thumbnail(&draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
				Min: vg.Point{X: x, Y: y - height/2}, Max: vg.Point{X: x + w, Y: y + height/2},
			}})
			x += w + sampleGap
			c.FillText(style, vg.Point{X: x, Y: y}, e.name)
			x += style.Width(e.name) + entryGap
		}
		c = draw.Crop(c, 0, 0, 0, -keyHeight)
	}
	return c
}

// sampleWidth makes the sample of a point square and that of a line long.
func sampleWidth(e entry, height vg.Length) vg.Length {
	if _, point := e.sample.(*plotter.Scatter); point {
		return height
	}
	return 2 * height
}
