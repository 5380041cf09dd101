package tiny

import (
	"math"

	"dlmath/nnlib/internal/arith"
)

// step does one step in plain Go, on the parameters p, with the bits of the assembly.
func (e *Engine) step(p, x, y []float64, rate float64) {
	top := len(e.sizes) - 1
	copy(e.a[0][:e.sizes[0]], x)
	at := 0 // where the layer's parameters begin
	for l := 1; l <= top; l++ {
		in, out := e.sizes[l-1], e.sizes[l]
		a := e.a[l-1][:in]
		w, b := p[at:at+out*in], p[at+out*in:at+out*in+out]
		for j, z := range b {
			for k, v := range w[j*in : j*in+in] {
				z = math.FMA(a[k], v, z)
			}
			e.a[l][j] = arith.Sigmoid(z)
		}
		at += out * (in + 1)
	}
	for j := range e.sizes[top] {
		a := e.a[top][j]
		e.d[top][j] = (a - y[j]) * (a * (1 - a))
	}
	for l := top; l >= 1; l-- {
		in, out := e.sizes[l-1], e.sizes[l]
		at -= out * (in + 1)
		w, b := p[at:at+out*in], p[at+out*in:at+out*in+out]
		a, below := e.a[l-1][:in], e.d[l-1][:in]
		clear(below)
		for j := range b {
			d := e.d[l][j]
			row := w[j*in : j*in+in]
			for k, v := range row {
				below[k] = math.FMA(d, v, below[k])
				row[k] = math.FMA(-rate, float64(d*a[k])+0, v) // + 0 makes +0 of −0, as a sum from 0 does
			}
			b[j] = math.FMA(-rate, d+0, b[j])
		}
		for k, v := range a {
			below[k] *= v * (1 - v)
		}
	}
}
