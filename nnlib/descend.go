package nnlib

import (
	"fmt"

	"dlmath/nnlib/internal/tiny"
)

// DescendByPoint does many steps of [Objective.Descend] with a single point each: for
// each i in turn
//
//	p ← p − rates[i] ∇C_{x^{rows[i]}}
//
// Where costs is not nil, costs[i] becomes the cost over the whole data set after
// step i. For the quadratic cost and sigmoid layers of up to 8 units, many steps in one
// call take far less time than as many calls; the bits are the same.
//
// It panics when the lengths differ or, after the steps before it, at a row outside
// the data.
func (o *Objective) DescendByPoint(rates []float64, rows []int, costs []float64) {
	if len(rates) != len(rows) || costs != nil && len(costs) != len(rows) {
		panic(fmt.Sprintf("nnlib: DescendByPoint was given %d rates, %d rows and %d costs; each step needs one of each", len(rates), len(rows), len(costs)))
	}
	for i := 0; i < len(rows); {
		done, costed := o.descendTiny(rates[i:], rows[i:], costs[min(i, len(costs)):])
		if done == 0 {
			o.Descend(rates[i], rows[i:i+1])
			done, costed = 1, false
		}
		i += done
		if costs != nil && !costed {
			costs[i-1] = o.Cost(nil)
		}
	}
}

// descendTiny does what the engine of tiny networks can, and returns how many steps
// that were, and whether costs, where wanted, has that of the last of them.
func (o *Objective) descendTiny(rates []float64, rows []int, costs []float64) (done int, costed bool) {
	if o.tiny == nil || o.L2 != 0 {
		return 0, false
	}
	for i, row := range rows {
		if row < 0 || row >= len(o.rows) {
			rows = rows[:i]
			break
		}
	}
	p, data, n := o.Network.p, o.points(0), len(o.rows)
	switch {
	case len(rows) == 0:
		return 0, false
	case len(costs) == 0:
		return o.tiny.Steps(p, data, rows, rates), true
	case n > tiny.Chunk:
		return o.tiny.Steps(p, data, rows[:1], rates), false
	}
	done, costed = o.tiny.StepsWithCosts(costs, p, data, n, rows, rates)
	for i := range costs[:done] {
		costs[i] /= float64(n)
	}
	return done, costed
}

// points returns the data from a row on, as they stand in the set.
func (o *Objective) points(row int) tiny.Points {
	x, y := o.Data.X.RawMatrix(), o.Data.Y.RawMatrix()
	return tiny.Points{X: x.Data[row*x.Stride:], Y: y.Data[row*y.Stride:], XStride: x.Stride, YStride: y.Stride}
}
