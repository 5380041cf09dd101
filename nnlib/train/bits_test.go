package train_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/train"

	"gonum.org/v1/gonum/mat"
)

// A classifier of the size of the handwritten digits, trained for 200 batches of 16, has the
// same bits everywhere: with any number of processors (go test -cpu 1,2,8), with
// AVX-512, AVX2 and plain Go (DLMATH_SIMD), on any kind of processor. CI runs them all.
func TestTrainingHasTheSameBitsEverywhere(t *testing.T) {
	const want = "64059e5009f4b2624242e0e8000ce7190e07d91afccbe0e81f96f789f8d4bcab"
	rng := rand.New(rand.NewPCG(5, 0))
	x, y := mat.NewDense(500, 784, nil), mat.NewDense(500, 10, nil)
	for i := range 500 {
		label := rng.IntN(10)
		y.Set(i, label, 1)
		for j := range 784 {
			v := rng.Float64()
			if j%10 == label {
				v += 0.25
			}
			x.Set(i, j, v)
		}
	}
	net := nnlib.NewLayers(784, nnlib.Layer{Size: 128, Activation: nnlib.ReLU},
		nnlib.Layer{Size: 64, Activation: nnlib.ReLU}, nnlib.Layer{Size: 10, Activation: nnlib.Softmax})
	net.Init(rng, nnlib.Normal(0.05))
	tr := train.Trainer{
		Objective: nnlib.NewObjective(net, nnlib.CrossEntropy, &dataset.Set{X: x, Y: y}),
		Rule:      &train.SGD{Rate: 0.1}, Batch: 16, Sampling: train.Shuffled,
		Steps: 200, Every: 200, Rand: rng,
	}
	var first, last float64
	for s := range tr.Run(t.Context()) {
		if s.Step == 0 {
			first = s.Cost
		}
		last = s.Cost
	}
	if !(last < 0.9*first) {
		t.Errorf("the cost goes from %g to %g: that is no training", first, last)
	}
	h := sha256.New()
	binary.Write(h, binary.LittleEndian, net.Params())
	if got := fmt.Sprintf("%x", h.Sum(nil)); got != want {
		t.Errorf("SHA-256 of the parameters is %s, not %s", got, want)
	}
}
