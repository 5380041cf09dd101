package figure

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"iter"
	"maps"
	"slices"

	"gonum.org/v1/plot/vg/vgimg"
)

// PNG returns the figure as a PNG image, with two pixels a point so that it stays
// sharp on dense screens. It has few colours, which makes the file small.
func (f *Figure) PNG() []byte {
	var buf bytes.Buffer
	if err := png.Encode(&buf, reduced(f.raster(144))); err != nil {
		panic(err) // a bytes.Buffer takes all that is written to it
	}
	return buf.Bytes()
}

// raster draws the figure with so many pixels to the inch.
func (f *Figure) raster(dpi int) *image.RGBA {
	c := vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(color.Transparent))
	f.drawOn(c)
	return c.Image().(*image.RGBA)
}

// paletteSize is how many colours an image may have, and exactColors how many of
// them, those of lines, areas and letters, are as they were drawn.
const paletteSize, exactColors = 64, 16

// reduced returns the image in fewer colours. The most frequent stay as they are; the
// many that soften edges may take one close by.
func reduced(img *image.RGBA) *image.Paletted {
	count := map[color.RGBA]int{}
	for c, length := range runs(img) {
		count[c] += length
	}
	colors := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(code(a), code(b)))
	})
	palette, place := match(colors, 0)
	for tolerance := 4; len(palette) > paletteSize; tolerance += 4 {
		palette, place = match(colors, tolerance)
	}
	out := image.NewPaletted(img.Bounds(), palette)
	at := 0
	for c, length := range runs(img) {
		k := place[c]
		for range length {
			out.Pix[at] = k
			at++
		}
	}
	return out
}

// match makes a palette of colours, the most frequent first, such that each colour has
// one in it that differs by no more than the tolerance in any channel. It says which,
// unless the palette grows too large.
func match(colors []color.RGBA, tolerance int) (color.Palette, map[color.RGBA]uint8) {
	var palette []color.RGBA
	place := map[color.RGBA]uint8{}
	for i, c := range colors {
		k := -1
		if i >= exactColors {
			k = slices.IndexFunc(palette, func(p color.RGBA) bool {
				return near(c.R, p.R, tolerance) && near(c.G, p.G, tolerance) && near(c.B, p.B, tolerance) && near(c.A, p.A, tolerance)
			})
		}
		if k < 0 {
			k = len(palette)
			palette = append(palette, c)
			if k >= paletteSize {
				break
			}
		}
		place[c] = uint8(k)
	}
	out := make(color.Palette, len(palette))
	for i, c := range palette {
		out[i] = c
	}
	return out, place
}

func near(a, b uint8, tolerance int) bool { return max(a, b)-min(a, b) <= uint8(tolerance) }

// runs goes through the pixels row by row: each colour, and how often it comes in a row.
func runs(img *image.RGBA) iter.Seq2[color.RGBA, int] {
	return func(yield func(color.RGBA, int) bool) {
		pixel := func(i int) color.RGBA { return color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]} }
		for i := 0; i < len(img.Pix); {
			start, c := i, pixel(i)
			for i += 4; i < len(img.Pix) && pixel(i) == c; i += 4 {
			}
			if !yield(c, (i-start)/4) {
				return
			}
		}
	}
}

// code orders colours.
func code(c color.RGBA) uint32 {
	return uint32(c.R)<<24 | uint32(c.G)<<16 | uint32(c.B)<<8 | uint32(c.A)
}
