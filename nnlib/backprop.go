package nnlib

import "dlmath/nnlib/internal/gemm"

// backward is back propagation for the m points of a pass. From δ^[L] it finds
//
//	δ^[l] = σ′(z^[l]) ∘ (W^[l+1])ᵀ δ^[l+1]
//
// and adds to grad, summed over the points,
//
//	∂C/∂b_j^[l] = δ_j^[l]    ∂C/∂w_jk^[l] = δ_j^[l] a_k^[l−1]
func (n *Network) backward(grad, p []float64, ps *pass, m int) {
	n.eachDelta(p, ps, m, func(l, in, out int) {
		a, rows := ps.before(l)
		gemm.AddOuter(n.weights(grad, l), n.biases(grad, l), ps.delta[l-1], a, rows, m, in, out)
	})
}

// descend is backward for the network's own parameters, which it moves by rate times
// the gradient. That goes on from what grad holds, or begins with 0 where fresh is
// set; grad then has no meaning.
func (n *Network) descend(rate float64, grad []float64, fresh bool, ps *pass, m int) {
	n.eachDelta(n.p, ps, m, func(l, in, out int) {
		a, rows := ps.before(l)
		gemm.Descend(n.weights(n.p, l), n.biases(n.p, l), rate,
			n.weights(grad, l), n.biases(grad, l), ps.delta[l-1], a, rows, m, in, out, fresh)
	})
}

// eachDelta finds δ^[L−1], …, δ^[2] and visits the layers L, …, 2, each when its own
// δ^[l] is known and its weights are no longer needed.
func (n *Network) eachDelta(p []float64, ps *pass, m int, visit func(l, in, out int)) {
	for l := n.L(); l >= 2; l-- {
		in, out := n.sizes[l-2], n.sizes[l-1]
		if l > 2 { // δ^[1] would be the derivative by the input, which nobody asks for
			gemm.Transposed(ps.delta[l-2], ps.delta[l-1], n.weights(p, l), m, in, out)
			n.pullback(l-1, ps, m)
		}
		visit(l, in, out)
	}
}

// pullback turns ∂C/∂a^[l] in δ^[l] into ∂C/∂z^[l].
func (n *Network) pullback(l int, ps *pass, m int) {
	size := n.sizes[l-1]
	σ := n.σ[l-1].(Differentiable)
	if e, ok := σ.(*Elementwise); ok {
		e.Pullback(ps.delta[l-1][:m*size], ps.z[l-1], ps.a[l-1]) // of all points at once
		return
	}
	for i := 0; i < m*size; i += size {
		σ.Pullback(ps.delta[l-1][i:i+size], ps.z[l-1][i:i+size], ps.a[l-1][i:i+size])
	}
}

// Delta returns δ^[l] = ∂C/∂z^[l] for l = 2, …, L, where C is the cost of the
// given row of the data at the network's own parameters. The slice at index l−2
// belongs to layer l. It panics when the row is outside the data.
func (o *Objective) Delta(row int) [][]float64 {
	n := o.Network
	o.BatchGradient(make([]float64, len(n.p)), nil, []int{row})
	deltas := make([][]float64, n.L()-1)
	for i := range deltas {
		deltas[i] = append(deltas[i], o.ps.delta[i+1][:n.sizes[i+1]]...)
	}
	return deltas
}
