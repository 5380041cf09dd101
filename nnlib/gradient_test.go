package nnlib_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// hidden are the activation functions for any layer; smooth has those without a kink,
// where differences are good everywhere.
var (
	smooth = []nnlib.Activation{nnlib.Identity, nnlib.Sigmoid, nnlib.Tanh, nnlib.Softplus}
	hidden = append([]nnlib.Activation{nnlib.ReLU, nnlib.LeakyReLU}, smooth...)
)

// pair is an output activation, a cost that goes with it, and a target for it.
type pair struct {
	σ      nnlib.Activation
	cost   nnlib.Cost
	target func(rng *rand.Rand, y []float64)
}

var pairs = []pair{
	{nnlib.Identity, nnlib.Quadratic, anyNumbers},
	{nnlib.Sigmoid, nnlib.Quadratic, anyNumbers},
	{nnlib.Tanh, nnlib.Quadratic, anyNumbers},
	{nnlib.Softplus, nnlib.Quadratic, anyNumbers},
	{nnlib.Softmax, nnlib.Quadratic, anyNumbers},
	{nnlib.Softmax, nnlib.CrossEntropy, probabilities},
	{nnlib.Sigmoid, nnlib.BinaryCrossEntropy, fractions},
}

func anyNumbers(rng *rand.Rand, y []float64) {
	for j := range y {
		y[j] = 2*rng.Float64() - 0.5
	}
}

func fractions(rng *rand.Rand, y []float64) {
	for j := range y {
		y[j] = rng.Float64()
	}
}

func probabilities(rng *rand.Rand, y []float64) {
	fractions(rng, y)
	floats.Scale(1/floats.Sum(y), y)
}

// drawObjective makes an objective of random shape, activations, parameters and data.
// 80 points are more than go through the network at once.
func drawObjective(t *rapid.T, p pair, most int) *nnlib.Objective {
	size := rapid.IntRange(1, 6)
	layers := make([]nnlib.Layer, rapid.IntRange(1, 4).Draw(t, "layers"))
	for i := range layers {
		layers[i] = nnlib.Layer{Size: size.Draw(t, "size"), Activation: rapid.SampledFrom(hidden).Draw(t, "activation")}
	}
	layers[len(layers)-1].Activation = p.σ
	net := nnlib.NewLayers(size.Draw(t, "inputs"), layers...)

	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	net.Init(rng, nnlib.Normal(0.8))
	points := rapid.IntRange(1, most).Draw(t, "points")
	x := mat.NewDense(points, net.Size(1), nil)
	y := mat.NewDense(points, net.Size(net.L()), nil)
	for i := range points {
		anyNumbers(rng, x.RawRowView(i))
		p.target(rng, y.RawRowView(i))
	}
	obj := nnlib.NewObjective(net, p.cost, dataset.New(x, y))
	obj.L2 = rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "λ")
	return obj
}

func TestGradientAgainstDifferences(t *testing.T) {
	for _, p := range pairs {
		t.Run(fmt.Sprintf("%v with %v", p.cost, p.σ), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				obj := drawObjective(t, p, 80)
				params := obj.Network.Params()
				got := make([]float64, len(params))
				obj.Gradient(got, nil)

				// Two step sizes: where they disagree, a kink of ReLU lies between, and
				// a difference says nothing.
				want := fd.Gradient(nil, obj.Cost, params, &fd.Settings{Formula: fd.Central, Step: 1e-5})
				check := fd.Gradient(nil, obj.Cost, params, &fd.Settings{Formula: fd.Central, Step: 5e-6})
				for i := range got {
					if math.Abs(want[i]-check[i]) > 1e-8 {
						continue
					}
					if diff := math.Abs(got[i] - want[i]); diff > 1e-7*(1+math.Abs(want[i])) {
						t.Fatalf("∂Cost/∂p[%d] = %.12g by back propagation, %.12g by differences (%v)", i, got[i], want[i], obj.Network)
					}
				}
			})
		})
	}
}

func TestJacobianAgainstDifferences(t *testing.T) {
	for _, kind := range []nnlib.ResidualKind{nnlib.ByPoint, nnlib.ByComponent} {
		t.Run(kind.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := rapid.SampledFrom(pairs[:5]).Draw(t, "output")
				obj := drawObjective(t, p, 80)
				problem := obj.Residuals(kind)
				params := obj.Network.Params()
				got := mat.NewDense(problem.Residuals, len(params), nil)
				problem.Jac(got, params)
				want, check := &mat.Dense{}, &mat.Dense{}
				want.CloneFrom(got)
				check.CloneFrom(got)
				fd.Jacobian(want, problem.Func, params, &fd.JacobianSettings{Formula: fd.Central, Step: 1e-5})
				fd.Jacobian(check, problem.Func, params, &fd.JacobianSettings{Formula: fd.Central, Step: 5e-6})
				for i := range problem.Residuals {
					for j := range params {
						w := want.At(i, j)
						if math.Abs(w-check.At(i, j)) > 1e-7 {
							continue
						}
						if diff := math.Abs(got.At(i, j) - w); diff > 1e-6*(1+math.Abs(w)) {
							t.Fatalf("∂r[%d]/∂p[%d] = %.12g, %.12g by differences (%v)", i, j, got.At(i, j), w, obj.Network)
						}
					}
				}
			})
		})
	}
}

// The sum of squared residuals is 2N·Cost, for both kinds and with a penalty.
func TestResidualsAddUpToTheCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		obj := drawObjective(t, pairs[1], 80)
		for _, kind := range []nnlib.ResidualKind{nnlib.ByPoint, nnlib.ByComponent} {
			problem := obj.Residuals(kind)
			r := make([]float64, problem.Residuals)
			problem.Func(r, obj.Network.Params())
			got, want := floats.Dot(r, r), 2*float64(obj.Data.Len())*obj.Cost(nil)
			if math.Abs(got-want) > 1e-12*(1+want) {
				t.Fatalf("%v: Σr² = %g, 2N·Cost = %g", kind, got, want)
			}
		}
	})
}

// The residual by point has no derivative where a point is hit exactly; 0 is given, not NaN.
func TestJacobianAtAnExactHit(t *testing.T) {
	net := nnlib.New(nnlib.Identity, 1, 1)
	obj := nnlib.NewObjective(net, nnlib.Quadratic, dataset.New(mat.NewDense(1, 1, []float64{1}), mat.NewDense(1, 1, []float64{0})))
	problem := obj.Residuals(nnlib.ByPoint)
	jac := mat.NewDense(1, 2, []float64{7, 7})
	problem.Jac(jac, net.Params())
	if jac.At(0, 0) != 0 || jac.At(0, 1) != 0 {
		t.Errorf("the Jacobian is %v, want zeros", mat.Formatted(jac))
	}
}
