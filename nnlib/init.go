package nnlib

import (
	"math"
	"math/rand/v2"

	"dlmath/nnlib/internal/random"
)

// Initializer gives the parameters that training starts from, a layer at a time:
// it fills w, the n_l × n_{l−1} weights row by row, and b, the n_l biases.
type Initializer func(rng *rand.Rand, w, b []float64, in, out int)

// Init fills all parameters by the initializer, layer by layer, drawing from rng.
func (n *Network) Init(rng *rand.Rand, init Initializer) {
	for l := 2; l <= n.L(); l++ {
		init(rng, n.weights(n.p, l), n.biases(n.p, l), n.sizes[l-2], n.sizes[l-1])
	}
}

// Normal draws weights and biases from a normal distribution with mean 0 and the
// given standard deviation, as the paper does with 0.5.
func Normal(sd float64) Initializer {
	return func(rng *rand.Rand, w, b []float64, _, _ int) {
		fillNormal(rng, w, sd)
		fillNormal(rng, b, sd)
	}
}

// Constant sets every weight and bias to c. Units that start alike stay alike, so
// it serves to show why starts are random.
func Constant(c float64) Initializer {
	return func(_ *rand.Rand, w, b []float64, _, _ int) {
		for i := range w {
			w[i] = c
		}
		for i := range b {
			b[i] = c
		}
	}
}

// Xavier draws weights uniformly from ±√(6/(n_{l−1} + n_l)) and sets biases to 0.
// It keeps the scale of signals in networks of sigmoid or tanh layers.
//
// Source: X. Glorot and Y. Bengio, AISTATS 2010, eq. (16).
func Xavier(rng *rand.Rand, w, b []float64, in, out int) {
	bound := math.Sqrt(6 / float64(in+out))
	for i := range w {
		w[i] = bound * (2*rng.Float64() - 1)
	}
	clear(b)
}

// He draws weights from a normal distribution with standard deviation √(2/n_{l−1})
// and sets biases to 0. It keeps the scale of signals in networks of ReLU layers.
//
// Source: K. He et al., ICCV 2015, eq. (10).
func He(rng *rand.Rand, w, b []float64, in, _ int) {
	fillNormal(rng, w, math.Sqrt(2/float64(in)))
	clear(b)
}

func fillNormal(rng *rand.Rand, v []float64, sd float64) {
	for i := range v {
		v[i] = sd * random.Normal(rng)
	}
}
