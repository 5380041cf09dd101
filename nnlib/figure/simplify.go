package figure

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// simplified leaves out points of a line that lie within a tenth of a point of the line
// through the others (Douglas and Peucker's algorithm). Nobody sees that, and an SVG of
// contours becomes several times smaller.
func simplified(line []vg.Point) []vg.Point {
	if len(line) < 3 {
		return line
	}
	const tolerance = 0.1
	first, last := line[0], line[len(line)-1]
	far, distance := 0, 0.0
	for i, p := range line {
		if d := distanceTo(p, first, last); d > distance {
			far, distance = i, d
		}
	}
	if distance <= tolerance {
		return []vg.Point{first, last}
	}
	head := simplified(line[:far+1])
	return append(head[:len(head)-1:len(head)-1], simplified(line[far:])...)
}

// distanceTo returns the distance of a point from the segment from a to b.
func distanceTo(p, a, b vg.Point) float64 {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	px, py := float64(p.X-a.X), float64(p.Y-a.Y)
	t := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		t = min(1, max(0, (px*dx+py*dy)/length))
	}
	return math.Hypot(px-t*dx, py-t*dy)
}
