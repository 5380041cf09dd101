package lsq

import (
	"math"
	"slices"
	"strings"
	"testing"

	"dlmath/nnlib/internal/arith"

	"gonum.org/v1/gonum/mat"
)

// absolute is r = 1 + |x|, with its least value at a kink.
var absolute = Problem{
	Residuals: 1,
	Func:      func(r, x []float64) { r[0] = 1 + math.Abs(x[0]) },
	Jac:       func(jac *mat.Dense, x []float64) { jac.Set(0, 0, math.Copysign(1, x[0])) },
}

func TestEachStatusIsReached(t *testing.T) {
	rosenbrock := mghProblems()[0].problem(true)
	bard := mghProblems()[3].problem(true)
	for _, c := range []struct {
		want     Status
		why      string
		p        Problem
		x        []float64
		settings Settings
		steps    func(res *Result) bool
	}{
		{GradientConverged, "at the minimum from the start", rosenbrock, []float64{1, 1}, Settings{},
			func(res *Result) bool { return res.Iterations == 0 && res.Evaluations == 1 }},
		{GradientConverged, "no other test", rosenbrock, []float64{-1.2, 1}, Settings{CostTol: -1, StepTol: -1},
			func(res *Result) bool { return res.Gradient <= 1e-10 }},
		{CostConverged, "residuals stay above 0", bard, []float64{1, 1, 1}, Settings{GradientTol: -1, StepTol: -1},
			func(res *Result) bool { return res.Gradient < 1e-6 }},
		{StepConverged, "no other test", bard, []float64{1, 1, 1}, Settings{GradientTol: -1, CostTol: -1},
			func(res *Result) bool { h := res.History; return h[len(h)-1].Step < 1e-9 }},
		{Stalled, "a kink: every direction leads upwards", absolute, []float64{0}, Settings{},
			func(res *Result) bool { return res.Iterations == 0 && res.X[0] == 0 }},
		{Stalled, "every test is off", rosenbrock, []float64{-1.2, 1}, Settings{CostTol: -1, StepTol: -1, GradientTol: -1},
			func(res *Result) bool { return res.Cost < 1e-28 }},
		{EvaluationLimit, "five evaluations", rosenbrock, []float64{-1.2, 1}, Settings{MaxEvaluations: 5},
			func(res *Result) bool { return res.Evaluations == 5 }},
		{Stopped, "Each returns false", rosenbrock, []float64{-1.2, 1}, Settings{Each: func(it Iteration) bool { return it.Iteration < 3 }},
			func(res *Result) bool { return res.Iterations == 3 }},
	} {
		x := slices.Clone(c.x)
		res, err := Solve(c.p, x, &c.settings)
		if err != nil {
			t.Errorf("%v, %s: %v", c.want, c.why, err)
			continue
		}
		if res.Status != c.want || !c.steps(res) {
			t.Errorf("%v, %s: got %v, cost %v, gradient %v, %d steps, %d evaluations",
				c.want, c.why, res.Status, res.Cost, res.Gradient, res.Iterations, res.Evaluations)
		}
		checkResult(t, c.p, res, x)
	}
}

