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

// keyRows deals the entries to rows that are no wider than width.
func (f *Figure) keyRows(width vg.Length) [][]entry {
	var rows [][]entry
	for _, e := range f.key {
		last := len(rows) - 1
		if last < 0 || f.rowWidth(append(rows[last], e)) > width {
			rows = append(rows, nil)
			last++
		}
		rows[last] = append(rows[last], e)
	}
	return rows
}

func (f *Figure) rowWidth(row []entry) vg.Length {
	w := -vg.Length(entryGap)
	for _, e := range row {
		w += f.sampleWidth(e) + sampleGap + f.Legend.TextStyle.Width(e.name) + entryGap
	}
	return w
}

// drawKey writes the key in centred rows at the top of c. Above the plot, unlike
// gonum's legend, it never covers a point.
func (f *Figure) drawKey(c draw.Canvas) {
	style := aligned(f.Legend.TextStyle, draw.XLeft, draw.YCenter)
	height := f.sampleHeight()
	y := c.Max.Y - keyHeight/2
	for _, row := range f.keyRows(c.Size().X) {
		x := c.Center().X - f.rowWidth(row)/2
		for _, e := range row {
			w := f.sampleWidth(e)
			e.sample.Thumbnail(&draw.Canvas{Canvas: c.Canvas, Rectangle: rectangle(vg.Point{X: x + w/2, Y: y}, w, height)})
			x += w + sampleGap
			c.FillText(style, vg.Point{X: x, Y: y}, e.name)
			x += style.Width(e.name) + entryGap
		}
		y -= keyHeight
	}
}

func (f *Figure) sampleHeight() vg.Length { return f.Legend.TextStyle.Height("x") * 1.2 }

// sampleWidth makes the sample of a point square and that of a line long.
func (f *Figure) sampleWidth(e entry) vg.Length {
	if _, point := e.sample.(*plotter.Scatter); point {
		return f.sampleHeight()
	}
	return 2 * f.sampleHeight()
}
