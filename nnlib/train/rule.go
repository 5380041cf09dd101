package train

import (
	"fmt"
	"math"
)

// Rule moves parameters against a gradient. A rule may remember something from one
// step to the next, such as a velocity, and then belongs to one trainer.
//
// The rules of this package follow the formulas of PyTorch's torch.optim. For one of
// your own, write these three methods.
type Rule interface {
	// Check returns an error when a setting makes no sense, such as a negative rate.
	Check() error

	// State returns what the rule remembers about n parameters, as live vectors:
	// [Trainer.Save] reads them and [Trainer.Resume] sets them. The first call makes
	// them, filled with zeros. A rule that remembers nothing returns nil.
	State(n int) [][]float64

	// Update changes the parameters p in place by the gradient grad of the same
	// length. factor ≥ 0 multiplies the rule's rate; it comes from the trainer's schedule.
	Update(p, grad []float64, factor float64)
}

// remembered returns the vector v of a rule's memory, and makes it where the rule is new.
// It panics when v belongs to another network.
func remembered(v *[]float64, n int) []float64 {
	if *v == nil {
		*v = make([]float64, n)
	}
	if len(*v) != n {
		panic(fmt.Sprintf("train: a rule that remembers %d parameters was given %d; each network needs a rule of its own", len(*v), n))
	}
	return *v
}

// checkRate demands 0 < η < ∞.
func checkRate(rule string, η float64) error {
	if !(η > 0) || math.IsInf(η, 1) {
		return fmt.Errorf("the Rate of %s is %g; it must be a positive number, such as 0.01", rule, η)
	}
	return nil
}

// checkShare demands 0 ≤ β < 1.
func checkShare(rule, field string, β float64) error {
	if !(β >= 0 && β < 1) {
		return fmt.Errorf("the %s of %s is %g; it must be at least 0 and below 1", field, rule, β)
	}
	return nil
}

// checkNotNegative demands 0 ≤ v < ∞.
func checkNotNegative(rule, field string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("the %s of %s is %g; it must be a number that is not negative", field, rule, v)
	}
	return nil
}
