package nnlib_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"dlmath/nnlib"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

func TestSizesOfTheLecturesNetworks(t *testing.T) {
	for want, sizes := range map[int][]int{23: {2, 2, 3, 2}, 68: {4, 3, 4, 5, 2}} {
		net := nnlib.New(nnlib.Sigmoid, sizes...)
		if got := len(net.Params()); got != want {
			t.Errorf("the network %v has %d parameters, want %d", sizes, got, want)
		}
		if net.L() != len(sizes) || !slices.Equal(net.Sizes(), sizes) {
			t.Errorf("L = %d and sizes %v, want %v", net.L(), net.Sizes(), sizes)
		}
		for l := 2; l <= net.L(); l++ {
			rows, cols := net.W(l).Dims()
			if rows != sizes[l-1] || cols != sizes[l-2] || net.B(l).Len() != sizes[l-1] || net.Size(l) != sizes[l-1] {
				t.Errorf("layer %d: W is %d×%d, b has %d", l, rows, cols, net.B(l).Len())
			}
		}
	}
}

func TestString(t *testing.T) {
	for want, net := range map[string]*nnlib.Network{
		"2-2-3-2 network, sigmoid, 23 parameters":            nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2),
		"4-8-8-3 network, relu then softmax, 139 parameters": nnlib.NewLayers(4, nnlib.Layer{8, nnlib.ReLU}, nnlib.Layer{8, nnlib.ReLU}, nnlib.Layer{3, nnlib.Softmax}),
	} {
		if net.String() != want {
			t.Errorf("got %q, want %q", net, want)
		}
	}
}

func TestViewsAreLive(t *testing.T) {
	net := nnlib.New(nnlib.Identity, 2, 3)
	net.W(2).Set(1, 0, 5)
	net.B(2).SetVec(2, 7)
	if want := []float64{0, 0, 5, 0, 0, 0, 0, 0, 7}; !slices.Equal(net.Params(), want) {
		t.Errorf("the parameters are %v, want %v", net.Params(), want)
	}
	clone := net.Clone()
	clone.Params()[0] = 1
	if net.W(2).At(0, 0) != 0 {
		t.Error("a clone shares its parameters with the original")
	}
}

// In MATLAB's order come all matrices, column by column, then all biases.
func TestMATLABOrder(t *testing.T) {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 1)
	net.SetParamsMATLAB([]float64{11, 21, 12, 22, 31, 32, 1, 2, 3})
	if want := []float64{11, 12, 21, 22, 1, 2, 31, 32, 3}; !slices.Equal(net.Params(), want) {
		t.Errorf("our order is %v, want %v", net.Params(), want)
	}
	if want := []float64{11, 21, 12, 22, 31, 32, 1, 2, 3}; !slices.Equal(net.ParamsMATLAB(), want) {
		t.Errorf("MATLAB's order is %v, want %v", net.ParamsMATLAB(), want)
	}
}

func TestInitializers(t *testing.T) {
	const in, out = 200, 100
	for name, c := range map[string]struct {
		init     nnlib.Initializer
		sdW, sdB float64
		bounded  bool
	}{
		"normal": {nnlib.Normal(0.5), 0.5, 0.5, false},
		"xavier": {nnlib.Xavier, math.Sqrt(2.0 / (in + out)), 0, true},
		"he":     {nnlib.He, math.Sqrt(2.0 / in), 0, false},
	} {
		net := nnlib.New(nnlib.Sigmoid, in, out)
		net.Init(rand.New(rand.NewPCG(1, 2)), c.init)
		w := net.W(2).RawMatrix().Data
		mean, sd := stat.MeanStdDev(w, nil)
		if math.Abs(mean) > 0.02*c.sdW || math.Abs(sd/c.sdW-1) > 0.02 {
			t.Errorf("%s: weights have mean %g and deviation %g, want 0 and %g", name, mean, sd, c.sdW)
		}
		if bound := math.Sqrt(6.0 / (in + out)); c.bounded && (slices.Max(w) > bound || slices.Min(w) < -bound) {
			t.Errorf("%s: weights reach from %g to %g, beyond ±%g", name, slices.Min(w), slices.Max(w), bound)
		}
		if sd := stat.StdDev(net.B(2).RawVector().Data, nil); math.Abs(sd-c.sdB) > 0.1 {
			t.Errorf("%s: biases have deviation %g, want %g", name, sd, c.sdB)
		}
		again := nnlib.New(nnlib.Sigmoid, in, out)
		again.Init(rand.New(rand.NewPCG(1, 2)), c.init)
		if !slices.Equal(net.Params(), again.Params()) {
			t.Errorf("%s: two draws from the same seed differ", name)
		}
	}
	net := nnlib.New(nnlib.Sigmoid, 2, 2)
	net.Init(nil, nnlib.Constant(0.25))
	if want := slices.Repeat([]float64{0.25}, 6); !slices.Equal(net.Params(), want) {
		t.Errorf("constant: %v", net.Params())
	}
}

