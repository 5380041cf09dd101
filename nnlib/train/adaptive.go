package train

import (
	"cmp"
	"math"
)

// RMSProp divides each component of the gradient by its size of late, so that all
// parameters move at about the same pace. With products and roots by component,
//
//	v ← α v + (1 − α) g²,    p ← p − η g/(√v + ε)
//
// Source: T. Tieleman and G. Hinton, Neural Networks for Machine Learning, lecture
// 6.5, 2012; as torch.optim.RMSprop has it, with ε outside the root.
type RMSProp struct {
	Rate    float64 // η > 0
	Alpha   float64 // α in [0, 1), the share of v that stays; 0 means 0.99
	Epsilon float64 // ε ≥ 0; 0 means 1e-8

	Square []float64 // v, the mean of g²; nil before the first step
}

// Adam steps along the mean of the gradients of late, divided by their size:
//
//	m ← β₁ m + (1 − β₁) g,    v ← β₂ v + (1 − β₂) g²
//	m̂ = m/(1 − β₁ᵗ),    v̂ = v/(1 − β₂ᵗ),    p ← p − η m̂/(√v̂ + ε)
//
// in step t = 1, 2, …
//
// Source: D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization, ICLR
// 2015; as torch.optim.Adam has it.
type Adam struct {
	Rate    float64 // η > 0
	Beta1   float64 // β₁ in [0, 1); 0 means 0.9
	Beta2   float64 // β₂ in [0, 1); 0 means 0.999
	Epsilon float64 // ε ≥ 0; 0 means 1e-8

	Moments
}

// AdamW is [Adam] with weight decay, which draws the parameters towards 0 by itself
// and not through the gradient: p ← p − ηλ p, then Adam's step.
//
// As in PyTorch the decay takes hold of every parameter, biases too, and the
// schedule's factor multiplies it together with the rate. The penalty
// nnlib.Objective.L2 is another thing: it is part of the cost, and leaves the biases
// free.
//
// Source: I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, ICLR
// 2019; as torch.optim.AdamW has it.
type AdamW struct {
	Rate    float64 // η > 0
	Beta1   float64 // β₁ in [0, 1); 0 means 0.9
	Beta2   float64 // β₂ in [0, 1); 0 means 0.999
	Epsilon float64 // ε ≥ 0; 0 means 1e-8
	Decay   float64 // λ ≥ 0; 0 means 0.01. For no decay take Adam.

	Moments
}

// Moments is what [Adam] and [AdamW] remember.
type Moments struct {
	M []float64 // m, the running mean of g; nil before the first step
	V []float64 // v, the running mean of g²

	// Weight is 1 − β₁ᵗ and 1 − β₂ᵗ after t steps: the sums of the weights that the
	// gradients so far have in M and V.
	Weight [2]float64
}

var (
	_ Rule = (*RMSProp)(nil)
	_ Rule = (*Adam)(nil)
	_ Rule = (*AdamW)(nil)
)

const (
	defaultAlpha   = 0.99
	defaultBeta1   = 0.9
	defaultBeta2   = 0.999
	defaultEpsilon = 1e-8
	defaultDecay   = 0.01
)

// Check returns an error unless Rate > 0, 0 ≤ Alpha < 1 and Epsilon ≥ 0.
func (r *RMSProp) Check() error {
	return cmp.Or(
		checkRate("RMSProp", r.Rate),
		checkShare("RMSProp", "Alpha", r.Alpha),
		checkNotNegative("RMSProp", "Epsilon", r.Epsilon),
	)
}

// State returns v. It panics when that has another length than n.
func (r *RMSProp) State(n int) [][]float64 { return [][]float64{remembered(&r.Square, n)} }

// Update does v ← α v + (1 − α) g², then p ← p − η g/(√v + ε).
func (r *RMSProp) Update(p, grad []float64, factor float64) {
	α, ε, step := cmp.Or(r.Alpha, defaultAlpha), cmp.Or(r.Epsilon, defaultEpsilon), -(r.Rate * factor)
	v := remembered(&r.Square, len(p))
	for i, g := range grad {
		v[i] = math.FMA(float64((1-α)*g), g, float64(α*v[i]))
		p[i] = math.FMA(step, g/(math.Sqrt(v[i])+ε), p[i])
	}
}

// Check returns an error unless Rate > 0, 0 ≤ Beta1, Beta2 < 1 and Epsilon ≥ 0.
func (a *Adam) Check() error { return checkAdam("Adam", a.Rate, a.Beta1, a.Beta2, a.Epsilon) }

// Update does a step of Adam.
func (a *Adam) Update(p, grad []float64, factor float64) {
	a.update(p, grad, float64(a.Rate*factor), a.Beta1, a.Beta2, a.Epsilon)
}

// Check returns an error unless Rate > 0, 0 ≤ Beta1, Beta2 < 1, Epsilon ≥ 0 and Decay ≥ 0.
func (a *AdamW) Check() error {
	return cmp.Or(
		checkAdam("AdamW", a.Rate, a.Beta1, a.Beta2, a.Epsilon),
		checkNotNegative("AdamW", "Decay", a.Decay),
	)
}

// Update does p ← p − ηλ p, then a step of Adam.
func (a *AdamW) Update(p, grad []float64, factor float64) {
	rate := float64(a.Rate * factor)
	keep := 1 - float64(rate*cmp.Or(a.Decay, defaultDecay))
	for i := range p {
		p[i] *= keep
	}
	a.update(p, grad, rate, a.Beta1, a.Beta2, a.Epsilon)
}

func checkAdam(rule string, η, β1, β2, ε float64) error {
	return cmp.Or(
		checkRate(rule, η),
		checkShare(rule, "Beta1", β1),
		checkShare(rule, "Beta2", β2),
		checkNotNegative(rule, "Epsilon", ε),
	)
}

// State returns m, v and the two weights. It panics when m and v have another length than n.
func (s *Moments) State(n int) [][]float64 {
	return [][]float64{remembered(&s.M, n), remembered(&s.V, n), s.Weight[:]}
}

// update does a step of Adam with rate η.
func (s *Moments) update(p, grad []float64, η, β1, β2, ε float64) {
	β1, β2, ε = cmp.Or(β1, defaultBeta1), cmp.Or(β2, defaultBeta2), cmp.Or(ε, defaultEpsilon)
	m, v := remembered(&s.M, len(p)), remembered(&s.V, len(p))

	// 1 − βᵗ = (1 − βᵗ⁻¹) + (1 − β) βᵗ⁻¹: no power to take, and nothing to underflow.
	s.Weight[0] = math.FMA(1-β1, 1-s.Weight[0], s.Weight[0])
	s.Weight[1] = math.FMA(1-β2, 1-s.Weight[1], s.Weight[1])
	step, root := -η/s.Weight[0], math.Sqrt(s.Weight[1])

	for i, g := range grad {
		m[i] = math.FMA(1-β1, g-m[i], m[i])
		v[i] = math.FMA(float64((1-β2)*g), g, float64(β2*v[i]))
		p[i] = math.FMA(step, m[i]/(math.Sqrt(v[i])/root+ε), p[i])
	}
}
