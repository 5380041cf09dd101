package lsq

import (
	"math"
	"slices"
	"testing"

	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/internal/gemm"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// linear draws r(x) = A x − b, of full rank: below its m rows A has an identity.
func linear(t *rapid.T, m, n int) (Problem, *mat.Dense, *mat.VecDense) {
	value := rapid.Float64Range(-3, 3)
	a, b := mat.NewDense(m+n, n, nil), mat.NewVecDense(m+n, nil)
	for i := range m + n {
		b.SetVec(i, value.Draw(t, "b"))
		for j := range n {
			if i < m {
				a.Set(i, j, value.Draw(t, "a"))
			}
		}
	}
	for j := range n {
		a.Set(m+j, j, 1)
	}
	return Problem{
		Residuals: m + n,
		Func: func(r, x []float64) {
			y := mat.NewVecDense(m+n, r)
			y.MulVec(a, mat.NewVecDense(n, x))
			y.SubVec(y, b)
		},
		Jac: func(jac *mat.Dense, x []float64) { jac.Copy(a) },
	}, a, b
}

func drawX(t *rapid.T, n int) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(-10, 10), n, n).Draw(t, "x")
}

// tight leaves only the limit of rounding.
var tight = Settings{CostTol: 1e-15, StepTol: 1e-14, GradientTol: 1e-13}

func TestLinearProblemsAgreeWithQR(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		p, a, b := linear(t, rapid.IntRange(0, 6).Draw(t, "m"), n)
		var qr mat.QR
		qr.Factorize(a)
		var want mat.VecDense
		if err := qr.SolveVecTo(&want, false, b); err != nil {
			t.Fatal(err)
		}
		x := drawX(t, n)
		settings := tight
		res, err := Solve(p, x, &settings)
		if err != nil {
			t.Fatal(err)
		}
		for j, v := range x {
			if math.Abs(v-want.AtVec(j)) > 1e-6*(1+mat.Norm(&want, 2)) {
				t.Fatalf("x = %v (%v); QR gives %v", x, res.Status, want.RawVector().Data)
			}
		}
	})
}

// With bounds the minimum is where the conditions of Karush, Kuhn and Tucker hold:
// the gradient is 0 inside, and points out of the box at a bound.
func TestBoundedLinearProblems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		p, a, _ := linear(t, rapid.IntRange(0, 6).Draw(t, "m"), n)
		x := drawX(t, n)
		settings := tight
		settings.Lower, settings.Upper = make([]float64, n), make([]float64, n)
		room := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 5), rapid.Just(math.Inf(1)))
		for j, v := range x {
			settings.Lower[j] = v - room.Draw(t, "below")
			settings.Upper[j] = v + room.Draw(t, "above")
		}
		res, err := Solve(p, x, &settings)
		if err != nil {
			t.Fatal(err)
		}
		var g mat.VecDense
		g.MulVec(a.T(), mat.NewVecDense(len(res.Residuals), res.Residuals))
		tol := 1e-6 * (1 + math.Sqrt(2*res.Cost))
		for j, v := range x {
			lower, upper := settings.Lower[j], settings.Upper[j]
			if v < lower || v > upper {
				t.Fatalf("x[%d] = %v lies outside %v and %v", j, v, lower, upper)
			}
			if slope := g.AtVec(j); slope > tol && v-lower > tol || slope < -tol && upper-v > tol {
				t.Fatalf("x[%d] = %v between %v and %v has slope %v (%v)", j, v, lower, upper, slope, res.Status)
			}
		}
	})
}

// A step within bounds is the best of all ways to hold some unknowns at a bound.
func TestBoundedStepIsTheBestOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := rapid.IntRange(1, 5).Draw(t, "m"), rapid.IntRange(1, 5).Draw(t, "n")
		lambda := rapid.SampledFrom([]float64{1e-3, 1, 100}).Draw(t, "λ")
		value := rapid.Float64Range(-3, 3)
		tangent := newTangent(m, n, true)
		for k := range tangent.jac {
			tangent.jac[k] = value.Draw(t, "J")
		}
		for i := range tangent.r {
			tangent.r[i] = value.Draw(t, "r")
		}
		room := rapid.SampledFrom([]float64{0, 0.1, 1, math.Inf(1)})
		for j := range n {
			tangent.box.lower[j] = -room.Draw(t, "lower")
			tangent.box.upper[j] = room.Draw(t, "upper")
			tangent.box.held[j] = side(rapid.IntRange(0, 2).Draw(t, "held"))
			if tangent.box.held[j] == atLower && math.IsInf(tangent.box.lower[j], 0) ||
				tangent.box.held[j] == atUpper && math.IsInf(tangent.box.upper[j], 0) {
				tangent.box.held[j] = free // no bound to stand at
			}
		}
		tangent.update()
		if !tangent.step(lambda) {
			t.Fatal("no Cholesky factor")
		}
		model := func(delta []float64) float64 { // what the step lowers, less λ's price
			copy(tangent.delta, delta)
			return tangent.reduction() - lambda*arith.Dot(delta, delta)/2
		}
		got := slices.Clone(tangent.delta)
		value0 := model(got)
		for sides := range int(math.Pow(3, float64(n))) {
			for j := range n {
				tangent.box.held[j] = side(sides % 3)
				sides /= 3
			}
			inside := tangent.heldStep(lambda)
			for j, v := range tangent.delta {
				inside = inside && v >= tangent.box.lower[j] && v <= tangent.box.upper[j] && !math.IsInf(v, 0)
			}
			if !inside {
				continue
			}
			if better := slices.Clone(tangent.delta); model(better) > value0+1e-9*(1+math.Abs(value0)) {
				t.Fatalf("δ = %v lowers the model by %v, but %v by %v", got, value0, better, model(better))
			}
		}
	})
}

