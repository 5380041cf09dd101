package nnlib

import (
	"fmt"
	"math"

	"dlmath/nnlib/internal/arith"
)

// Cost measures how far a network's output is from its target, for one point.
// The cost of a data set is the mean over its points.
type Cost interface {
	// String returns its name.
	String() string

	// Of returns the cost C of one point from z = z^[L], a = a^[L] = σ(z) and the target y.
	Of(z, a, y []float64) float64

	// Delta writes δ^[L] = ∂C/∂z^[L], where σ is the output layer's activation.
	Delta(delta, z, a, y []float64, σ Differentiable)

	// Check returns an error when the cost makes no sense with the output
	// activation σ, or with the target y.
	Check(σ Activation, y []float64) error
}

// The costs of the library.
var (
	// Quadratic is ½‖y − a‖₂² (eq. 6, 9). It goes with every activation.
	Quadratic Cost = quadratic{}

	// CrossEntropy is −Σ_j y_j log a_j for a softmax output (figure 1.13), computed
	// from z without ever taking the logarithm of a rounded probability.
	// A target holds probabilities: numbers in [0, 1] that sum to 1.
	CrossEntropy Cost = crossEntropy{}

	// BinaryCrossEntropy is −Σ_j (y_j log a_j + (1 − y_j) log(1 − a_j)) for sigmoid
	// outputs, each a question of its own. A target holds numbers in [0, 1].
	BinaryCrossEntropy Cost = binaryCrossEntropy{}
)

type quadratic struct{}

func (quadratic) String() string { return "quadratic" }

func (quadratic) Of(_, a, y []float64) float64 {
	sum := 0.0
	for j := range a {
		r := y[j] - a[j]
		sum = math.FMA(r, r, sum)
	}
	return sum / 2
}

func (quadratic) Delta(delta, z, a, y []float64, σ Differentiable) {
	for j := range delta {
		delta[j] = a[j] - y[j]
	}
	σ.Pullback(delta, z, a)
}

func (quadratic) Check(Activation, []float64) error { return nil }

// matched is part of a cost that belongs to its output activation: in δ^[L] the
// slope of the one cancels that of the other.
type matched struct{}

func (matched) Delta(delta, _, a, y []float64, _ Differentiable) {
	for j := range delta {
		delta[j] = a[j] - y[j]
	}
}

type crossEntropy struct{ matched }

func (crossEntropy) String() string { return "cross-entropy" }

func (crossEntropy) Of(z, _, y []float64) float64 {
	total := logSumExp(z)
	sum := 0.0
	for j := range y {
		if y[j] > 0 { // a class with target 0 adds nothing, even where its probability is 0
			sum = math.FMA(y[j], total-z[j], sum)
		}
	}
	return sum
}

func (c crossEntropy) Check(σ Activation, y []float64) error {
	if σ != Activation(Softmax) {
		return fmt.Errorf("%v needs a softmax output layer, not %v", c, σ)
	}
	sum := 0.0
	for _, v := range y {
		sum += v
	}
	if err := checkProbabilities(c, y); err != nil {
		return err
	}
	if math.Abs(sum-1) > 1e-9 {
		return fmt.Errorf("%v needs targets that sum to 1, not %v with sum %g", c, y, sum)
	}
	return nil
}

type binaryCrossEntropy struct{ matched }

func (binaryCrossEntropy) String() string { return "binary cross-entropy" }

// Of uses log σ(z) = −softplus(−z), so that C = Σ_j softplus(z_j) − y_j z_j.
func (binaryCrossEntropy) Of(z, _, y []float64) float64 {
	sum := 0.0
	for j := range y {
		sum += math.FMA(-y[j], z[j], arith.Softplus(z[j]))
	}
	return sum
}

func (c binaryCrossEntropy) Check(σ Activation, y []float64) error {
	if σ != Activation(Sigmoid) {
		return fmt.Errorf("%v needs a sigmoid output layer, not %v", c, σ)
	}
	return checkProbabilities(c, y)
}

func checkProbabilities(c Cost, y []float64) error {
	for j, v := range y {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("%v needs targets between 0 and 1, and component %d is %g", c, j+1, v)
		}
	}
	return nil
}
