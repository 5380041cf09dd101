package arith

import (
	"math"

	"dlmath/nnlib/internal/cpu"
)

// Combine adds Σ c_i x_i to y, for i < k, where c_i is c[i·cStep] and x_i is as many
// numbers as y has from x[i·xStep] on. Each element is one chain of fused multiply-adds
// over i, going on from what it holds. y must not lie among the x_i.
func Combine(y, c []float64, cStep int, x []float64, xStep, k int) {
	if k == 0 || len(y) == 0 {
		return
	}
	c, x = c[:(k-1)*cStep+1], x[:(k-1)*xStep+len(y)]
	if combineVector(cpu.Level(), y, c, cStep, x, xStep, k) {
		return
	}
	for i := range k {
		AddScaled(y, c[i*cStep], x[i*xStep:i*xStep+len(y)])
	}
}

// Gram writes the upper triangle of g = JᵀJ, and leaves below it what may be. J is m×n,
// row by row, g is n×n. Element (i, k) is one chain that starts at 0 and runs over the
// rows of J.
func Gram(g, j []float64, m, n int) {
	g, j = g[:n*n], j[:m*n]
	clear(g)
	if m == 0 {
		return
	}
	i := 0
	for ; i+4 <= n && combine4Vector(cpu.Level(), g[i*n+i:], j[i:], m, n, n-i); i += 4 {
	}
	for ; i < n; i++ {
		Combine(g[i*n+i:i*n+n], j[i:], n, j[i:], n, m)
	}
}

// Cholesky replaces the upper triangle of a, an n×n symmetric matrix, row by row, by
// the U with a = UᵀU; it neither reads nor keeps what is below. Each element is a chain
// down its column, then divided by the diagonal element's root. It reports false, and
// leaves a as it may be, when a is not positive definite to working precision.
func Cholesky(a []float64, n int) bool {
	a = a[:n*n]
	if n == 0 {
		return true
	}
	if done, ok := choleskyVector(cpu.Level(), a, n); ok {
		return done == n
	}
	for k := range n {
		row := a[k*n+k : k*n+n]
		for i := range k {
			AddScaled(row, -a[i*n+k], a[i*n+k:i*n+n])
		}
		if !(row[0] > 0) || math.IsInf(row[0], 1) {
			return false
		}
		d := math.Sqrt(row[0])
		for i := range row {
			row[i] /= d
		}
		row[0] = d
	}
	return true
}
