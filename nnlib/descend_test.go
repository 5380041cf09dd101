package nnlib_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"

	"gonum.org/v1/gonum/mat"
)

// classes makes points in random places, each with a random one of the classes.
func classes(seed uint64, points, inputs, outputs int) *dataset.Set {
	rng := rand.New(rand.NewPCG(seed, 0))
	x, y := mat.NewDense(points, inputs, nil), mat.NewDense(points, outputs, nil)
	for i := range points {
		for j := range inputs {
			x.Set(i, j, rng.Float64())
		}
		y.Set(i, rng.IntN(outputs), 1)
	}
	return &dataset.Set{X: x, Y: y}
}

// classifier makes a network with ReLU layers and a softmax output, and its objective.
func classifier(data *dataset.Set, hidden ...int) *nnlib.Objective {
	var layers []nnlib.Layer
	for _, size := range hidden {
		layers = append(layers, nnlib.Layer{Size: size, Activation: nnlib.ReLU})
	}
	_, in := data.X.Dims()
	_, out := data.Y.Dims()
	net := nnlib.NewLayers(in, append(layers, nnlib.Layer{Size: out, Activation: nnlib.Softmax})...)
	net.Init(rand.New(rand.NewPCG(7, 0)), nnlib.Normal(0.05))
	return nnlib.NewObjective(net, nnlib.CrossEntropy, data)
}

// Descend has the bits of a gradient and then a step along it, for batches that go
// through the network at once and in several parts, with and without a penalty.
func TestDescendIsGradientThenStep(t *testing.T) {
	for _, inputs := range []int{30, 70} { // copied to the pass, and read where they are
		data := classes(3, 200, inputs, 4)
		testDescend(t, data)
	}
}

func testDescend(t *testing.T, data *dataset.Set) {
	for _, λ := range []float64{0, 0.01} {
		for _, batch := range []int{1, 2, 63, 64, 65, 130, 200} {
			fused, plain := classifier(data, 20, 9), classifier(data, 20, 9)
			fused.L2, plain.L2 = λ, λ
			rng := rand.New(rand.NewPCG(uint64(batch), 0))
			rows, grad := make([]int, batch), make([]float64, len(plain.Network.Params()))
			for range 3 {
				for i := range rows {
					rows[i] = rng.IntN(data.Len())
				}
				fused.Descend(0.3, rows)
				plain.BatchGradient(grad, nil, rows)
				for i, p := range plain.Network.Params() {
					plain.Network.Params()[i] = math.FMA(-0.3, grad[i], p)
				}
			}
			if !slices.Equal(fused.Network.Params(), plain.Network.Params()) {
				t.Errorf("batch %d, λ = %g: Descend leads elsewhere than BatchGradient and a step", batch, λ)
			}
		}
	}
}

// A row outside the data panics here, not in a worker, which nobody could recover.
func TestDescendRowOutside(t *testing.T) {
	for _, inputs := range []int{2, 100} {
		obj := classifier(classes(6, 40, inputs, 10), 128)
		for _, row := range []int{-1, 40} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%d inputs: row %d of 40 did not panic", inputs, row)
					}
				}()
				obj.Descend(0.1, []int{0, row})
			}()
		}
	}
}

// A step on several processors allocates nothing either; testing.AllocsPerRun would
// take one.
func TestDescendAllocatesNothing(t *testing.T) {
	obj := classifier(classes(4, 200, 100, 10), 128)
	rows := make([]int, 130)
	allocations := func(steps int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range steps {
			obj.Descend(0.01, rows)
		}
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	for _, procs := range []int{1, 2} {
		restore := runtime.GOMAXPROCS(procs)
		allocations(10) // the working memory of the products is made at first use
		if n := allocations(200); n > 20 {
			t.Errorf("GOMAXPROCS %d: %d allocations in 200 steps", procs, n)
		}
		runtime.GOMAXPROCS(restore)
	}
}

func TestDescendOverNothingPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	classifier(classes(5, 3, 2, 2)).Descend(0.1, nil)
}
