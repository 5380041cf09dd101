package nnlib

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"unsafe"

	"dlmath/nnlib/internal/gemm"
	"dlmath/nnlib/internal/parallel"
	"dlmath/nnlib/internal/tiny"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// pass is the memory of one pass through the network for up to a number of points:
// z^[l], a^[l] and δ^[l] at index l−1, a row for each point.
type pass struct {
	points      int
	z, a, delta [][]float64

	// The points themselves may stay where they are: in these rows of data, not in a^[1].
	data []float64
	rows []int
}

// before returns a^[l−1], and which of its rows belong to the points, nil for all.
func (ps *pass) before(l int) (a []float64, rows []int) {
	if l == 2 && ps.rows != nil {
		return ps.data, ps.rows
	}
	return ps.a[l-2], nil
}

func (n *Network) newPass(points int) *pass {
	ps := &pass{points: points}
	for _, size := range n.sizes {
		ps.z = append(ps.z, make([]float64, points*size))
		ps.a = append(ps.a, make([]float64, points*size))
		ps.delta = append(ps.delta, make([]float64, points*size))
	}
	return ps
}

// forward fills z^[l] and a^[l] for l = 2, …, L from a^[1], for m points, with the parameters p.
func (n *Network) forward(p []float64, ps *pass, m int) {
	for l := 2; l <= n.L(); l++ {
		in, out := n.sizes[l-2], n.sizes[l-1]
		z, a := ps.z[l-1][:m*out], ps.a[l-1][:m*out]
		before, rows := ps.before(l)
		gemm.Affine(z, before, rows, n.weights(p, l), n.biases(p, l), m, in, out)
		if σ, ok := n.σ[l-1].(*Elementwise); ok {
			σ.Apply(a, z) // of all points at once
			continue
		}
		for i := 0; i < len(z); i += out {
			n.σ[l-1].Apply(a[i:i+out], z[i:i+out])
		}
	}
}

// Forward is what [Network.Forward] leaves behind: every z^[l] and a^[l] of one point.
type Forward struct {
	net *Network
	ps  *pass
}

// Forward passes the point x ∈ ℝ^{n₁} through the network (eq. 7, 8).
// It panics when x has another length.
func (n *Network) Forward(x []float64) Forward {
	n.checkInput(len(x))
	ps := n.newPass(1)
	copy(ps.a[0], x)
	n.forward(n.p, ps, 1)
	return Forward{n, ps}
}

// Z returns z^[l] = W^[l] a^[l−1] + b^[l] for l = 2, …, L.
func (f Forward) Z(l int) []float64 {
	f.net.check(l, 2)
	return f.ps.z[l-1]
}

// A returns a^[l] for l = 1, …, L: the input for l = 1, then σ(z^[l]).
func (f Forward) A(l int) []float64 {
	f.net.check(l, 1)
	return f.ps.a[l-1]
}

// Predict returns the output F(x) = a^[L] for one point x ∈ ℝ^{n₁}.
// It panics when x has another length.
func (n *Network) Predict(x []float64) []float64 { return n.Forward(x).A(n.L()) }

// PredictBatch returns the N×n_L outputs for the N×n₁ inputs in the rows of x, with
// the same bits as [Network.Predict] gives for each. It panics when x has another
// number of columns.
func (n *Network) PredictBatch(x mat.Matrix) *mat.Dense {
	points, in := x.Dims()
	n.checkInput(in)
	out := n.sizes[n.L()-1]
	b := &batch{Network: n, x: rowsOf(x), y: uncleared(points * out)}
	if n.allSigmoid() && tiny.Fits(n.sizes) {
		parallel.Do((points+pointsOfPart-1)/pointsOfPart, b)
	} else {
		b.predict(0, points, nil)
	}
	return mat.NewDense(points, out, b.y)
}

// batch is a PredictBatch at work.
type batch struct {
	*Network
	x       blas64.General
	y       []float64 // the outputs, row by row
	engines sync.Pool // those that no part has at the moment
}

const pointsOfPart = 4096

// Part predicts the i-th part of the points, for a network that fits the engine of tiny
// networks.
func (b *batch) Part(i int) {
	e, _ := b.engines.Get().(*tiny.Engine)
	if e == nil {
		e = tiny.New(b.sizes)
	}
	b.predict(i*pointsOfPart, min((i+1)*pointsOfPart, b.x.Rows), e)
	b.engines.Put(e)
}

// predict predicts the points from, …, to − 1, by the engine if there is one and it can.
func (b *batch) predict(from, to int, e *tiny.Engine) {
	in, out := b.sizes[0], b.sizes[b.L()-1]
	var ps *pass
	for from < to {
		x, y := b.x.Data[from*b.x.Stride:], b.y[from*out:]
		if e != nil {
			m := min(tiny.Chunk, to-from)
			if e.Outputs(y, b.p, x, b.x.Stride, m) {
				from += m
				continue
			}
		}
		m := min(chunk, to-from)
		if ps == nil {
			ps = b.newPass(m)
		}
		for i := range m {
			copy(ps.a[0][i*in:(i+1)*in], x[i*b.x.Stride:])
		}
		b.forward(b.p, ps, m)
		copy(y, ps.a[b.L()-1][:m*out])
		from += m
	}
}

// uncleared returns n numbers of any value, to be written before they are read. For the
// outputs of many points it takes as long to clear them as to compute a sixth of them.
func uncleared(n int) []float64 {
	if n == 0 {
		return nil
	}
	var b strings.Builder // what it grows by is not cleared, as make's memory is
	b.Grow(8 * n)
	b.WriteByte(0)
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.StringData(b.String()))), n)
}

// rowsOf returns x row by row: its own memory where it has such, and else a copy.
func rowsOf(x mat.Matrix) blas64.General {
	if raw, ok := x.(mat.RawMatrixer); ok {
		return raw.RawMatrix()
	}
	return mat.DenseCopyOf(x).RawMatrix()
}

// chunk is how many points go through the network at once. It bounds the memory of
// a pass and has no influence on any result.
const chunk = 64

// Classify returns the category of one point: the index, from 0, of the largest
// component of F(x), and the first of them at a tie. A network with a single output
// answers 1 when that is above ½, else 0. The category is −1 when an output is NaN.
func (n *Network) Classify(x []float64) int { return category(n.Predict(x)) }

// ClassifyBatch returns the category of each row of x, as [Network.Classify] does.
func (n *Network) ClassifyBatch(x mat.Matrix) []int {
	y := n.PredictBatch(x)
	points, _ := y.Dims()
	labels := make([]int, points)
	for i := range labels {
		labels[i] = category(y.RawRowView(i))
	}
	return labels
}

func category(y []float64) int {
	best := 0
	for c, v := range y {
		if math.IsNaN(v) {
			return -1
		}
		if v > y[best] {
			best = c
		}
	}
	if len(y) == 1 && y[0] > 0.5 {
		return 1
	}
	return best
}

func (n *Network) checkInput(length int) {
	if length != n.sizes[0] {
		panic(fmt.Sprintf("nnlib: a point with %d components was given to a network with %d inputs", length, n.sizes[0]))
	}
}
