package nnlib

import (
	"fmt"

	"dlmath/nnlib/dataset"
	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/internal/tiny"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// Objective is the function of the parameters that training makes small: the mean
// cost of a network over a data set,
//
//	Cost = 1/N Σ_i C(a^[L](x^{i}), y(x^{i})) + λ/2 Σ w²    (eq. 6, 9 for λ = 0)
//
// Wherever a method takes parameters p, nil means the network's own.
// It has working memory of its own and is for one goroutine at a time.
type Objective struct {
	Network *Network
	Data    *dataset.Set
	L2      float64 // λ ≥ 0, the penalty on large weights; biases are free

	cost   Cost
	output Differentiable // σ of the output layer
	ps     *pass
	grad   []float64 // of Descend
	rows   []int     // 0, …, N−1

	tiny  *tiny.Engine // nil where the network or the cost is not for it
	costs [tiny.Chunk]float64
}

// NewObjective joins a network, a cost and a data set.
//
// It panics when they do not fit: sizes that differ, a cost that makes no sense with
// the output layer or with a target, or a layer without a derivative.
func NewObjective(net *Network, cost Cost, data *dataset.Set) *Objective {
	points, in := data.X.Dims()
	_, out := data.Y.Dims()
	L := net.L()
	if in != net.Size(1) || out != net.Size(L) {
		panic(fmt.Sprintf("nnlib: data with %d inputs and %d targets a point were given to a network with %d inputs and %d outputs",
			in, out, net.Size(1), net.Size(L)))
	}
	for l := 2; l <= L; l++ {
		if !trainable(net.Activation(l)) {
			panic(fmt.Sprintf("nnlib: layer %d has the %v function, which has no derivative to train by; take sigmoid, tanh or ReLU instead",
				l, net.Activation(l)))
		}
	}
	rows := make([]int, points)
	for i := range rows {
		rows[i] = i
		if err := cost.Check(net.Activation(L), data.Y.RawRowView(i)); err != nil {
			panic(fmt.Sprintf("nnlib: %v (point %d)", err, i+1))
		}
	}
	o := &Objective{
		Network: net,
		Data:    data,
		cost:    cost,
		output:  net.Activation(L).(Differentiable),
		ps:      net.newPass(min(points, chunk)),
		rows:    rows,
	}
	if cost == Quadratic && net.allSigmoid() && tiny.Fits(net.sizes) {
		o.tiny = tiny.New(net.sizes)
	}
	return o
}

func trainable(σ Activation) bool {
	if e, ok := σ.(*Elementwise); ok {
		return e.D != nil
	}
	_, ok := σ.(Differentiable)
	return ok
}

// Cost returns the cost at the parameters p.
// It panics when p has another length than the network's parameters.
func (o *Objective) Cost(p []float64) float64 {
	p = o.params(p)
	sum := 0.0
	for start := 0; start < len(o.rows); start += tiny.Chunk {
		rows := o.rows[start:min(start+tiny.Chunk, len(o.rows))]
		for _, c := range o.costsOf(p, rows) {
			sum += c
		}
	}
	return sum/float64(len(o.rows)) + o.penalty(p)
}

// costsOf returns the costs of up to tiny.Chunk points that stand one after the other in the
// data, in memory that the next call reuses.
func (o *Objective) costsOf(p []float64, rows []int) []float64 {
	c := o.costs[:len(rows)]
	if o.tiny != nil && o.tiny.Costs(c, p, o.points(rows[0])) {
		return c
	}
	next := 0
	o.eachChunk(p, rows, func(rows []int) {
		for i, row := range rows {
			z, a, _ := o.last(i)
			c[next] = o.cost.Of(z, a, o.Data.Y.RawRowView(row))
			next++
		}
	})
	return c
}

// Gradient writes ∇Cost at the parameters p to grad, in the order of Network.Params.
// It panics when a length differs from that of the network's parameters.
func (o *Objective) Gradient(grad, p []float64) { o.BatchGradient(grad, p, o.rows) }

// BatchGradient writes the gradient at p of the mean cost over some points only,
// named by their rows in the data; a row may stand there more than once. For a single
// row that is ∇C_{x^{i}}, the direction of a stochastic gradient step.
//
// It panics when a length differs from that of the network's parameters, when rows
// is empty, or when a row is outside the data.
func (o *Objective) BatchGradient(grad, p []float64, rows []int) {
	p = o.params(p)
	o.Network.checkParams(grad)
	if len(rows) == 0 {
		panic("nnlib: a gradient over no points was asked for")
	}
	clear(grad)
	scale := 1 / float64(len(rows))
	o.eachChunk(p, rows, func(rows []int) {
		o.lastDelta(rows, scale)
		o.Network.backward(grad, p, o.ps, len(rows))
	})
	o.addPenalty(grad, p)
}

// Descend moves the network's parameters p by one step of steepest descent along the
// gradient that [Objective.BatchGradient] has for some points,
//
//	p ← p − rate·g,
//
// one fused multiply-add for each parameter. It has the same bits as to compute g
// first, and takes less time: what is known of g is used while it is at hand.
//
// It panics when rows is empty, or when a row is outside the data.
func (o *Objective) Descend(rate float64, rows []int) {
	if len(rows) == 0 {
		panic("nnlib: a step along the gradient over no points was asked for")
	}
	p := o.Network.p
	if o.grad == nil {
		o.grad = make([]float64, len(p))
	}
	if o.L2 != 0 {
		o.BatchGradient(o.grad, nil, rows)
		arith.AddScaled(p, -rate, o.grad)
		return
	}
	if len(rows) > o.ps.points {
		clear(o.grad)
	}
	left, scale := len(rows), 1/float64(len(rows))
	o.eachChunk(p, rows, func(chunk []int) {
		o.lastDelta(chunk, scale)
		if left -= len(chunk); left > 0 {
			o.Network.backward(o.grad, p, o.ps, len(chunk))
			return
		}
		o.Network.descend(-rate, o.grad, len(chunk) == len(rows), o.ps, len(chunk))
	})
}

// lastDelta finds δ^[L], times scale, of the given rows of the data, which stand in o.ps.
func (o *Objective) lastDelta(rows []int, scale float64) {
	for i, row := range rows {
		z, a, delta := o.last(i)
		o.cost.Delta(delta, z, a, o.Data.Y.RawRowView(row), o.output)
		if scale != 1 {
			for j := range delta {
				delta[j] *= scale
			}
		}
	}
}

// Problem returns the objective in the form that gonum/optimize minimises.
func (o *Objective) Problem() optimize.Problem {
	return optimize.Problem{Func: o.Cost, Grad: o.Gradient}
}

// eachChunk passes the given rows of the data forward, some at a time, and calls
// visit with those that stand in o.ps.
func (o *Objective) eachChunk(p []float64, rows []int, visit func(rows []int)) {
	in := o.Network.sizes[0]
	x := o.Data.X.RawMatrix()
	for len(rows) > 0 {
		m := min(len(rows), o.ps.points)
		if in >= inPlace && x.Stride == in {
			for _, row := range rows[:m] {
				if row < 0 || row >= x.Rows {
					panic(mat.ErrRowAccess)
				}
			}
			o.ps.data, o.ps.rows = x.Data, rows[:m]
		} else {
			for i, row := range rows[:m] {
				copy(o.ps.a[0][i*in:(i+1)*in], o.Data.X.RawRowView(row))
			}
		}
		o.Network.forward(p, o.ps, m)
		visit(rows[:m])
		o.ps.data, o.ps.rows = nil, nil
		rows = rows[m:]
	}
}

// inPlace is from how many inputs on the points stay where they are: to copy them takes
// longer than to look them up, and most of all where several processors read the copy.
const inPlace = 64

// last gives z^[L], a^[L] and δ^[L] of the i-th point in o.ps.
func (o *Objective) last(i int) (z, a, delta []float64) {
	top := len(o.ps.a) - 1
	from, to := i*o.Network.sizes[top], (i+1)*o.Network.sizes[top]
	return o.ps.z[top][from:to], o.ps.a[top][from:to], o.ps.delta[top][from:to]
}

// penalty returns λ/2 Σ w².
func (o *Objective) penalty(p []float64) float64 {
	if o.L2 == 0 {
		return 0
	}
	sum := 0.0
	for l := 2; l <= o.Network.L(); l++ {
		w := o.Network.weights(p, l)
		sum += arith.Dot(w, w)
	}
	return o.L2 / 2 * sum
}

// addPenalty adds λw to the gradient.
func (o *Objective) addPenalty(grad, p []float64) {
	if o.L2 == 0 {
		return
	}
	for l := 2; l <= o.Network.L(); l++ {
		arith.AddScaled(o.Network.weights(grad, l), o.L2, o.Network.weights(p, l))
	}
}

func (o *Objective) params(p []float64) []float64 {
	if p == nil {
		return o.Network.p
	}
	o.Network.checkParams(p)
	return p
}
