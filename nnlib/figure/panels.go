package figure

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Grid puts several figures into one, in rows of so many columns, each in its own
// size: Grid(1, upper, lower) is the arrangement of figure 2, Grid(2, left, right)
// has two side by side. The whole has a title of its own, which is empty at first.
// It panics when there is no figure or columns is below 1.
func Grid(columns int, panels ...*Figure) *Figure {
	if columns < 1 || len(panels) == 0 {
		panic(fmt.Sprintf("figure: a grid of %d figures in %d columns; it needs at least one of each", len(panels), columns))
	}
	columns = min(columns, len(panels))
	rows := (len(panels) + columns - 1) / columns
	widths, heights := make([]vg.Length, columns), make([]vg.Length, rows)
	for i, p := range panels {
		widths[i%columns] = max(widths[i%columns], p.Width)
		heights[i/columns] = max(heights[i/columns], p.Height)
	}
	return newDiagram(sum(widths), sum(heights), func(c draw.Canvas) {
		// What a title takes away, and the margin, each panel bears in proportion.
		size := c.Size()
		sx, sy := size.X/sum(widths), size.Y/sum(heights)
		y := c.Max.Y
		for row := range rows {
			x := c.Min.X
			for column := range min(columns, len(panels)-row*columns) {
				p := panels[row*columns+column]
				p.drawIn(draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
					Min: vg.Point{X: x, Y: y - sy*heights[row]},
					Max: vg.Point{X: x + sx*widths[column], Y: y},
				}})
				x += sx * widths[column]
			}
			y -= sy * heights[row]
		}
	})
}

func sum(v []vg.Length) vg.Length {
	s := vg.Length(0)
	for _, x := range v {
		s += x
	}
	return s
}
