package lsq

import (
	"math"

	"dlmath/nnlib/internal/arith"
)

// Every sum here is one chain of fused multiply-adds in ascending order. That,
// and not BLAS, is what gives the same bits on every platform.

// norm returns √Σ x_i².
func norm(x []float64) float64 { return math.Sqrt(arith.Dot(x, x)) }

// square is an n×n symmetric matrix of which only the upper triangle counts,
// row by row; or an upper triangular one.
type square struct {
	n    int
	data []float64
}

func newSquare(n int) square { return square{n, make([]float64, n*n)} }

// row returns row i from its diagonal element on.
func (a square) row(i int) []float64 { return a.data[i*a.n+i : (i+1)*a.n] }

// at returns element i, j of a symmetric matrix.
func (a square) at(i, j int) float64 { return a.data[min(i, j)*a.n+max(i, j)] }

// factor replaces a by the upper triangular U with a = UᵀU, its Cholesky
// factor. It reports false when a is not positive definite to working precision.
func (a square) factor() bool { return arith.Cholesky(a.data, a.n) }

// solve replaces b by the solution of UᵀU x = b, a being the U of factor.
func (a square) solve(b []float64) {
	for k := range a.n {
		row := a.row(k)
		b[k] /= row[0]
		arith.AddScaled(b[k+1:], -b[k], row[1:])
	}
	for k := a.n - 1; k >= 0; k-- {
		row := a.row(k)
		b[k] = (b[k] - arith.Dot(row[1:], b[k+1:])) / row[0]
	}
}
