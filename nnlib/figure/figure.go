package figure

import (
	"bytes"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Figure is a plot and the size at which to show it. In its texts, as in x_{1} or
// 10^{−6}, what stands in braces is lowered or raised.
type Figure struct {
	*plot.Plot
	Width, Height vg.Length

	key []entry
}

var (
	sans    = font.Font{Typeface: "Liberation", Variant: "Sans"}
	handler = scripts{text.Plain{Fonts: font.DefaultCache}}
)

// newFigure returns an empty figure in the house style.
func newFigure(width, height vg.Length) *Figure {
	p := plot.New()
	p.BackgroundColor = paper
	p.TextHandler = handler
	p.Title.TextStyle.Font = font.From(sans, 14)
	p.Title.TextStyle.Color = ink
	p.Title.TextStyle.Handler = handler
	p.Title.Padding = 8
	p.Legend.TextStyle.Font = font.From(sans, 11)
	p.Legend.TextStyle.Color = ink
	p.Legend.TextStyle.Handler = handler
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font = font.From(sans, 12)
		axis.Label.TextStyle.Color = ink
		axis.Label.TextStyle.Handler = handler
		axis.Label.Padding = 4
		axis.Tick.Label.Font = font.From(sans, 11)
		axis.Tick.Label.Color = ink
		axis.Tick.Label.Handler = handler
		axis.LineStyle.Color = grey
		axis.Tick.LineStyle.Color = grey
		axis.Tick.Length = 4
		axis.Padding = 0
		axis.Tick.Marker = ticks(6)
	}
	p.Y.Tick.Label.YAlign = -0.7 // gonum draws these labels higher than it is told, by their descent
	return &Figure{Plot: p, Width: width, Height: height}
}

// drawOn draws the figure on a card with round corners.
func (f *Figure) drawOn(canvas vg.CanvasSizer) {
	c := draw.New(canvas)
	if f.BackgroundColor != nil {
		fill(c, f.BackgroundColor, rounded(c.Rectangle, 5))
	}
	f.drawIn(c)
}

// margin keeps the drawing off the edge, where the last tick label would be cut.
const margin = 10

// drawIn draws the figure without its card: title, key and plot, from top to bottom.
func (f *Figure) drawIn(c draw.Canvas) {
	plot := f.inner(c)
	c = draw.Crop(c, margin, -margin, margin, -margin)
	if f.Title.Text != "" {
		c.FillText(aligned(f.Title.TextStyle, draw.XCenter, draw.YTop), vg.Point{X: c.Center().X, Y: c.Max.Y}, f.Title.Text)
	}
	f.drawKey(draw.Crop(c, 0, 0, 0, -f.titleHeight()))
	bare := *f.Plot
	bare.Title.Text, bare.BackgroundColor = "", nil
	bare.Draw(plot)
}

// inner returns the part of c for the plot with its axes.
func (f *Figure) inner(c draw.Canvas) draw.Canvas {
	c = draw.Crop(c, margin, -margin, margin, -margin-f.titleHeight())
	return draw.Crop(c, 0, 0, 0, -keyHeight*vg.Length(len(f.keyRows(c.Size().X))))
}

func (f *Figure) titleHeight() vg.Length {
	if f.Title.Text == "" {
		return 0
	}
	return f.Title.TextStyle.Height(f.Title.Text) + f.Title.Padding
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
	svg := bytes.ReplaceAll(buf.Bytes(),
		[]byte("font-family:Liberation Sans;"),
		[]byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"))
	// In a window that is narrower than the figure, the figure is narrower too.
	return bytes.Replace(svg, []byte("<svg "), []byte(`<svg style="max-width:100%;height:auto" `), 1)
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
