package nnlib

import (
	"dlmath/nnlib/internal/parallel"

	"gonum.org/v1/gonum/mat"
)

// gather copies rows of a matrix to the place where a pass begins, large ones on
// several processors.
type gather struct {
	dst  []float64
	x    *mat.Dense
	rows []int
}

const (
	gatherRows    = 8       // in a part
	gatherSeveral = 1 << 14 // numbers from which on several processors are faster
)

func (g *gather) run() {
	_, in := g.x.Dims()
	parts := (len(g.rows) + gatherRows - 1) / gatherRows
	if len(g.rows)*in >= gatherSeveral {
		parallel.Do(parts, g)
		return
	}
	for part := range parts {
		g.Part(part)
	}
}

// Part copies some of the rows.
func (g *gather) Part(part int) {
	_, in := g.x.Dims()
	for i := part * gatherRows; i < min(len(g.rows), (part+1)*gatherRows); i++ {
		copy(g.dst[i*in:(i+1)*in], g.x.RawRowView(g.rows[i]))
	}
}
