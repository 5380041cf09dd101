package nnlib

import (
	"fmt"
	"math"
)

// Neuron is a single neuron. Its output is σ(Σ_k w_k x_k + b).
type Neuron struct {
	W          []float64  // weights w_k, one for each input
	B          float64    // bias b
	Activation Activation // σ; nil gives the plain sum
}

// Output returns the neuron's output for the inputs x.
// It panics when their number is not that of the weights.
func (n Neuron) Output(x ...float64) float64 {
	if len(x) != len(n.W) {
		panic(fmt.Sprintf("nnlib: a neuron with %d weights was given %d inputs", len(n.W), len(x)))
	}
	z := n.B
	for k, w := range n.W {
		z = math.FMA(w, x[k], z)
	}
	if n.Activation == nil {
		return z
	}
	a := []float64{z}
	n.Activation.Apply(a, a)
	return a[0]
}
