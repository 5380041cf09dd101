package figure

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Nested draws fields, each of which lies within the one before, as ellipses within
// ellipses. Figure 1.01 is
//
//	figure.Nested("artificial intelligence", "machine learning", "neural networks", "deep learning")
//
// It panics when no field is given.
func Nested(fields ...string) *Figure {
	if len(fields) == 0 {
		panic("figure: there is no field to draw; name at least one")
	}
	return newDiagram(20*vg.Centimeter, 10*vg.Centimeter, func(c draw.Canvas) {
		a, b := (c.Max.X-c.Min.X)/2, (c.Max.Y-c.Min.Y)/2
		for i, name := range fields {
			depth := float64(i+1) / float64(len(fields))
			left := 1 - vg.Length(i)/vg.Length(len(fields)) // of the size of the outermost
			// All stand on nearly the same point, and the names in the gaps at their tops.
			at := vg.Point{X: c.Center().X, Y: c.Min.Y + b*left + 5*vg.Length(i)}
			inside := blend(paper, blue, 0.07+0.93*depth*depth)
			fill(c, inside, ellipse(at, a*left, b*left))
			stroke(c, solid(blue, 1.2), ellipse(at, a*left, b*left))
			style := bold(writing(15, readableOn(inside)))
			gap := 2 * b / vg.Length(len(fields))
			if i == len(fields)-1 {
				c.FillText(style, at, name)
			} else {
				c.FillText(style, vg.Point{X: at.X, Y: at.Y + b*left - gap/2}, name)
			}
		}
	})
}
