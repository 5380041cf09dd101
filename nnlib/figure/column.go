package figure

import (
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	mostUnits = 16 // of a layer, that are drawn one by one
	endUnits  = 6  // at either end of a larger one
)

// unitsShown returns which units, counted from 1, the drawing of a layer shows.
func unitsShown(size int) []int {
	var units []int
	for j := 1; j <= size; j++ {
		if size <= mostUnits || j <= endUnits || j > size-endUnits {
			units = append(units, j)
		}
	}
	return units
}

// slot returns where a unit stands among those that are shown, or −1.
func slot(shown []int, unit int) int { return slices.Index(shown, unit) }

// column is a layer of a diagram: the units that it shows and where.
type column struct {
	x      vg.Length
	radius vg.Length
	unit   []int // counted from 1
	at     []vg.Point
	dots   []vg.Point // in place of units that are left out
}

// columns puts the layers of a network side by side, from edge to edge, each centred
// in height, with units of the same radius.
func columns(sizes []int, c draw.Canvas) []column {
	cols := make([]column, len(sizes))
	widest := 1
	for l, n := range sizes {
		cols[l].unit = unitsShown(n)
		widest = max(widest, places(cols[l], n))
	}
	height := c.Max.Y - c.Min.Y
	pitch := min(46, height/vg.Length(widest))
	gap := (c.Max.X - c.Min.X) / vg.Length(max(1, len(sizes)-1))
	for l, n := range sizes {
		col := &cols[l]
		col.radius = min(12, 0.38*pitch, 0.24*gap)
		col.x = c.Min.X + gap*vg.Length(l)
		all := places(*col, n)
		between := max(pitch, min(28, height/vg.Length(all))) // small layers beside crowded ones spread out
		at := func(place float64) vg.Point {
			return vg.Point{X: col.x, Y: c.Center().Y + between*vg.Length(float64(all-1)/2-place)}
		}
		for i := range col.unit {
			place := i
			if n > mostUnits && i >= endUnits {
				place += 2
			}
			col.at = append(col.at, at(float64(place)))
		}
		if n > mostUnits {
			for _, d := range []float64{-0.45, 0, 0.45} {
				col.dots = append(col.dots, at(float64(endUnits)+0.5+d))
			}
		}
	}
	return cols
}

// places returns how many units a column has room for: dots take that of two.
func places(col column, size int) int {
	if size > mostUnits {
		return len(col.unit) + 2
	}
	return size
}

// drawDots draws the dots that stand for units left out.
func drawDots(c draw.Canvas, col column) {
	for _, at := range col.dots {
		fill(c, grey, circle(at, 1.6))
	}
}
