package nnlib_test

import (
	"math"
	"slices"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"

	"gonum.org/v1/gonum/mat"
)

func TestActivationsAreTheirFormulas(t *testing.T) {
	for _, c := range []struct {
		σ *nnlib.Elementwise
		f func(z float64) float64
		d func(z float64) float64
	}{
		{nnlib.Identity, func(z float64) float64 { return z }, func(float64) float64 { return 1 }},
		{nnlib.Sigmoid, func(z float64) float64 { return 1 / (1 + math.Exp(-z)) },
			func(z float64) float64 { e := math.Exp(-z); return e / ((1 + e) * (1 + e)) }},
		{nnlib.Tanh, math.Tanh, func(z float64) float64 { c := math.Cosh(z); return 1 / (c * c) }},
		{nnlib.ReLU, func(z float64) float64 { return math.Max(0, z) }, func(z float64) float64 { return float64(max(0, int(math.Copysign(1, z)))) }},
		{nnlib.LeakyReLU, func(z float64) float64 { return math.Max(z/100, z) },
			func(z float64) float64 { return map[bool]float64{true: 1, false: 0.01}[z > 0] }},
		{nnlib.Softplus, func(z float64) float64 { return math.Log1p(math.Exp(z)) }, func(z float64) float64 { return 1 / (1 + math.Exp(-z)) }},
	} {
		for z := -8.03; z < 8; z += 0.1 {
			if got, want := c.σ.At(z), c.f(z); math.Abs(got-want) > 1e-14 {
				t.Errorf("%v(%g) = %g, want %g", c.σ, z, got, want)
			}
			if got, want := c.σ.DerivativeAt(z), c.d(z); math.Abs(got-want) > 1e-14 {
				t.Errorf("%v′(%g) = %g, want %g", c.σ, z, got, want)
			}
		}
	}
	for z, want := range map[float64]float64{-1: 0, 0: 0, 1e-300: 1, 2: 1} { // figure 1.09
		if got := nnlib.Step.At(z); got != want {
			t.Errorf("step(%g) = %g, want %g", z, got, want)
		}
	}
}

// A layer of many points gets the bits of F and D, however it is computed.
func TestApplyAndPullbackAreFAndD(t *testing.T) {
	z := []float64{0, math.Copysign(0, -1), 1e-320, math.Inf(1), math.Inf(-1), math.NaN(), 701, -701, 25, -25}
	for i := range 61 {
		z = append(z, float64(i-30)/7)
	}
	for _, σ := range []*nnlib.Elementwise{nnlib.Identity, nnlib.Sigmoid, nnlib.Tanh, nnlib.ReLU, nnlib.LeakyReLU, nnlib.Softplus} {
		a, delta := make([]float64, len(z)), make([]float64, len(z))
		for i := range delta {
			delta[i] = float64(i%7)/3 - 1
		}
		got := slices.Clone(delta)
		σ.Apply(a, z)
		σ.Pullback(got, z, a)
		for i, v := range z {
			if want := σ.F(v); math.Float64bits(a[i]) != math.Float64bits(want) {
				t.Errorf("Apply of %v gives %v(%v) = %v, want %v", σ, σ, v, a[i], want)
			}
			if want := delta[i] * σ.D(v, a[i]); math.Float64bits(got[i]) != math.Float64bits(want) {
				t.Errorf("Pullback of %v at %v gives %v, want %v", σ, v, got[i], want)
			}
		}
	}
}

func TestSoftmaxOfHugeNumbers(t *testing.T) {
	z := []float64{1000, 1001, -1000}
	a := make([]float64, 3)
	nnlib.Softmax.Apply(a, z)
	e := math.Exp(1)
	for j, want := range []float64{1 / (1 + e), e / (1 + e), 0} {
		if math.Abs(a[j]-want) > 1e-15 {
			t.Errorf("softmax(%v) = %v", z, a)
		}
	}
}

