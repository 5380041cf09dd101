package figure

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"slices"

	"gonum.org/v1/plot/vg/vgimg"
)

// PNG returns the figure as a PNG image, with two pixels a point so that it stays
// sharp on dense screens. It has few colours, which makes the file small.
func (f *Figure) PNG() []byte {
	c := vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(144), vgimg.UseBackgroundColor(color.Transparent))
	f.drawOn(c)
	var buf bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&buf, reduced(c.Image().(*image.RGBA))); err != nil {
		panic(err) // a bytes.Buffer takes all that is written to it
	}
	return buf.Bytes()
}

// paletteSize is how many colours an image may have.
const paletteSize = 64

// reduced returns the image in its most frequent colours: all that a drawing has,
// but for some of those that soften its edges, which take the nearest.
func reduced(img *image.RGBA) *image.Paletted {
	count := map[color.RGBA]int{}
	for i := 0; i < len(img.Pix); i += 4 {
		count[pixel(img.Pix[i:])]++
	}
	colors := make([]color.RGBA, 0, len(count))
	for c := range count {
		colors = append(colors, c)
	}
	slices.SortFunc(colors, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(code(a), code(b)))
	})
	var palette color.Palette
	for _, c := range colors[:min(paletteSize, len(colors))] {
		palette = append(palette, c)
	}
	place := map[color.RGBA]uint8{}
	for _, c := range colors {
		place[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(img.Bounds(), palette)
	for i := range out.Pix {
		out.Pix[i] = place[pixel(img.Pix[4*i:])]
	}
	return out
}

func pixel(p []byte) color.RGBA { return color.RGBA{p[0], p[1], p[2], p[3]} }

// code orders colours.
func code(c color.RGBA) uint32 {
	return uint32(c.R)<<24 | uint32(c.G)<<16 | uint32(c.B)<<8 | uint32(c.A)
}
