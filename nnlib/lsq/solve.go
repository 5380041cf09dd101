package lsq

import (
	"fmt"
	"math"

	"dlmath/nnlib/internal/arith"

	"gonum.org/v1/gonum/mat"
)

// Solve minimises ½ Σ r_i(x)² from the start in x, and works in place: x always
// holds the best point found so far, also when an error or a panic of Func ends
// the run, and is written only when a step lowers the cost. A nil settings means
// the defaults.
//
// A trial where a residual is not finite is refused like one where the cost
// rises. Solve returns an error, and no result, when a setting is out of range,
// or the start lies outside the bounds or gives residuals that are not finite.
// It returns an error and a result when derivatives are not finite at some
// point. That the run stalled or came to its limit of evaluations is no error:
// see [Result].Status.
//
// Solve panics when p.Func is nil, when p.Residuals or len(x) is below 1, and
// when the length of bounds differs from that of x.
func Solve(p Problem, x []float64, settings *Settings) (*Result, error) {
	switch {
	case p.Func == nil:
		panic("lsq: Problem.Func is nil; it must give the residuals")
	case p.Residuals < 1:
		panic(fmt.Sprintf("lsq: Problem.Residuals is %d; there must be at least 1", p.Residuals))
	case len(x) == 0:
		panic("lsq: x is empty; there must be at least 1 unknown")
	}
	s := newSolver(p, x, settings)
	if err := s.settings.check(x); err != nil {
		return nil, err
	}
	if err := s.start(); err != nil {
		return nil, err
	}
	err := s.run()
	return &s.result, err
}

// solver is a run of Solve.
type solver struct {
	problem  Problem
	settings Settings
	result   Result
	tangent  tangent // at result.X
	damper   damper
	lambda   float64 // of the step last tried

	jac           *mat.Dense // a view of tangent.jac
	trial         []float64  // what Func and Jac see as x
	next          []float64  // the residuals at a trial
	ahead, behind []float64  // the residuals beside X, for differences
}

func newSolver(p Problem, x []float64, settings *Settings) *solver {
	m, n := p.Residuals, len(x)
	s := &solver{
		problem:  p,
		settings: settings.filled(n),
		result:   Result{X: x, History: make([]Iteration, 0, 128)},
		trial:    append([]float64(nil), x...),
		next:     make([]float64, m),
		ahead:    make([]float64, m),
		behind:   make([]float64, m),
	}
	s.tangent = newTangent(m, n, s.settings.Lower != nil || s.settings.Upper != nil)
	s.jac = mat.NewDense(m, n, s.tangent.jac)
	s.damper = newDamper(s.settings.Damping, s.settings.Lambda0)
	s.lambda = s.settings.Lambda0
	s.result.Residuals = s.tangent.r
	return s
}

// start evaluates the residuals at the start.
func (s *solver) start() error {
	r := s.tangent.r
	s.result.Cost = s.evaluate(r)
	if isFinite(s.result.Cost) {
		return nil
	}
	for i, v := range r {
		if !isFinite(v) {
			return fmt.Errorf("lsq: residual %d of %d is %v at the start; start where all are finite", i, len(r), v)
		}
	}
	return fmt.Errorf("lsq: the sum of the squared residuals overflows at the start; scale them down, or start elsewhere")
}

// run goes from point to point until a test ends it.
func (s *solver) run() error {
	res := &s.result
	step, status := 0.0, Unfinished
	for {
		if err := s.linearise(); err != nil {
			return err
		}
		goOn := s.record(step)
		switch {
		case res.Gradient <= s.settings.GradientTol:
			res.Status = GradientConverged
			return nil
		case status != Unfinished:
			res.Status = status
			return nil
		case !goOn:
			res.Status = Stopped
			return nil
		}
		var taken bool
		if taken, step, status = s.advance(); !taken {
			res.Status = status
			return nil
		}
		res.Iterations++
	}
}