// The costs are what their formulas say, and stay finite where the formulas overflow.
func TestCosts(t *testing.T) {
	z, y := []float64{0.3, -1.2, 0.8}, []float64{0.2, 0.5, 0.3}
	a := make([]float64, 3)
	nnlib.Softmax.Apply(a, z)
	want := 0.0
	for j := range y {
		want -= y[j] * math.Log(a[j])
	}
	if got := nnlib.CrossEntropy.Of(z, a, y); math.Abs(got-want) > 1e-15 {
		t.Errorf("cross-entropy %g, want %g", got, want)
	}
	nnlib.Sigmoid.Apply(a, z)
	want = 0
	for j := range y {
		want -= y[j]*math.Log(a[j]) + (1-y[j])*math.Log(1-a[j])
	}
	if got := nnlib.BinaryCrossEntropy.Of(z, a, y); math.Abs(got-want) > 1e-15 {
		t.Errorf("binary cross-entropy %g, want %g", got, want)
	}
	if got := nnlib.Quadratic.Of(nil, []float64{1, 3}, []float64{0, 1}); got != 2.5 {
		t.Errorf("quadratic cost %g, want ½(1 + 4)", got)
	}
	if got := nnlib.CrossEntropy.Of([]float64{0, 1000}, []float64{0, 1}, []float64{1, 0}); got != 1000 {
		t.Errorf("cross-entropy of a point missed by far: %g, want 1000", got)
	}
	if got := nnlib.BinaryCrossEntropy.Of([]float64{-1000}, []float64{0}, []float64{1}); got != 1000 {
		t.Errorf("binary cross-entropy of a point missed by far: %g, want 1000", got)
	}
}

// Figure 1.13 is the forward pass of a ReLU, ReLU, softmax network and its cross-entropy
// as one expression. Written so, with the same order of additions, it has the bits of the layers.
func TestOneGiantFormula(t *testing.T) {
	net := nnlib.NewLayers(3, nnlib.Layer{4, nnlib.ReLU}, nnlib.Layer{4, nnlib.ReLU}, nnlib.Layer{3, nnlib.Softmax})
	copy(net.Params(), mixed().Params())
	x, y := []float64{0.4, -0.3, 0.8}, []float64{0, 1, 0}

	each := func(n int, f func(j int) float64) []float64 {
		v := make([]float64, n)
		for j := range v {
			v[j] = f(j)
		}
		return v
	}
	sum := func(start float64, a []float64, w func(i int) float64) float64 {
		for i, v := range a {
			start = math.FMA(v, w(i), start)
		}
		return start
	}
	L := nnlib.CrossEntropy.Of(
		each(3, func(k int) float64 {
			return sum(net.B(4).AtVec(k), each(4, func(j int) float64 {
				return max(0, sum(net.B(3).AtVec(j), each(4, func(j int) float64 {
					return max(0, sum(net.B(2).AtVec(j), x, func(i int) float64 { return net.W(2).At(j, i) }))
				}), func(i int) float64 { return net.W(3).At(j, i) }))
			}), func(i int) float64 { return net.W(4).At(k, i) })
		}), nil, y)

	obj := nnlib.NewObjective(net, nnlib.CrossEntropy, dataset.New(mat.NewDense(1, 3, x), mat.NewDense(1, 3, y)))
	if got := obj.Cost(nil); got != L {
		t.Errorf("the layers give %v, one expression gives %v", got, L)
	}
	if p := net.Predict(x); math.Abs(L+math.Log(p[1])) > 1e-14 {
		t.Errorf("−log of the probability of the right class is %v, want %v", -math.Log(p[1]), L)
	}
}

// A user's own activation function can be used and trained like the others.
func TestOwnActivation(t *testing.T) {
	cube := &nnlib.Elementwise{
		Name: "cube",
		F:    func(z float64) float64 { return z * z * z },
		D:    func(z, _ float64) float64 { return 3 * z * z },
	}
	net := nnlib.New(cube, 1, 1)
	net.SetParams([]float64{2, 1})
	if got := net.Predict([]float64{0.5}); !slices.Equal(got, []float64{8}) {
		t.Errorf("(2·½ + 1)³ = %v", got)
	}
	obj := nnlib.NewObjective(net, nnlib.Quadratic, dataset.New(mat.NewDense(1, 1, []float64{0.5}), mat.NewDense(1, 1, []float64{7})))
	grad := make([]float64, 2)
	obj.Gradient(grad, nil)
	if want := []float64{6, 12}; !slices.Equal(grad, want) { // (8 − 7)·3·2² times x and 1
		t.Errorf("the gradient is %v, want %v", grad, want)
	}
}

func TestNeuron(t *testing.T) {
	n := nnlib.Neuron{W: []float64{0.2, 0.8, -0.5}, B: 2}
	if got := n.Output(1, 2, 3); math.Abs(got-2.3) > 1e-15 {
		t.Errorf("output %g, want 2.3", got)
	}
	n.Activation = nnlib.Step
	if got := n.Output(1, 2, 3); got != 1 {
		t.Errorf("output with a step function %g, want 1", got)
	}
}
