package nnlib_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/lsq"
	"dlmath/nnlib/matlab"
	"dlmath/nnlib/train"
)

// The paper's network does its first step with the point x = (0.1, 0.1), target (1, 0)
// and η = 0.05. Here every number of that step is worked out by hand, without a matrix
// or a loop over layers.
func TestFirstStepByHand(t *testing.T) {
	σ := func(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
	const x1, x2, y1, y2, η = 0.1, 0.1, 1.0, 0.0, 0.05
	p := []float64{
		0.1, 0.2, 0.3, 0.4, 0.5, -0.6, // W2, b2
		0.7, -0.8, 0.9, 0.1, -0.2, 0.3, 0.4, -0.5, 0.6, // W3, b3
		-0.7, 0.8, 0.9, -0.1, 0.2, -0.3, 0.4, 0.5, // W4, b4
	}

	a21 := σ(0.1*x1 + 0.2*x2 + 0.5)
	a22 := σ(0.3*x1 + 0.4*x2 - 0.6)
	a31 := σ(0.7*a21 - 0.8*a22 + 0.4)
	a32 := σ(0.9*a21 + 0.1*a22 - 0.5)
	a33 := σ(-0.2*a21 + 0.3*a22 + 0.6)
	a41 := σ(-0.7*a31 + 0.8*a32 + 0.9*a33 + 0.4)
	a42 := σ(-0.1*a31 + 0.2*a32 - 0.3*a33 + 0.5)

	δ41 := a41 * (1 - a41) * (a41 - y1)
	δ42 := a42 * (1 - a42) * (a42 - y2)
	δ31 := a31 * (1 - a31) * (-0.7*δ41 - 0.1*δ42)
	δ32 := a32 * (1 - a32) * (0.8*δ41 + 0.2*δ42)
	δ33 := a33 * (1 - a33) * (0.9*δ41 - 0.3*δ42)
	δ21 := a21 * (1 - a21) * (0.7*δ31 + 0.9*δ32 - 0.2*δ33)
	δ22 := a22 * (1 - a22) * (-0.8*δ31 + 0.1*δ32 + 0.3*δ33)

	want := []float64{
		0.1 - η*δ21*x1, 0.2 - η*δ21*x2, 0.3 - η*δ22*x1, 0.4 - η*δ22*x2, 0.5 - η*δ21, -0.6 - η*δ22,
		0.7 - η*δ31*a21, -0.8 - η*δ31*a22, 0.9 - η*δ32*a21, 0.1 - η*δ32*a22, -0.2 - η*δ33*a21, 0.3 - η*δ33*a22,
		0.4 - η*δ31, -0.5 - η*δ32, 0.6 - η*δ33,
		-0.7 - η*δ41*a31, 0.8 - η*δ41*a32, 0.9 - η*δ41*a33, -0.1 - η*δ42*a31, 0.2 - η*δ42*a32, -0.3 - η*δ42*a33,
		0.4 - η*δ41, 0.5 - η*δ42,
	}

	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.SetParams(p)
	obj := nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())
	first := func(int) int { return 0 } // the point (0.1, 0.1)
	sgd := train.Trainer{Objective: obj, Rule: &train.SGD{Rate: η}, Steps: 1, Draw: first}
	for range sgd.Run(context.Background()) {
	}
	for i, got := range net.Params() {
		if math.Abs(got-want[i]) > 1e-15 {
			t.Errorf("parameter %d is %.17g after the step, by hand %.17g", i, got, want[i])
		}
	}
	net.SetParams(p)
	δ := obj.Delta(0)
	for i, want := range [][]float64{{δ21, δ22}, {δ31, δ32, δ33}, {δ41, δ42}} {
		for j := range want {
			if math.Abs(δ[i][j]-want[j]) > 1e-16 {
				t.Errorf("δ_%d^[%d] = %.17g, by hand %.17g", j+1, i+2, δ[i][j], want[j])
			}
		}
	}
}

// drillingRun trains the lecture's network on the ten points.
func drillingRun(steps int) *nnlib.Network {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(0.5))
	obj := nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())
	sgd := train.Trainer{Objective: obj, Rule: &train.SGD{Rate: 0.05}, Steps: steps, Every: steps, Rand: rand.New(rand.NewPCG(2, 0))}
	for range sgd.Run(context.Background()) {
	}
	return net
}

func TestTwoRunsHaveTheSameBits(t *testing.T) {
	a, b := drillingRun(5000).Params(), drillingRun(5000).Params()
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			t.Fatalf("parameter %d is %v in one run and %v in the other", i, a[i], b[i])
		}
	}
}

