package lsq

import (
	"fmt"
	"math"
)

// Settings steers [Solve]. The zero value, or nil in its place, means the
// defaults. A negative tolerance turns its test off.
type Settings struct {
	// CostTol ends the run, after a step or a trial of one, when both the
	// change of the cost and the change that the tangent promised are at most
	// CostTol·cost. Default 1e-10.
	CostTol float64

	// StepTol ends the run when ‖δ‖₂ ≤ StepTol·(‖x‖₂ + StepTol). Default 1e-10.
	StepTol float64

	// GradientTol ends the run when ‖P(x − g) − x‖∞ ≤ GradientTol, where
	// g = Jᵀr is the gradient and P the projection on the bounds; without
	// bounds that is ‖g‖∞. At zero it is the condition of Karush, Kuhn and
	// Tucker. Default 1e-10.
	GradientTol float64

	// MaxEvaluations limits the calls of Func. It is looked at before each
	// step, so differences may exceed it by one Jacobian matrix.
	// Default 1000·(n+1).
	MaxEvaluations int

	// Damping is the rule for λ, and Lambda0 > 0 its first value. Default
	// Nielsen and 0.25.
	Damping Damping
	Lambda0 float64

	// Lower and Upper are bounds on x, of length n; nil means none, as do
	// elements −Inf and +Inf. Equal bounds hold an unknown fixed. The start
	// must lie within.
	Lower, Upper []float64

	// Difference is the formula that stands in for a nil Jac.
	Difference Difference

	// Each, if not nil, sees the start and every step taken, while x holds
	// that point. When it returns false the run ends.
	Each func(Iteration) bool
}

// MATLAB returns settings like the defaults of lsqnonlin's Levenberg–Marquardt
// method for n unknowns, for comparison with work done there: tolerances of
// 1e-6, λ₀ = 0.01 by the rule of ten, 200·n evaluations.
func MATLAB(n int) *Settings {
	return &Settings{
		CostTol:        1e-6,
		StepTol:        1e-6,
		MaxEvaluations: 200 * n,
		Damping:        Tenfold,
		Lambda0:        0.01,
	}
}

// filled returns a copy of s, which may be nil, with every default filled in.
func (s *Settings) filled(n int) Settings {
	var f Settings
	if s != nil {
		f = *s
	}
	for _, tol := range []*float64{&f.CostTol, &f.StepTol, &f.GradientTol} {
		if *tol == 0 {
			*tol = 1e-10
		}
	}
	if f.MaxEvaluations == 0 {
		f.MaxEvaluations = 1000 * (n + 1)
	}
	if f.Lambda0 == 0 {
		f.Lambda0 = 0.25
	}
	return f
}

// check returns an error when a value is out of range or x outside the bounds.
// It panics when the bounds have another length than x.
func (s *Settings) check(x []float64) error {
	for _, tol := range []struct {
		name  string
		value float64
	}{{"CostTol", s.CostTol}, {"StepTol", s.StepTol}, {"GradientTol", s.GradientTol}} {
		if math.IsNaN(tol.value) {
			return fmt.Errorf("lsq: Settings.%s is NaN; it must be a number, negative to turn the test off", tol.name)
		}
	}
	if s.MaxEvaluations < 0 {
		return fmt.Errorf("lsq: Settings.MaxEvaluations is %d; it must be positive, or 0 for the default", s.MaxEvaluations)
	}
	if s.Damping != Nielsen && s.Damping != Tenfold {
		return fmt.Errorf("lsq: Settings.Damping is %d; use lsq.Nielsen or lsq.Tenfold", s.Damping)
	}
	if !(s.Lambda0 > 0) || math.IsInf(s.Lambda0, 1) {
		return fmt.Errorf("lsq: Settings.Lambda0 is %v; it must be positive and finite, or 0 for the default", s.Lambda0)
	}
	if s.Difference != Forward && s.Difference != Central {
		return fmt.Errorf("lsq: Settings.Difference is %d; use lsq.Forward or lsq.Central", s.Difference)
	}
	return s.checkBounds(x)
}

func (s *Settings) checkBounds(x []float64) error {
	for _, b := range []struct {
		name  string
		bound []float64
	}{{"Lower", s.Lower}, {"Upper", s.Upper}} {
		if b.bound != nil && len(b.bound) != len(x) {
			panic(fmt.Sprintf("lsq: Settings.%s has %d elements and x has %d; they need a bound for each unknown, or nil", b.name, len(b.bound), len(x)))
		}
	}
	for j, v := range x {
		lower, upper := s.bounds(j)
		switch {
		case !(lower <= upper):
			return fmt.Errorf("lsq: the bounds of x[%d] are %v and %v; Lower must not be above Upper", j, lower, upper)
		case math.IsInf(v, 0) || math.IsNaN(v):
			return fmt.Errorf("lsq: x[%d] is %v at the start; start from finite values", j, v)
		case v < lower || v > upper:
			return fmt.Errorf("lsq: x[%d] is %v at the start, outside its bounds %v and %v; start within", j, v, lower, upper)
		}
	}
	return nil
}

// bounds returns the bounds of x_j, infinite where there are none.
func (s *Settings) bounds(j int) (lower, upper float64) {
	lower, upper = math.Inf(-1), math.Inf(1)
	if s.Lower != nil {
		lower = s.Lower[j]
	}
	if s.Upper != nil {
		upper = s.Upper[j]
	}
	return lower, upper
}
