package lsq

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"dlmath/nnlib/internal/arith"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"
)

// ways are the ways to solve a problem that must all find its minimum.
var ways = []struct {
	name     string
	analytic bool
	settings Settings
}{
	{"Jac", true, Settings{}},
	{"Forward", false, Settings{}},
	{"Central", false, Settings{Difference: Central}},
	{"Jac, Tenfold", true, Settings{Damping: Tenfold}},
	{"Central, Tenfold", false, Settings{Difference: Central, Damping: Tenfold}},
}

// The published sums have six digits.
func TestPublishedMinima(t *testing.T) {
	for _, p := range mghProblems() {
		for _, way := range ways {
			if p.sum < 1e-9 && p.sum > 0 && !way.analytic && way.settings.Difference == Forward {
				continue // the errors of forward differences reach the sixth digit of so small a sum
			}
			t.Run(p.name+"/"+way.name, func(t *testing.T) {
				settings := way.settings
				settings.GradientTol = p.gradientTol
				x := slices.Clone(p.start)
				res, err := Solve(p.problem(way.analytic), x, &settings)
				if err != nil {
					t.Fatal(err)
				}
				sum := 2 * res.Cost
				t.Logf("Σr² %.9g, published %g; %v, ‖g‖ %.1e, %d steps, %d evaluations",
					sum, p.sum, res.Status, res.Gradient, res.Iterations, res.Evaluations)
				if math.Abs(sum-p.sum) > 3e-6*p.sum+1e-13 {
					t.Errorf("Σr² is %.9g; published is %g", sum, p.sum)
				}
				// Watson's least values lie where rounding ends the descent.
				if !res.Status.Converged() && !(res.Status == Stalled && res.Gradient < 1e-9) {
					t.Errorf("status %v with gradient %v; want a test for convergence met", res.Status, res.Gradient)
				}
				checkResult(t, p.problem(way.analytic), res, x)
			})
		}
	}
}

// checkResult compares what a result says of itself with the problem.
func checkResult(t *testing.T, p Problem, res *Result, x []float64) {
	t.Helper()
	if &res.X[0] != &x[0] {
		t.Error("Result.X is not the slice given to Solve")
	}
	r := make([]float64, p.Residuals)
	p.Func(r, x)
	if !slices.Equal(r, res.Residuals) {
		t.Error("Result.Residuals are not those at X")
	}
	if cost := arith.Dot(r, r) / 2; cost != res.Cost {
		t.Errorf("Result.Cost is %v; the cost at X is %v", res.Cost, cost)
	}
	if len(res.History) != res.Iterations+1 || res.Jacobians != res.Iterations+1 {
		t.Errorf("%d entries of history and %d Jacobians for %d steps; want one more than steps", len(res.History), res.Jacobians, res.Iterations)
	}
	for k, it := range res.History {
		if it.Iteration != k {
			t.Errorf("entry %d of the history says iteration %d", k, it.Iteration)
		}
		if k == 0 {
			continue
		}
		before := res.History[k-1]
		if !(it.Cost < before.Cost) {
			t.Errorf("step %d went from cost %v to %v; want lower", k, before.Cost, it.Cost)
		}
		if !(it.Step > 0) || !(it.Lambda > 0) || it.Evaluations <= before.Evaluations {
			t.Errorf("step %d: %+v after %+v", k, it, before)
		}
	}
	last := res.History[res.Iterations]
	if last.Cost != res.Cost || last.Gradient != res.Gradient {
		t.Errorf("the history ends with %+v; the result has cost %v, gradient %v", last, res.Cost, res.Gradient)
	}
}

func TestDerivativesOfTheProblems(t *testing.T) {
	for _, p := range mghProblems() {
		q := p.problem(true)
		x := slices.Clone(p.start)
		for j := range x {
			x[j] += 0.01 * float64(j+1) // away from zeros and symmetry
		}
		m, n := p.m, len(x)
		got, want := mat.NewDense(m, n, nil), mat.NewDense(m, n, nil)
		q.Jac(got, x)
		fd.Jacobian(want, q.Func, x, &fd.JacobianSettings{Formula: fd.Central})
		for j := range n {
			scale := mat.Norm(want.ColView(j), math.Inf(1))
			for i := range m {
				if d := math.Abs(got.At(i, j) - want.At(i, j)); d > 1e-6*(1+scale) {
					t.Errorf("%s: ∂r%d/∂x%d is %v; differences give %v", p.name, i, j, got.At(i, j), want.At(i, j))
				}
			}
		}
	}
}

func TestDifferences(t *testing.T) {
	for _, p := range mghProblems() {
		want := mat.NewDense(p.m, len(p.start), nil)
		p.problem(true).Jac(want, p.start)
		for formula, tol := range map[Difference]float64{Forward: 1e-5, Central: 1e-6} {
			s := newSolver(p.problem(false), slices.Clone(p.start), &Settings{Difference: formula})
			if err := s.start(); err != nil {
				t.Fatal(err)
			}
			if err := s.differences(); err != nil {
				t.Fatal(err)
			}
			for j := range p.start {
				scale := mat.Norm(want.ColView(j), math.Inf(1)) + 1
				for i := range p.m {
					if d := math.Abs(s.jac.At(i, j) - want.At(i, j)); d > tol*scale {
						t.Errorf("%s, formula %d: ∂r%d/∂x%d is %v; want %v", p.name, formula, i, j, s.jac.At(i, j), want.At(i, j))
					}
				}
			}
		}
	}
}