func TestTenPointsAreLearnt(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for 400 000 steps")
	}
	net := drillingRun(400_000)
	points := dataset.Drilling()
	for i := range points.Len() {
		if got, want := net.Classify(points.X.RawRowView(i)), points.Label(i); got != want {
			t.Errorf("point %d is put into category %d, it is of category %d", i+1, got, want)
		}
	}
}

// paperRun sets the paper's network up as its listing netbp does: seed 5000, then
// W2, W3, W4, b2, b3, b4 = 0.5·randn column by column, and the stream that goes on
// with randi(10) for the points.
func paperRun(points *dataset.Set) (*train.Trainer, *nnlib.Network) {
	stream := matlab.NewStream(5000)
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	p := make([]float64, len(net.Params()))
	for i := range p {
		p[i] = 0.5 * stream.Randn()
	}
	net.SetParamsMATLAB(p)
	return &train.Trainer{
		Objective: nnlib.NewObjective(net, nnlib.Quadratic, points),
		Rule:      &train.SGD{Rate: 0.05},
		Draw:      func(n int) int { return stream.Randi(n) - 1 },
	}, net
}

// The paper's own run is repeated: its printed costs, which are Σ‖y − F‖² = 20·Cost,
// at the start, at the steps whose cost its curve shows, and at the end.
func TestThePapersRun(t *testing.T) {
	sgd, net := paperRun(dataset.Drilling())
	for i, want := range []float64{-0.18635217, -0.23323093, 0.20510972, -0.80314503, 0.23117705} {
		if got := net.ParamsMATLAB()[i]; math.Abs(got-want) > 5e-9 {
			t.Errorf("parameter %d is %.8f at the start, in MATLAB %.8f", i+1, got, want)
		}
	}
	printed := []struct {
		step  int
		cost  float64
		digit float64 // of the last printed digit
	}{
		{0, 5.3288, 1e-4}, {1, 5.3243, 1e-4}, {10_001, 4.769, 1e-3}, {20_001, 2.947, 1e-3}, {100_001, 2.289, 1e-3},
		{110_001, 1.016, 1e-3}, {200_001, 0.0130, 1e-4}, {1_000_000, 7.3035e-4, 1e-8},
	}
	for _, p := range printed {
		sgd.Steps, sgd.Every = p.step, max(1, p.step)
		for range sgd.Run(t.Context()) {
		}
		if got := 20 * sgd.Objective.Cost(nil); math.Abs(got-p.cost) > 0.51*p.digit {
			t.Errorf("20·Cost is %.6g after step %d, in the paper %.5g", got, p.step, p.cost)
		}
	}
}

// From the paper's start, nonlinear least squares by point draws the borders of its
// figures 4 and 5. Every one of a family of borders has cost 0, and which of them is
// reached hangs on details of the solver, so they agree to a few hundredths only.
func TestThePapersBorders(t *testing.T) {
	for _, c := range []struct {
		points        *dataset.Set
		bottom, right float64 // where the border meets x2 = 0 and x1 = 1, read off the figure
	}{
		{dataset.Drilling(), 0.541, 0.870},
		{dataset.Drilling11(), 0.578, 0.685},
	} {
		sgd, net := paperRun(c.points)
		if _, err := lsq.Solve(sgd.Objective.Residuals(nnlib.ByPoint), net.Params(), nil); err != nil {
			t.Fatal(err)
		}
		bottom := crossings(net, func(s float64) []float64 { return []float64{s, 0} })
		right := crossings(net, func(s float64) []float64 { return []float64{1, s} })
		if len(bottom) != 1 || len(right) != 1 || math.Abs(bottom[0]-c.bottom) > 0.04 || math.Abs(right[0]-c.right) > 0.04 {
			t.Errorf("%d points: the border meets x2 = 0 at %v and x1 = 1 at %v; in the paper at %g and %g",
				c.points.Len(), bottom, right, c.bottom, c.right)
		}
	}
}

// crossings returns where F₁ = F₂ on the way at(s), 0 ≤ s ≤ 1, to a thousandth.
func crossings(net *nnlib.Network, at func(s float64) []float64) (found []float64) {
	before := net.Classify(at(0))
	for k := 1; k <= 1000; k++ {
		s := float64(k) / 1000
		if now := net.Classify(at(s)); now != before {
			found = append(found, s)
			before = now
		}
	}
	return found
}