// mixed is a network with every activation function in some layer.
func mixed() *nnlib.Network {
	net := nnlib.NewLayers(3, nnlib.Layer{7, nnlib.Sigmoid}, nnlib.Layer{5, nnlib.Tanh}, nnlib.Layer{9, nnlib.ReLU},
		nnlib.Layer{4, nnlib.LeakyReLU}, nnlib.Layer{6, nnlib.Softplus}, nnlib.Layer{5, nnlib.Identity},
		nnlib.Layer{5, nnlib.Step}, nnlib.Layer{4, nnlib.Softmax})
	net.Init(rand.New(rand.NewPCG(3, 4)), nnlib.Normal(0.7))
	return net
}

// A point has the same output alone and in a batch of any size, to the bit.
func TestBatchHasTheBitsOfSinglePoints(t *testing.T) {
	small, steep := nnlib.New(nnlib.Sigmoid, 3, 8, 2, 5), nnlib.New(nnlib.Sigmoid, 3, 4, 1)
	small.Init(rand.New(rand.NewPCG(3, 4)), nnlib.Normal(2))
	steep.Init(rand.New(rand.NewPCG(3, 4)), nnlib.Normal(500)) // |z| > 700 for some points
	for _, net := range []*nnlib.Network{mixed(), small, steep} {
		testBatchHasTheBitsOfSinglePoints(t, net)
	}
}

func testBatchHasTheBitsOfSinglePoints(t *testing.T, net *nnlib.Network) {
	x := mat.NewDense(150, 3, nil)
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range x.RawMatrix().Data {
		x.RawMatrix().Data[i] = 3*rng.Float64() - 1.5
	}
	wide := mat.NewDense(150, 5, nil)
	wide.Slice(0, 150, 1, 4).(*mat.Dense).Copy(x)
	for _, view := range []mat.Matrix{x, x.Slice(3, 90, 0, 3), x.Slice(0, 1, 0, 3), wide.Slice(0, 140, 1, 4), mat.DenseCopyOf(x.T()).T()} {
		batch, labels := net.PredictBatch(view), net.ClassifyBatch(view)
		points, _ := view.Dims()
		for i := range points {
			one := mat.Row(nil, i, view)
			if !slices.Equal(batch.RawRowView(i), net.Predict(one)) || labels[i] != net.Classify(one) {
				t.Fatalf("row %d: %v in a batch of %d, %v alone", i, batch.RawRowView(i), points, net.Predict(one))
			}
		}
	}
}

func TestForwardIsTheRecursion(t *testing.T) {
	net := mixed()
	x := []float64{0.3, -0.2, 0.9}
	f := net.Forward(x)
	if !slices.Equal(f.A(1), x) {
		t.Errorf("a^[1] = %v, want x", f.A(1))
	}
	for l := 2; l <= net.L(); l++ {
		var z mat.VecDense
		z.MulVec(net.W(l), mat.NewVecDense(net.Size(l-1), f.A(l-1)))
		z.AddVec(&z, net.B(l))
		for j, got := range f.Z(l) {
			if math.Abs(got-z.AtVec(j)) > 1e-14 {
				t.Errorf("z_%d^[%d] = %g, want %g", j+1, l, got, z.AtVec(j))
			}
		}
		a := make([]float64, net.Size(l))
		net.Activation(l).Apply(a, f.Z(l))
		if !slices.Equal(a, f.A(l)) {
			t.Errorf("a^[%d] = %v, want %v", l, f.A(l), a)
		}
	}
	if !slices.Equal(f.A(net.L()), net.Predict(x)) {
		t.Error("Predict differs from the last layer of Forward")
	}
}

func TestPredictFromManyGoroutines(t *testing.T) {
	net := mixed()
	want := net.Predict([]float64{1, 2, 3})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got := net.Predict([]float64{1, 2, 3}); !slices.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestClassify(t *testing.T) {
	output := func(b ...float64) *nnlib.Network { // a network whose output is b
		net := nnlib.New(nnlib.Identity, 1, len(b))
		copy(net.B(2).RawVector().Data, b)
		return net
	}
	for _, c := range []struct {
		output []float64
		want   int
	}{
		{[]float64{0.2, 0.9}, 1},
		{[]float64{0.9, 0.2}, 0},
		{[]float64{0.5, 0.5}, 0}, // a tie: the first
		{[]float64{0.1, 0.7, 0.7}, 1},
		{[]float64{0.51}, 1},
		{[]float64{0.5}, 0},
		{[]float64{1, math.NaN()}, -1},
	} {
		if got := output(c.output...).Classify([]float64{0}); got != c.want {
			t.Errorf("output %v is put into category %d, want %d", c.output, got, c.want)
		}
	}
}
