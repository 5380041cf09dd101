package nnlib

import (
	"fmt"
	"math"

	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/internal/tiny"
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
	own := *o // with working memory of its own, and λ as it is now
	own.ps = o.Network.newPass(o.ps.points)
	if o.tiny != nil {
		own.tiny = tiny.New(o.Network.sizes)
	}
	r := &residuals{Objective: &own, kind: kind}
	return lsq.Problem{Residuals: r.count(), Func: r.values, Jac: r.jacobian}
}

type residuals struct {
	*Objective
	kind ResidualKind

	held   []float64    // the parameters with which all points have passed, and stand in ps
	engine *tiny.Engine // through which they passed, or nil
}

func (r *residuals) count() int {
	n := r.Data.Len()
	if r.kind == ByComponent {
		n *= r.Network.Size(r.Network.L())
	}
	if r.L2 > 0 {
		r.eachWeight(func(int) { n++ })
	}
	return n
}

func (r *residuals) values(dst, p []float64) {
	next := 0
	out := r.Network.Size(r.Network.L())
	r.forEachChunk(p, func(rows []int) {
		d := r.differences(rows)
		if r.kind == ByComponent {
			next += copy(dst[next:], d)
			return
		}
		for i := range rows {
			di := d[i*out : i*out+out]
			dst[next] = math.Sqrt(arith.Dot(di, di))
			next++
		}
	})
	if r.L2 > 0 {
		scale := r.weightScale()
		r.eachWeight(func(k int) {
			dst[next] = scale * p[k]
			next++
		})
	}
}

func (r *residuals) jacobian(dst *mat.Dense, p []float64) {
	next := 0
	out := r.Network.Size(r.Network.L())
	r.forEachChunk(p, func(rows []int) {
		d := r.differences(rows)
		if r.kind == ByPoint {
			for i := range rows {
				di := d[i*out : i*out+out]
				if norm := math.Sqrt(arith.Dot(di, di)); norm > 0 {
					for j := range di {
						di[j] /= norm
					}
				}
			}
			r.derivatives(dst, p, next, 1, len(rows))
			next += len(rows)
			return
		}
		for j := range out {
			clear(d)
			for i := range rows {
				d[i*out+j] = 1
			}
			r.derivatives(dst, p, next+j, out, len(rows))
		}
		next += len(rows) * out
	})
	if r.L2 > 0 {
		scale := r.weightScale()
		r.eachWeight(func(k int) {
			g := dst.RawRowView(next)
			clear(g)
			g[k] = scale
			next++
		})
	}
}

// forEachChunk is eachChunk for all points. Where they fit in ps together it passes
// them but once for a point's residuals and its Jacobian matrix.
func (r *residuals) forEachChunk(p []float64, visit func(rows []int)) {
	if len(r.rows) > r.ps.points {
		r.eachChunk(p, r.rows, visit)
		return
	}
	same := arith.SameBits(r.held, p)
	in := r.Network.sizes[0]
	for i, row := range r.rows {
		held, x := r.ps.a[0][i*in:i*in+in], r.Data.X.RawRowView(row)
		if !arith.SameBits(held, x) {
			same = false
			copy(held, x)
		}
	}
	if !same {
		if r.engine = r.tiny; r.engine == nil || !r.engine.Activations(r.ps.a, p, r.ps.a[0], in, len(r.rows)) {
			r.engine = nil
			r.Network.forward(p, r.ps, len(r.rows))
		}
		r.held = append(r.held[:0], p...)
	}
	visit(r.rows)
}

// differences writes a^[L] − y of the points in r.ps, which are the given rows of the
// data, where their δ^[L] belongs.
func (r *residuals) differences(rows []int) []float64 {
	top := len(r.ps.a) - 1
	a, d := r.ps.a[top], r.ps.delta[top]
	k := 0
	for _, row := range rows {
		for _, y := range r.Data.Y.RawRowView(row) {
			d[k] = a[k] - y
			k++
		}
	}
	return d[:k]
}

// derivatives writes the derivatives of m residuals, one of each point in r.ps, by the
// parameters, to the rows first, first + step, … of dst. It finds the residuals'
// derivatives by a^[L] where δ^[L] belongs.
func (r *residuals) derivatives(dst *mat.Dense, p []float64, first, step, m int) {
	n := r.Network
	if r.engine != nil {
		j, out := dst.RawMatrix(), n.sizes[n.L()-1]
		r.engine.Derivatives(j.Data[first*j.Stride:], step*j.Stride, r.ps.delta[n.L()-1][:m*out])
		return
	}
	n.pullback(n.L(), r.ps, m)
	n.eachDelta(p, r.ps, m, func(l, in, out int) {
		before, rows := r.ps.before(l)
		for i := range m {
			g := dst.RawRowView(first + i*step)[n.w[l-1] : n.b[l-1]+out] // W, then b
			at := i * in
			if rows != nil {
				at = rows[i] * in
			}
			a := before[at : at+in]
			for j, d := range r.ps.delta[l-1][i*out : i*out+out] {
				g[out*in+j] = d
				w := g[j*in : j*in+in]
				for k, v := range a {
					w[k] = d * v
				}
			}
		}
	})
}

func (r *residuals) weightScale() float64 { return math.Sqrt(float64(r.Data.Len()) * r.L2) }

// eachWeight visits the index of every weight in the parameters.
func (r *residuals) eachWeight(visit func(k int)) {
	for l := 2; l <= r.Network.L(); l++ {
		for k := r.Network.w[l-1]; k < r.Network.b[l-1]; k++ {
			visit(k)
		}
	}
}
