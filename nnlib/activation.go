package nnlib

import (
	"dlmath/nnlib/internal/arith"
)

// Activation is an activation function σ.
type Activation interface {
	// String returns its name.
	String() string

	// Apply writes a = σ(z), where z is one point's vector z^[l]. a may be z itself.
	Apply(a, z []float64)
}

// Differentiable is an activation function that back propagation can pass,
// so that a layer with it can be trained.
type Differentiable interface {
	Activation

	// Pullback turns ∂C/∂a into ∂C/∂z in place: delta ← σ′(z)ᵀ delta, where
	// a = σ(z). For a componentwise σ that is σ′(z) ∘ delta.
	Pullback(delta, z, a []float64)
}

// Elementwise is an activation function that acts on each component by itself.
// Fill in one of your own to use it in a network:
//
//	swish := &nnlib.Elementwise{Name: "swish", F: …, D: …}
type Elementwise struct {
	Name string
	F    func(z float64) float64    // σ(z)
	D    func(z, a float64) float64 // σ′(z), given also a = σ(z)
}

var _ Differentiable = (*Elementwise)(nil)

// String returns σ's name.
func (e *Elementwise) String() string { return e.Name }

// At returns σ(z).
func (e *Elementwise) At(z float64) float64 { return e.F(z) }

// DerivativeAt returns σ′(z).
func (e *Elementwise) DerivativeAt(z float64) float64 { return e.D(z, e.F(z)) }

// Apply writes a_i = σ(z_i).
func (e *Elementwise) Apply(a, z []float64) {
	switch e { // the same bits as by F, in less time
	case Sigmoid:
		arith.SigmoidTo(a, z)
	case Tanh:
		arith.TanhTo(a, z)
	case ReLU:
		arith.ReLUTo(a, z)
	default:
		for i, v := range z {
			a[i] = e.F(v)
		}
	}
}

// Pullback multiplies delta_i by σ′(z_i).
func (e *Elementwise) Pullback(delta, z, a []float64) {
	switch e { // the same bits as by D, in less time
	case Sigmoid:
		for i, v := range a[:len(delta)] {
			delta[i] *= v * (1 - v)
		}
	case ReLU:
		arith.PullbackReLU(delta, z)
	default:
		for i := range delta {
			delta[i] *= e.D(z[i], a[i])
		}
	}
}

// The activation functions of the library.
var (
	// Identity is σ(z) = z: a linear layer.
	Identity = &Elementwise{
		Name: "identity",
		F:    func(z float64) float64 { return z },
		D:    func(_, _ float64) float64 { return 1 },
	}

	// Sigmoid is σ(z) = 1/(1 + e^{−z}) (eq. 1), with σ′ = σ(1 − σ) (eq. 2).
	Sigmoid = &Elementwise{
		Name: "sigmoid",
		F:    arith.Sigmoid,
		D:    func(_, a float64) float64 { return a * (1 - a) },
	}

	// Tanh is the hyperbolic tangent, with derivative 1 − tanh².
	Tanh = &Elementwise{
		Name: "tanh",
		F:    arith.Tanh,
		D:    func(_, a float64) float64 { return (1 - a) * (1 + a) },
	}

	// ReLU is max(0, z), the rectified linear unit; its derivative at 0 is taken as 0.
	ReLU = &Elementwise{
		Name: "relu",
		F:    func(z float64) float64 { return max(0, z) },
		D: func(z, _ float64) float64 {
			if z > 0 {
				return 1
			}
			return 0
		},
	}

	// LeakyReLU is z for z > 0 and z/100 otherwise.
	LeakyReLU = &Elementwise{
		Name: "leaky relu",
		F: func(z float64) float64 {
			if z > 0 {
				return z
			}
			return leak * z
		},
		D: func(z, _ float64) float64 {
			if z > 0 {
				return 1
			}
			return leak
		},
	}

	// Softplus is log(1 + e^z), a smooth ReLU. Its derivative is the sigmoid.
	Softplus = &Elementwise{
		Name: "softplus",
		F:    arith.Softplus,
		D:    func(z, _ float64) float64 { return arith.Sigmoid(z) },
	}

	// Step is 1 for z > 0 and 0 otherwise (figure 1.09). It has no derivative that
	// could guide training: [NewObjective] refuses a network with it.
	Step = step{}

	// Softmax is e^{z_j} / Σ_k e^{z_k}, for the output layer: positive numbers that sum to 1.
	Softmax = softmax{}
)

const leak = 0.01

type step struct{}

var _ Activation = step{}

func (step) String() string { return "step" }

// At returns 1 for z > 0, else 0.
func (step) At(z float64) float64 {
	if z > 0 {
		return 1
	}
	return 0
}

func (s step) Apply(a, z []float64) {
	for i, v := range z {
		a[i] = s.At(v)
	}
}

type softmax struct{}

var _ Differentiable = softmax{}

func (softmax) String() string { return "softmax" }

// Apply subtracts the largest z first, so that no exponential overflows.
func (softmax) Apply(a, z []float64) {
	m := largest(z)
	for i, v := range z {
		a[i] = v - m
	}
	arith.ExpTo(a, a)
	sum := 0.0
	for _, v := range a {
		sum += v
	}
	for i := range a {
		a[i] /= sum
	}
}

// Pullback multiplies delta by diag(a) − a aᵀ.
func (softmax) Pullback(delta, _, a []float64) {
	mean := arith.Dot(a, delta)
	for i := range delta {
		delta[i] = a[i] * (delta[i] - mean)
	}
}

// logSumExp returns log Σ_k e^{z_k}.
func logSumExp(z []float64) float64 {
	m := largest(z)
	sum := 0.0
	for _, v := range z {
		sum += arith.Exp(v - m)
	}
	return m + arith.Log(sum)
}

func largest(z []float64) float64 {
	m := z[0]
	for _, v := range z[1:] {
		m = max(m, v)
	}
	return m
}
