package lsq

import (
	"math"

	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/internal/gemm"
)

// tangent is the linear model r + Jδ of the residuals at a point, and the
// workspace to find the damped step on it.
type tangent struct {
	m, n int
	r    []float64 // m residuals
	jac  []float64 // J, m×n, row by row
	jacT []float64 // Jᵀ, n×m, row by row; nil when gram is JᵀJ
	g    []float64 // Jᵀr, the gradient of the cost

	box *box // the bounds on δ, or nil

	gram  square // JᵀJ; or JJᵀ, when that is smaller and there are no bounds
	work  square // gram + λI and its factor
	delta []float64
	rows  []float64 // m elements of workspace
}

func newTangent(m, n int, bounded bool) tangent {
	t := tangent{
		m: m, n: n,
		r:     make([]float64, m),
		jac:   make([]float64, m*n),
		g:     make([]float64, n),
		delta: make([]float64, n),
		rows:  make([]float64, m),
	}
	size := n
	switch {
	case bounded:
		t.box = newBox(n)
	case m < n:
		size = m
		t.jacT = make([]float64, n*m)
	}
	t.gram, t.work = newSquare(size), newSquare(size)
	return t
}

// row returns row i of J.
func (t *tangent) row(i int) []float64 { return t.jac[i*t.n : (i+1)*t.n] }

// update makes the gradient and the Gram matrix fit to r and J.
func (t *tangent) update() {
	clear(t.g)
	arith.Combine(t.g, t.r, 1, t.jac, t.n, t.m)
	if t.jacT == nil {
		gemm.Gram(t.gram.data, t.jac, t.m, t.n)
		return
	}
	gemm.Transpose(t.jacT, t.m, t.jac, t.n, t.m, t.n)
	gemm.Gram(t.gram.data, t.jacT, t.n, t.m)
}

// steepest returns ‖P(x − g) − x‖∞, P being the projection on the bounds.
func (t *tangent) steepest() float64 {
	var largest float64
	for j, v := range t.g {
		move := -v
		if t.box != nil {
			move = min(max(move, t.box.lower[j]), t.box.upper[j])
		}
		largest = max(largest, math.Abs(move))
	}
	return largest
}

// step sets delta to the minimiser of ½‖r + Jδ‖² + ½λ‖δ‖² within the bounds.
// It reports false when rounding leaves the matrix without a Cholesky factor, or
// the step overflows: λ is too small.
func (t *tangent) step(lambda float64) bool {
	var ok bool
	switch {
	case t.box != nil:
		ok = t.boundedStep(lambda)
	case t.jacT != nil:
		ok = t.dualStep(lambda)
	default:
		ok = t.primalStep(lambda)
	}
	return ok && isFinite(norm(t.delta))
}

// primalStep solves (JᵀJ + λI) δ = −Jᵀr.
func (t *tangent) primalStep(lambda float64) bool {
	t.damp(lambda)
	if !t.work.factor() {
		return false
	}
	for j, v := range t.g {
		t.delta[j] = -v
	}
	t.work.solve(t.delta)
	return true
}

// dualStep finds the same δ as Jᵀu with (JJᵀ + λI) u = −r, a smaller system
// when there are fewer residuals than unknowns.
func (t *tangent) dualStep(lambda float64) bool {
	t.damp(lambda)
	if !t.work.factor() {
		return false
	}
	u := t.rows
	for i, v := range t.r {
		u[i] = -v
	}
	t.work.solve(u)
	clear(t.delta)
	arith.Combine(t.delta, u, 1, t.jac, t.n, t.m)
	return true
}

// damp sets work to gram + λI.
func (t *tangent) damp(lambda float64) {
	copy(t.work.data, t.gram.data)
	for j := range t.work.n {
		t.work.row(j)[0] += lambda
	}
}

// reduction returns by how much delta lowers the cost of the model,
// ½‖r‖² − ½‖r + Jδ‖².
func (t *tangent) reduction() float64 {
	if t.jacT != nil {
		clear(t.rows)
		arith.Combine(t.rows, t.delta, 1, t.jacT, t.m, t.n)
	} else {
		for i := range t.rows {
			t.rows[i] = arith.Dot(t.row(i), t.delta)
		}
	}
	return -(arith.Dot(t.g, t.delta) + arith.Dot(t.rows, t.rows)/2)
}
