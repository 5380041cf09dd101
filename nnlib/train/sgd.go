package train

import (
	"cmp"
	"math"

	"dlmath/nnlib/internal/arith"
)

// SGD is steepest descent along the stochastic gradient g = ∇C, section 4 of the paper:
//
//	p ← p − η g
type SGD struct {
	Rate float64 // η > 0, the step size or learning rate
}

// Momentum is gradient descent with the heavy ball of Polyak: a velocity v gathers
// the gradients and forgets them slowly.
//
//	v ← μ v + g,    p ← p − η v
//
// Along a lasting gradient the step grows to η g/(1 − μ).
//
// Source: B. T. Polyak, Some methods of speeding up the convergence of iteration
// methods, USSR Comput. Math. Math. Phys. 4(5), 1964; as torch.optim.SGD has it.
type Momentum struct {
	Rate float64 // η > 0
	Mu   float64 // μ in [0, 1), the share of the velocity that stays; 0 means 0.9

	Velocity []float64 // v; nil before the first step
}

// Nesterov is [Momentum] that looks ahead: it steps along the velocity that the next
// step would have if the gradient stayed the same.
//
//	v ← μ v + g,    p ← p − η (g + μ v)
//
// Source: Y. E. Nesterov, A method of solving a convex programming problem with
// convergence rate O(1/k²), Soviet Math. Dokl. 27(2), 1983; in the form of
// torch.optim.SGD with nesterov=True.
type Nesterov struct {
	Rate float64 // η > 0
	Mu   float64 // μ in [0, 1); 0 means 0.9

	Velocity []float64 // v; nil before the first step
}

var (
	_ Rule = (*SGD)(nil)
	_ Rule = (*Momentum)(nil)
	_ Rule = (*Nesterov)(nil)
)

const defaultMu = 0.9

// Check returns an error unless Rate > 0.
func (s *SGD) Check() error { return checkRate("SGD", s.Rate) }

// State returns nil: SGD remembers nothing.
func (s *SGD) State(int) [][]float64 { return nil }

// Update does p ← p − η g, one fused multiply-add for each parameter.
func (s *SGD) Update(p, grad []float64, factor float64) {
	arith.AddScaled(p, -(s.Rate * factor), grad)
}

// Check returns an error unless Rate > 0 and 0 ≤ Mu < 1.
func (m *Momentum) Check() error {
	return cmp.Or(checkRate("Momentum", m.Rate), checkShare("Momentum", "Mu", m.Mu))
}

// State returns the velocity. It panics when that has another length than n.
func (m *Momentum) State(n int) [][]float64 { return [][]float64{remembered(&m.Velocity, n)} }

// Update does v ← μ v + g, then p ← p − η v.
func (m *Momentum) Update(p, grad []float64, factor float64) {
	μ, step := cmp.Or(m.Mu, defaultMu), -(m.Rate * factor)
	v := remembered(&m.Velocity, len(p))
	for i, g := range grad {
		v[i] = math.FMA(μ, v[i], g)
		p[i] = math.FMA(step, v[i], p[i])
	}
}

// Check returns an error unless Rate > 0 and 0 ≤ Mu < 1.
func (n *Nesterov) Check() error {
	return cmp.Or(checkRate("Nesterov", n.Rate), checkShare("Nesterov", "Mu", n.Mu))
}

// State returns the velocity. It panics when that has another length than size.
func (n *Nesterov) State(size int) [][]float64 { return [][]float64{remembered(&n.Velocity, size)} }

// Update does v ← μ v + g, then p ← p − η (g + μ v).
func (n *Nesterov) Update(p, grad []float64, factor float64) {
	μ, step := cmp.Or(n.Mu, defaultMu), -(n.Rate * factor)
	v := remembered(&n.Velocity, len(p))
	for i, g := range grad {
		v[i] = math.FMA(μ, v[i], g)
		p[i] = math.FMA(step, math.FMA(μ, v[i], g), p[i])
	}
}