func TestErrors(t *testing.T) {
	rosenbrock := mghProblems()[0].problem(true)
	bad := func(v float64) Problem {
		return Problem{Residuals: 3, Func: func(r, x []float64) { r[0], r[1], r[2] = 1, 2, v }}
	}
	for _, c := range []struct {
		says     string
		p        Problem
		x        []float64
		settings Settings
	}{
		{"residual 2 of 3 is NaN", bad(math.NaN()), []float64{1}, Settings{}},
		{"residual 2 of 3 is -Inf", bad(math.Inf(-1)), []float64{1}, Settings{}},
		{"overflows", bad(1e200), []float64{1}, Settings{}},
		{"x[1] is NaN at the start", rosenbrock, []float64{1, math.NaN()}, Settings{}},
		{"x[0] is 3 at the start, outside its bounds -Inf and 2", rosenbrock, []float64{3, 0}, Settings{Upper: []float64{2, 2}}},
		{"the bounds of x[1] are 5 and 2", rosenbrock, []float64{1, 1}, Settings{Lower: []float64{0, 5}, Upper: []float64{2, 2}}},
		{"the bounds of x[0] are NaN", rosenbrock, []float64{1, 1}, Settings{Lower: []float64{math.NaN(), 0}}},
		{"CostTol is NaN", rosenbrock, []float64{1, 1}, Settings{CostTol: math.NaN()}},
		{"StepTol is NaN", rosenbrock, []float64{1, 1}, Settings{StepTol: math.NaN()}},
		{"GradientTol is NaN", rosenbrock, []float64{1, 1}, Settings{GradientTol: math.NaN()}},
		{"MaxEvaluations is -3", rosenbrock, []float64{1, 1}, Settings{MaxEvaluations: -3}},
		{"Lambda0 is -1", rosenbrock, []float64{1, 1}, Settings{Lambda0: -1}},
		{"Lambda0 is +Inf", rosenbrock, []float64{1, 1}, Settings{Lambda0: math.Inf(1)}},
		{"Damping is 7", rosenbrock, []float64{1, 1}, Settings{Damping: 7}},
		{"Difference is -1", rosenbrock, []float64{1, 1}, Settings{Difference: -1}},
	} {
		x := slices.Clone(c.x)
		res, err := Solve(c.p, x, &c.settings)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("the error is %q; want one that says %q", err, c.says)
		}
		if res != nil {
			t.Errorf("%s: got a result beside the error", c.says)
		}
		for j := range x {
			if math.Float64bits(x[j]) != math.Float64bits(c.x[j]) {
				t.Errorf("%s: x changed from %v to %v", c.says, c.x, x)
			}
		}
	}
}

func TestPanics(t *testing.T) {
	rosenbrock := mghProblems()[0].problem(true)
	cloning := rosenbrock
	cloning.Jac = func(jac *mat.Dense, x []float64) { jac.CloneFrom(mat.NewDense(2, 2, nil)) }
	resetting := rosenbrock
	resetting.Jac = func(jac *mat.Dense, x []float64) { jac.Reset() }
	for says, run := range map[string]func() (*Result, error){
		"Func is nil":          func() (*Result, error) { return Solve(Problem{Residuals: 1}, []float64{1}, nil) },
		"Residuals is 0":       func() (*Result, error) { return Solve(Problem{Func: rosenbrock.Func}, []float64{1}, nil) },
		"x is empty":           func() (*Result, error) { return Solve(rosenbrock, nil, nil) },
		"Lower has 1 elements": func() (*Result, error) { return Solve(rosenbrock, []float64{1, 1}, &Settings{Lower: []float64{0}}) },
		"Upper has 3 elements": func() (*Result, error) {
			return Solve(rosenbrock, []float64{1, 1}, &Settings{Upper: make([]float64, 3)})
		},
		"Jac gave jac other":       func() (*Result, error) { return Solve(cloning, []float64{-1, 1}, nil) },
		"as CloneFrom and Reset d": func() (*Result, error) { return Solve(resetting, []float64{-1, 1}, nil) },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, says) {
					t.Errorf("the panic is %q; want one that says %q", got, says)
				}
			}()
			run()
		}()
	}
}

// r = log x from x = 5: the Gauss–Newton step leads below 0, where it is NaN.
func TestRefusesTrialsThatAreNotFinite(t *testing.T) {
	for name, outside := range map[string]float64{"NaN": math.NaN(), "+Inf": math.Inf(1), "overflow": 1e200} {
		trials := 0
		p := Problem{Residuals: 1, Func: func(r, x []float64) {
			if r[0] = math.Log(x[0]); x[0] <= 0 {
				r[0] = outside
				trials++
			}
		}}
		x := []float64{5}
		res, err := Solve(p, x, &Settings{Lambda0: 1e-6})
		if err != nil {
			t.Fatal(name, err)
		}
		if trials == 0 || math.Abs(x[0]-1) > 1e-9 || res.Status != GradientConverged {
			t.Errorf("%s: x = %v, %v after %d trials outside; want 1, convergence, and at least 1 trial", name, x[0], res.Status, trials)
		}
	}
}