// Ten residuals of 23 unknowns, as in the lecture: the residuals can all be 0.
func TestFewerResidualsThanUnknowns(t *testing.T) {
	const m, n = 10, 23
	p := Problem{Residuals: m, Func: func(r, x []float64) {
		for i := range r {
			r[i] = -1
			for j, v := range x {
				r[i] += math.Sin(float64(i+1)*float64(j+1)) * v * v
			}
		}
	}}
	for _, bounded := range []bool{false, true} {
		x := make([]float64, n)
		for j := range x {
			x[j] = 1 + 0.1*float64(j)
		}
		settings := &Settings{}
		if bounded {
			settings.Lower = make([]float64, n)
		}
		res, err := Solve(p, x, settings)
		if err != nil {
			t.Fatal(err)
		}
		if res.Cost > 1e-18 || !res.Status.Converged() {
			t.Errorf("bounded %v: cost %v, %v; want 0 and convergence", bounded, res.Cost, res.Status)
		}
		checkResult(t, p, res, x)
	}
}

// The two ways to solve for a step give the same step.
func TestDualStep(t *testing.T) {
	const m, n = 4, 7
	dual := newTangent(m, n, false)
	primal := newTangent(m, n, false)
	primal.jacT, primal.gram, primal.work = nil, newSquare(n), newSquare(n)
	for _, tangent := range []*tangent{&dual, &primal} {
		for k := range tangent.jac {
			tangent.jac[k] = math.Sin(float64(k * k))
		}
		for i := range tangent.r {
			tangent.r[i] = math.Cos(float64(i))
		}
		tangent.update()
		if !tangent.step(1e-3) {
			t.Fatal("no Cholesky factor")
		}
	}
	for j, v := range primal.delta {
		if math.Abs(v-dual.delta[j]) > 1e-11*norm(primal.delta) {
			t.Errorf("δ[%d] is %v by JJᵀ and %v by JᵀJ", j, dual.delta[j], v)
		}
	}
	if d, p := dual.reduction(), primal.reduction(); math.Abs(d-p) > 1e-11*p {
		t.Errorf("predicted reduction %v and %v", d, p)
	}
}

func TestWorksInPlaceWhateverHappens(t *testing.T) {
	p := mghProblems()[0].problem(true) // Rosenbrock
	start := []float64{-1.2, 1}
	for calls := 1; calls <= 20; calls++ {
		best := math.Inf(1)
		var bestX []float64
		q := p
		q.Func = func(r, x []float64) {
			if calls--; calls < 0 {
				panic("stop")
			}
			p.Func(r, x)
			if cost := arith.Dot(r, r) / 2; cost < best {
				best, bestX = cost, slices.Clone(x)
			}
		}
		x := slices.Clone(start)
		limit := calls
		func() {
			defer func() {
				if recover() != "stop" {
					t.Error("Func was not called often enough to panic")
				}
			}()
			Solve(q, x, nil)
		}()
		if !slices.Equal(x, bestX) {
			t.Errorf("after %d calls and a panic x is %v; the best point was %v", limit, x, bestX)
		}
		calls = limit
	}
}

func TestEach(t *testing.T) {
	p := mghProblems()[0].problem(true)
	x := []float64{-1.2, 1}
	r := make([]float64, 2)
	var seen []Iteration
	res, err := Solve(p, x, &Settings{Each: func(it Iteration) bool {
		p.Func(r, x)
		if cost := arith.Dot(r, r) / 2; cost != it.Cost {
			t.Errorf("Each sees cost %v while x has %v", it.Cost, cost)
		}
		seen = append(seen, it)
		return true
	}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(seen, res.History) {
		t.Error("Each saw something else than the history")
	}
}

// A long run makes as many allocations as a short one.
func TestNoAllocationPerStep(t *testing.T) {
	for _, bounded := range []bool{false, true} {
		for _, p := range mghProblems() {
			q := p.problem(false)
			x := make([]float64, len(p.start))
			count := func(evaluations int) float64 {
				settings := &Settings{MaxEvaluations: evaluations}
				if bounded {
					settings.Lower = slices.Repeat([]float64{-1e9}, len(x))
				}
				return testing.AllocsPerRun(10, func() {
					copy(x, p.start)
					res, err := Solve(q, x, settings)
					if err != nil || res.Iterations >= 128 {
						t.Fatal(err, res.Iterations)
					}
				})
			}
			if short, long := count(1), count(300); long > short {
				t.Errorf("%s, bounded %v: %v allocations in a run without a step, %v in a full one", p.name, bounded, short, long)
			}
		}
	}
}

func TestSettingsLikeMATLAB(t *testing.T) {
	x := []float64{-1.2, 1}
	res, err := Solve(mghProblems()[0].problem(false), x, MATLAB(2))
	if err != nil {
		t.Fatal(err)
	}
	if res.Cost > 1e-12 || res.Evaluations > 400 {
		t.Errorf("cost %v after %d evaluations", res.Cost, res.Evaluations)
	}
	if first := res.History[1].Lambda; math.Log10(first/0.01) != math.Round(math.Log10(first/0.01)) {
		t.Errorf("λ of the first step is %v; want 0.01 times a power of ten", first)
	}
}

func ExampleStatus() {
	fmt.Println(CostConverged, CostConverged.Converged())
	fmt.Println(EvaluationLimit, EvaluationLimit.Converged())
	fmt.Println(Status(99))
	// Output:
	// cost converged true
	// evaluation limit false
	// Status(99)
}
