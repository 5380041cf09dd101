package lsq

import "gonum.org/v1/gonum/mat"

// Problem is a nonlinear least-squares problem: m residuals of n unknowns.
// There may be fewer residuals than unknowns.
type Problem struct {
	// Residuals is m, the number of residuals, at least 1.
	Residuals int

	// Func sets r, of length m, to the residuals at x, of length n.
	// It must neither change x nor keep it.
	Func func(r, x []float64)

	// Jac sets jac, m×n, to the derivatives ∂r_i/∂x_j at x; an element that is
	// always zero need not be set. It must neither change x nor keep jac or x.
	// When Jac is nil the derivatives are differences of Func.
	Jac func(jac *mat.Dense, x []float64)
}
