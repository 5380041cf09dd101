package nnlib

import "dlmath/nnlib/internal/arith"

// backward is back propagation for the m points of a pass. From δ^[L] it finds
//
//	δ^[l] = σ′(z^[l]) ∘ (W^[l+1])ᵀ δ^[l+1]
//
// and adds to grad, summed over the points,
//
//	∂C/∂b_j^[l] = δ_j^[l]    ∂C/∂w_jk^[l] = δ_j^[l] a_k^[l−1]
func (n *Network) backward(grad, p []float64, ps *pass, m int) {
	for l := n.L(); l >= 2; l-- {
		in, out := n.sizes[l-2], n.sizes[l-1]
		arith.AddOuter(n.weights(grad, l), n.biases(grad, l), ps.delta[l-1], ps.a[l-2], m, in, out)
		if l == 2 {
			return // δ^[1] would be the derivative by the input, which nobody asks for
		}
		arith.Transposed(ps.delta[l-2], ps.delta[l-1], n.weights(p, l), m, in, out)
		σ := n.σ[l-2].(Differentiable)
		if e, ok := σ.(*Elementwise); ok {
			e.Pullback(ps.delta[l-2][:m*in], ps.z[l-2], ps.a[l-2]) // of all points at once
			continue
		}
		for i := 0; i < m*in; i += in {
			σ.Pullback(ps.delta[l-2][i:i+in], ps.z[l-2][i:i+in], ps.a[l-2][i:i+in])
		}
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