// linearise makes the tangent at X, where s.trial stands too.
func (s *solver) linearise() error {
	if s.problem.Jac == nil {
		if err := s.differences(); err != nil {
			return err
		}
	} else {
		s.problem.Jac(s.jac, s.trial)
		if raw := s.jac.RawMatrix().Data; len(raw) == 0 || &raw[0] != &s.tangent.jac[0] {
			panic("lsq: Problem.Jac gave jac other memory, as CloneFrom and Reset do; set its elements, as Set, Copy and Mul do")
		}
	}
	s.result.Jacobians++
	s.result.Gradient = math.NaN() // until it is known to be finite
	s.tangent.update()
	if !allFinite(s.tangent.g) { // as it is wherever a derivative is not
		if err := s.checkDerivatives(); err != nil {
			return err
		}
	}
	if b := s.tangent.box; b != nil {
		for j, v := range s.result.X {
			lower, upper := s.settings.bounds(j)
			b.lower[j], b.upper[j] = lower-v, upper-v
		}
	}
	s.result.Gradient = s.tangent.steepest()
	return nil
}

// checkDerivatives returns an error that names the first derivative that is not finite.
func (s *solver) checkDerivatives() error {
	for k, v := range s.tangent.jac {
		if !isFinite(v) {
			n := s.tangent.n
			return fmt.Errorf("lsq: the derivative of residual %d with respect to x[%d] = %v is %v, after %d steps; x holds that point, where the residuals are finite: mend Problem.Jac there, or set bounds that keep away", k/n, k%n, s.trial[k%n], v, s.result.Iterations)
		}
	}
	return nil
}

// record adds X to the history. It reports false when the caller wants to stop.
func (s *solver) record(step float64) bool {
	it := Iteration{
		Iteration:   s.result.Iterations,
		Cost:        s.result.Cost,
		Gradient:    s.result.Gradient,
		Step:        step,
		Lambda:      s.lambda,
		Evaluations: s.result.Evaluations,
	}
	s.result.History = append(s.result.History, it)
	return s.settings.Each == nil || s.settings.Each(it)
}

// advance tries steps from X, ever more damped, until one lowers the cost and
// is taken, or the run must end. A step that is taken may end it as well.
func (s *solver) advance() (taken bool, step float64, status Status) {
	for refusals := 0; ; refusals++ {
		if s.result.Evaluations >= s.settings.MaxEvaluations {
			return false, 0, EvaluationLimit
		}
		s.lambda = s.damper.lambda
		switch {
		case math.IsInf(s.lambda, 1):
			return false, 0, Stalled
		case !s.tangent.step(s.lambda):
			s.damper.refused()
			continue
		case !s.move():
			return false, 0, Stalled
		}
		t := trial{
			cost:      s.evaluate(s.next),
			step:      norm(s.tangent.delta),
			predicted: s.tangent.reduction(),
		}
		status = s.small(t)
		if t.cost < s.result.Cost && t.predicted > 0 {
			s.damper.accepted((s.result.Cost - t.cost) / t.predicted)
			copy(s.result.X, s.trial)
			copy(s.result.Residuals, s.next)
			s.result.Cost = t.cost
			return true, t.step, status
		}
		if status != Unfinished {
			if refusals > 0 {
				status = Stalled
			}
			return false, 0, status
		}
		s.damper.refused()
	}
}

// move sets s.trial to X + δ, to the bit within the bounds. It reports false
// when that is X.
func (s *solver) move() bool {
	moved := false
	for j, v := range s.result.X {
		to := v + s.tangent.delta[j]
		if b := s.tangent.box; b != nil {
			lower, upper := s.settings.bounds(j)
			switch {
			case s.tangent.delta[j] == b.lower[j] || to < lower:
				to = lower
			case s.tangent.delta[j] == b.upper[j] || to > upper:
				to = upper
			}
		}
		s.trial[j] = to
		moved = moved || to != v
	}
	return moved
}

func allFinite(x []float64) bool {
	for _, v := range x {
		if !isFinite(v) {
			return false
		}
	}
	return true
}

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// evaluate sets r to the residuals at s.trial and returns their cost, which is
// finite only if they are.
func (s *solver) evaluate(r []float64) float64 {
	s.problem.Func(r, s.trial)
	s.result.Evaluations++
	return arith.Dot(r, r) / 2
}