// Beside x = 1 the residual is NaN everywhere: no step, however short, is good.
func TestStallsAtAnIsolatedPoint(t *testing.T) {
	p := Problem{
		Residuals: 1,
		Func: func(r, x []float64) {
			if r[0] = math.NaN(); x[0] == 1 {
				r[0] = 1
			}
		},
		Jac: func(jac *mat.Dense, x []float64) { jac.Set(0, 0, 1) },
	}
	x := []float64{1}
	res, err := Solve(p, x, nil)
	if err != nil || res.Status != Stalled || x[0] != 1 {
		t.Errorf("x %v, %v, %v; want 1, stalled, no error", x, res.Status, err)
	}
	p.Jac = nil
	if _, err := Solve(p, x, nil); err == nil || !strings.Contains(err.Error(), "either side of x[0] = 1") {
		t.Errorf("by differences the error is %v; want one that names x[0] = 1", err)
	}
}

func TestDerivativesThatAreNotFinite(t *testing.T) {
	start := []float64{-1.2, 1}
	for at := range 3 {
		p := mghProblems()[0].problem(true)
		jac, calls := p.Jac, 0
		p.Jac = func(dst *mat.Dense, x []float64) {
			jac(dst, x)
			if calls++; calls > at {
				dst.Set(1, 0, math.NaN())
			}
		}
		x := slices.Clone(start)
		res, err := Solve(p, x, nil)
		if err == nil || !strings.Contains(err.Error(), "residual 1 with respect to x[0]") {
			t.Fatalf("the error is %v; want one that names residual 1 and x[0]", err)
		}
		if res == nil || res.Status != Unfinished || res.Iterations != at || !math.IsNaN(res.Gradient) {
			t.Errorf("after %d good Jacobians the result is %+v", at, res)
		}
		r := make([]float64, 2)
		p.Func(r, x)
		if cost := arith.Dot(r, r) / 2; cost != res.Cost || (at > 0) != (cost < 12) {
			t.Errorf("after %d good Jacobians x has cost %v, the result %v; the start has 12.1", at, cost, res.Cost)
		}
	}
}

// √(1−x) has no value above 1, √x none below 0: a difference takes the other side.
func TestDifferencesOnOneSide(t *testing.T) {
	p := Problem{Residuals: 2, Func: func(r, x []float64) {
		r[0], r[1] = math.Sqrt(1-x[0])*(1-x[0])-0.1, math.Sqrt(x[1])*x[1]-0.1
	}}
	want := math.Pow(0.1, 2.0/3)
	for _, formula := range []Difference{Forward, Central} {
		x := []float64{1 - 0x1p-30, 0x1p-30}
		res, err := Solve(p, x, &Settings{Difference: formula})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(1-x[0]-want) > 1e-7 || math.Abs(x[1]-want) > 1e-7 {
			t.Errorf("formula %d: x = %v; want %v and %v (%v)", formula, x, 1-want, want, res.Status)
		}
	}
}

// So large a Jacobian overflows in every product: no λ is large enough.
func TestOverflowStalls(t *testing.T) {
	for name, c := range map[string]struct {
		x        []float64
		settings Settings
	}{
		"as many residuals":  {[]float64{1}, Settings{}},
		"fewer residuals":    {[]float64{1, 1}, Settings{}},
		"bounded":            {[]float64{1}, Settings{Upper: []float64{2}}},
		"by the rule of ten": {[]float64{1}, Settings{Damping: Tenfold}},
	} {
		p := Problem{
			Residuals: 1,
			Func:      func(r, x []float64) { r[0] = 1 + x[0] },
			Jac:       func(jac *mat.Dense, x []float64) { jac.Set(0, 0, 1e200) },
		}
		res, err := Solve(p, c.x, &c.settings)
		if err != nil || res.Status != Stalled || c.x[0] != 1 || res.Evaluations != 1 {
			t.Errorf("%s: x %v, %+v, %v; want 1, stalled after 1 evaluation, no error", name, c.x, res, err)
		}
	}
}
