package nnlib

import (
	"fmt"
	"math"

	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/lsq"

	"gonum.org/v1/gonum/mat"
)

// ResidualKind says what a residual is when the cost is seen as a sum of squares.
type ResidualKind int

const (
	// ByPoint has one residual a point, the norm ‖a^[L](x^{i}) − y(x^{i})‖₂, as the
	// paper gives them to lsqnonlin: 10 for the ten points. It is not smooth where
	// the norm is 0; its derivative there is taken as 0.
	ByPoint ResidualKind = iota

	// ByComponent has a residual for each component of each output,
	// a_j^[L](x^{i}) − y_j(x^{i}): 20 for the ten points.
	ByComponent
)

// String returns "by point" or "by component".
func (k ResidualKind) String() string {
	switch k {
	case ByPoint:
		return "by point"
	case ByComponent:
		return "by component"
	}
	return fmt.Sprintf("ResidualKind(%d)", int(k))
}

// Residuals returns the objective as a nonlinear least squares problem with an
// analytic Jacobian. Half its sum of squares is N·Cost, for either kind; a penalty
// λ adds the residuals √(Nλ)·w, one for each weight.
//
// It panics when the cost is not [Quadratic].
func (o *Objective) Residuals(kind ResidualKind) lsq.Problem {
	if o.cost != Quadratic {
		panic(fmt.Sprintf("nnlib: nonlinear least squares needs the quadratic cost; this objective has the %v cost", o.cost))
	}
	r := residuals{o, kind, o.Network.newPass(1)}
	return lsq.Problem{Residuals: r.count(), Func: r.values, Jac: r.jacobian}
}

type residuals struct {
	*Objective
	kind ResidualKind
	ps   *pass // of one point
}

func (r residuals) count() int {
	n := r.Data.Len()
	if r.kind == ByComponent {
		n *= r.Network.Size(r.Network.L())
	}
	if r.L2 > 0 {
		r.eachWeight(func(int) { n++ })
	}
	return n
}

func (r residuals) values(dst, p []float64) {
	next := 0
	put := func(v float64) { dst[next] = v; next++ }
	for i := range r.Data.Len() {
		d := r.difference(p, i)
		switch r.kind {
		case ByPoint:
			put(math.Sqrt(arith.Dot(d, d)))
		case ByComponent:
			for _, v := range d {
				put(v)
			}
		}
	}
	if r.L2 > 0 {
		scale := r.weightScale()
		r.eachWeight(func(k int) { put(scale * p[k]) })
	}
}

func (r residuals) jacobian(dst *mat.Dense, p []float64) {
	next := 0
	row := func() []float64 {
		g := dst.RawRowView(next)
		clear(g)
		next++
		return g
	}
	for i := range r.Data.Len() {
		d := r.difference(p, i)
		switch r.kind {
		case ByPoint:
			if norm := math.Sqrt(arith.Dot(d, d)); norm > 0 {
				for j := range d {
					d[j] /= norm
				}
			}
			r.backwardFrom(row(), p, d)
		case ByComponent:
			for j := range d {
				clear(d)
				d[j] = 1
				r.backwardFrom(row(), p, d)
			}
		}
	}
	if r.L2 > 0 {
		scale := r.weightScale()
		r.eachWeight(func(k int) { row()[k] = scale })
	}
}

// difference passes point i forward and returns a^[L] − y, in memory that the next call reuses.
func (r residuals) difference(p []float64, i int) []float64 {
	copy(r.ps.a[0], r.Data.X.RawRowView(i))
	r.Network.forward(p, r.ps, 1)
	top := len(r.ps.a) - 1
	for j, y := range r.Data.Y.RawRowView(i) {
		r.ps.scratch[j] = r.ps.a[top][j] - y
	}
	return r.ps.scratch
}

// backwardFrom adds to grad the derivative of the residual with ∂r/∂a^[L] = d.
func (r residuals) backwardFrom(grad, p, d []float64) {
	top := len(r.ps.a) - 1
	copy(r.ps.delta[top], d)
	r.output.Pullback(r.ps.delta[top], r.ps.z[top], r.ps.a[top])
	r.Network.backward(grad, p, r.ps, 1)
}

func (r residuals) weightScale() float64 { return math.Sqrt(float64(r.Data.Len()) * r.L2) }

// eachWeight visits the index of every weight in the parameters.
func (r residuals) eachWeight(visit func(k int)) {
	for l := 2; l <= r.Network.L(); l++ {
		for k := r.Network.w[l-1]; k < r.Network.b[l-1]; k++ {
			visit(k)
		}
	}
}