// On any problem, with any settings, the cost never rises, x stays within its
// bounds, and the end is no worse than the start.
func TestNeverRises(t *testing.T) {
	problems := mghProblems()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(problems).Draw(t, "problem")
		n := len(p.start)
		x := slices.Clone(p.start)
		for j := range x {
			x[j] += rapid.Float64Range(-2, 2).Draw(t, "away")
		}
		settings := Settings{
			Damping:        rapid.SampledFrom([]Damping{Nielsen, Tenfold}).Draw(t, "damping"),
			Difference:     rapid.SampledFrom([]Difference{Forward, Central}).Draw(t, "difference"),
			Lambda0:        rapid.SampledFrom([]float64{0, 1e-9, 1e-3, 1e6}).Draw(t, "λ0"),
			MaxEvaluations: rapid.IntRange(1, 200).Draw(t, "evaluations"),
		}
		if rapid.Bool().Draw(t, "bounded") {
			settings.Lower, settings.Upper = slices.Clone(x), slices.Clone(x)
			for j := range n {
				settings.Lower[j] -= rapid.Float64Range(0, 3).Draw(t, "below")
				settings.Upper[j] += rapid.Float64Range(0, 3).Draw(t, "above")
			}
		}
		q := p.problem(rapid.Bool().Draw(t, "analytic"))
		before := slices.Clone(x)
		res, err := Solve(q, x, &settings)
		if err != nil { // some starts overflow, or divide by 0
			if res == nil && !slices.Equal(x, before) {
				t.Fatalf("x moved from %v to %v though the start was refused: %v", before, x, err)
			}
			return
		}
		for k := 1; k < len(res.History); k++ {
			if res.History[k].Cost >= res.History[k-1].Cost {
				t.Fatalf("step %d: cost %v after %v", k, res.History[k].Cost, res.History[k-1].Cost)
			}
		}
		for j, v := range x {
			if lower, upper := settings.bounds(j); v < lower || v > upper {
				t.Fatalf("x[%d] = %v lies outside %v and %v", j, v, lower, upper)
			}
		}
		r := make([]float64, p.m)
		q.Func(r, x)
		if arith.Dot(r, r)/2 != res.Cost {
			t.Fatalf("the cost at x is %v, the result says %v", arith.Dot(r, r)/2, res.Cost)
		}
		if over := res.Evaluations - settings.MaxEvaluations; over > 2*n {
			t.Fatalf("%d evaluations above the limit of %d", over, settings.MaxEvaluations)
		}
	})
}

func TestCholeskyAgreesWithGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		_, j, b := linear(t, 3, n)
		a := newSquare(n)
		gemm.Gram(a.data, j.RawMatrix().Data, len(j.RawMatrix().Data)/a.n, a.n)
		var gram mat.SymDense
		gram.SymOuterK(1, j.T())
		for i := range n {
			for k := range n {
				if math.Abs(a.at(i, k)-gram.At(i, k)) > 1e-12*(1+math.Abs(gram.At(i, k))) {
					t.Fatalf("(JᵀJ)[%d,%d] is %v; gonum gives %v", i, k, a.at(i, k), gram.At(i, k))
				}
			}
		}
		var chol mat.Cholesky
		if !chol.Factorize(&gram) || !a.factor() {
			t.Fatal("JᵀJ is not positive definite")
		}
		right := mat.VecDenseCopyOf(b.SliceVec(0, n))
		var want mat.VecDense
		if err := chol.SolveVecTo(&want, right); err != nil {
			t.Fatal(err)
		}
		got := slices.Clone(right.RawVector().Data)
		a.solve(got)
		for i, v := range got {
			if math.Abs(v-want.AtVec(i)) > 1e-9*(1+mat.Norm(&want, 2)) {
				t.Fatalf("x = %v; gonum gives %v", got, want.RawVector().Data)
			}
		}
	})
}

func TestCholeskyRefusesIndefinite(t *testing.T) {
	for _, data := range [][]float64{{0, 0, 0, 1}, {1, 2, 0, 1}, {math.NaN(), 0, 0, 1}, {math.Inf(1), 0, 0, 1}, {1, 0, 0, -1}} {
		if (square{2, slices.Clone(data)}).factor() {
			t.Errorf("%v has a factor", data)
		}
	}
}
