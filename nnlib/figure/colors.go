package figure

import (
	"image/color"
	"math"
)

// Colours by Okabe and Ito, and greys for what stands behind.
var (
	blue      = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	vermilion = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	green     = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	purple    = color.RGBA{0xcc, 0x79, 0xa7, 0xff}
	orange    = color.RGBA{0xe6, 0x9f, 0x00, 0xff}
	sky       = color.RGBA{0x56, 0xb4, 0xe9, 0xff}

	ink   = color.RGBA{0x26, 0x2b, 0x33, 0xff}
	quiet = color.RGBA{0x5b, 0x63, 0x6e, 0xff} // text that stands back
	grey  = color.RGBA{0x8a, 0x92, 0x9c, 0xff}
	faint = color.RGBA{0xe0, 0xe0, 0xdc, 0xff}

	// paper lies under every figure, in light and dark notebooks alike: each colour
	// keeps its contrast, and one picture serves as SVG, PNG and print. It is a little
	// darker than white, so as not to glare on a dark page, and warm, so as to lie
	// quietly on a white one.
	paper = color.RGBA{0xf6, 0xf5, 0xf1, 0xff}

	// categories has a colour for each category, in order.
	categories = []color.RGBA{blue, vermilion, green, purple, orange, sky}
)

func categoryColor(c int) color.RGBA { return categories[c%len(categories)] }

// blend returns the colour a share t, 0 to 1, of the way from one to another.
func blend(from, to color.RGBA, t float64) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + t*(float64(b)-float64(a)))) }
	return color.RGBA{mix(from.R, to.R), mix(from.G, to.G), mix(from.B, to.B), 0xff}
}

// tint is a colour thinned with much paper.
func tint(c color.RGBA) color.RGBA { return blend(paper, c, 0.2) }

// readableOn returns the colour of text, dark or light, that is easier to read on a ground.
func readableOn(ground color.RGBA) color.RGBA {
	light := 0.299*float64(ground.R) + 0.587*float64(ground.G) + 0.114*float64(ground.B)
	if light < 118 {
		return paper
	}
	return ink
}
