package arith

import (
	"dlmath/nnlib/internal/cpu"
)

// Combine adds Σ c_i x_i to y, for i < k, where c_i is c[i·cStep] and x_i is as many
// numbers as y has from x[i·xStep] on. Each element is one chain of fused multiply-adds
// over i, going on from what it holds. y must not lie among the x_i.
func Combine(y, c []float64, cStep int, x []float64, xStep, k int) {
	combine(y, c, cStep, x, xStep, k, false)
}

// CombineNegative does the same with −c_i.
func CombineNegative(y, c []float64, cStep int, x []float64, xStep, k int) {
	combine(y, c, cStep, x, xStep, k, true)
}

func combine(y, c []float64, cStep int, x []float64, xStep, k int, negative bool) {
	if k == 0 || len(y) == 0 {
		return
	}
	c, x = c[:(k-1)*cStep+1], x[:(k-1)*xStep+len(y)]
	if combineVector(cpu.Level(), y, c, cStep, x, xStep, k, negative) {
		return
	}
	for i := range k {
		ci := c[i*cStep]
		if negative {
			ci = -ci
		}
		AddScaled(y, ci, x[i*xStep:i*xStep+len(y)])
	}
}
