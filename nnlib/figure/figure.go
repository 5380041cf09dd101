package figure

import (
	"bytes"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Figure is a plot and the size at which to show it.
type Figure struct {
	*plot.Plot
	Width, Height vg.Length

	key []entry
}

// Colours by Okabe and Ito, and greys for what stands behind.
var (
	blue      = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	vermilion = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	green     = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	purple    = color.RGBA{0xcc, 0x79, 0xa7, 0xff}
	orange    = color.RGBA{0xe6, 0x9f, 0x00, 0xff}
	sky       = color.RGBA{0x56, 0xb4, 0xe9, 0xff}

	ink   = color.RGBA{0x26, 0x2b, 0x33, 0xff}
	faint = color.RGBA{0xe3, 0xe6, 0xea, 0xff}
	grey  = color.RGBA{0x8a, 0x92, 0x9c, 0xff}

	// categories has a colour for each category, in order.
	categories = []color.RGBA{blue, vermilion, green, purple, orange, sky}
)

// newFigure returns an empty figure in the house style.
func newFigure(width, height vg.Length) *Figure {
	p := plot.New()
	text := font.Font{Typeface: "Liberation", Variant: "Sans"}
	p.Title.TextStyle.Font = font.From(text, 14)
	p.Title.TextStyle.Color = ink
	p.Title.Padding = 8
	p.Legend.TextStyle.Font = font.From(text, 11)
	p.Legend.TextStyle.Color = ink
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font = font.From(text, 12)
		axis.Label.TextStyle.Color = ink
		axis.Label.Padding = 4
		axis.Tick.Label.Font = font.From(text, 11)
		axis.Tick.Label.Color = ink
		axis.LineStyle.Color = grey
		axis.Tick.LineStyle.Color = grey
		axis.Tick.Length = 4
		axis.Padding = 0
		axis.Tick.Marker = ticks(6)
	}
	return &Figure{Plot: p, Width: width, Height: height}
}

// margin keeps the drawing off the edge, where the last tick label would be cut.
const margin = 8

func (f *Figure) drawOn(c vg.CanvasSizer) {
	f.Draw(f.drawKey(draw.Crop(draw.New(c), margin, -margin, margin, -margin)))
}

// SVG returns the figure as an SVG document.
func (f *Figure) SVG() []byte {
	c := vgsvg.New(f.Width, f.Height)
	f.drawOn(c)
	var buf bytes.Buffer
	if _, err := c.WriteTo(&buf); err != nil {
		panic(err) // a bytes.Buffer takes all that is written to it
	}
	// The reader's machine may not have the Liberation fonts; Arial and Helvetica
	// have letters of the same width.
	return bytes.ReplaceAll(buf.Bytes(),
		[]byte("font-family:Liberation Sans;"),
		[]byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"))
}

// PNG returns the figure as a PNG image, with two pixels a point so that it stays
// sharp on dense screens.
func (f *Figure) PNG() []byte {
	c := vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(144))
	f.drawOn(c)
	var buf bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: c}).WriteTo(&buf); err != nil {
		panic(err) // a bytes.Buffer takes all that is written to it
	}
	return buf.Bytes()
}

// Pixels returns the size at which a web page shows the figure, 96 pixels to the inch.
func (f *Figure) Pixels() (width, height int) {
	pixels := func(v vg.Length) int { return int(math.Round(v.Dots(96))) }
	return pixels(f.Width), pixels(f.Height)
}

// String returns the figure's title in brackets, for readers without pictures.
func (f *Figure) String() string {
	if f.Title.Text == "" {
		return "[figure]"
	}
	return "[figure: " + f.Title.Text + "]"
}
