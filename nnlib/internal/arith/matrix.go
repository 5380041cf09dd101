package arith

import "math"

// Dot returns Σ_k x_k y_k, one chain of fused multiply-adds from k = 0 upwards.
func Dot(x, y []float64) float64 {
	sum := 0.0
	for k, v := range x {
		sum = math.FMA(v, y[k], sum)
	}
	return sum
}

// Affine writes z = a Wᵀ + b for m points: z is m×out, a is m×in, w is out×in, all
// row by row. Element (i, j) is one chain of fused multiply-adds that starts at b_j
// and runs over k = 0 … in−1.
func Affine(z, a, w, b []float64, m, in, out int) {
	for i := range m {
		x := a[i*in : i*in+in]
		y := z[i*out : i*out+out]
		j := 0
		for ; j+4 <= out; j += 4 { // four chains at once hide the latency of one
			w0 := w[j*in : j*in+in]
			w1 := w[(j+1)*in : (j+1)*in+in]
			w2 := w[(j+2)*in : (j+2)*in+in]
			w3 := w[(j+3)*in : (j+3)*in+in]
			z0, z1, z2, z3 := b[j], b[j+1], b[j+2], b[j+3]
			for k, v := range x {
				z0 = math.FMA(v, w0[k], z0)
				z1 = math.FMA(v, w1[k], z1)
				z2 = math.FMA(v, w2[k], z2)
				z3 = math.FMA(v, w3[k], z3)
			}
			y[j], y[j+1], y[j+2], y[j+3] = z0, z1, z2, z3
		}
		for ; j < out; j++ {
			row := w[j*in : j*in+in]
			s := b[j]
			for k, v := range x {
				s = math.FMA(v, row[k], s)
			}
			y[j] = s
		}
	}
}

// Transposed writes g = δ W for m points: g is m×in, delta is m×out, w is out×in.
// Element (i, k) is one chain that starts at 0 and runs over j = 0 … out−1.
func Transposed(g, delta, w []float64, m, in, out int) {
	clear(g[:m*in])
	for i := range m {
		row := g[i*in : i*in+in]
		for j, d := range delta[i*out : i*out+out] {
			for k, v := range w[j*in : j*in+in] {
				row[k] = math.FMA(d, v, row[k])
			}
		}
	}
}

// AddOuter adds δᵀ a to gw and the column sums of δ to gb, for m points: gw is
// out×in, delta is m×out, a is m×in. Each element is one chain over the points in
// their order, going on from what it holds.
func AddOuter(gw, gb, delta, a []float64, m, in, out int) {
	for i := range m {
		x := a[i*in : i*in+in]
		for j, d := range delta[i*out : i*out+out] {
			gb[j] += d
			row := gw[j*in : j*in+in]
			for k, v := range x {
				row[k] = math.FMA(d, v, row[k])
			}
		}
	}
}

// AddScaled adds c·x to y, one fused multiply-add for each component.
func AddScaled(y []float64, c float64, x []float64) {
	for i, v := range x {
		y[i] = math.FMA(c, v, y[i])
	}
}
