package train_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/train"

	"gonum.org/v1/gonum/mat"
)

// digits makes a trainer of a 784-128-64-10 network on 1024 made points, 64 a step.
func digits(rule train.Rule) *train.Trainer {
	rng := rand.New(rand.NewPCG(1, 0))
	const points = 1024
	x, y := mat.NewDense(points, 784, nil), mat.NewDense(points, 10, nil)
	for i := range x.RawMatrix().Data {
		x.RawMatrix().Data[i] = rng.Float64()
	}
	for i := range points {
		y.Set(i, rng.IntN(10), 1)
	}
	net := nnlib.NewLayers(784, nnlib.Layer{Size: 128, Activation: nnlib.ReLU},
		nnlib.Layer{Size: 64, Activation: nnlib.ReLU}, nnlib.Layer{Size: 10, Activation: nnlib.Softmax})
	net.Init(rng, nnlib.Normal(0.05))
	return &train.Trainer{
		Objective: nnlib.NewObjective(net, nnlib.CrossEntropy, &dataset.Set{X: x, Y: y}),
		Rule:      rule, Batch: 64, Rand: rng,
	}
}

// BenchmarkBatch is one step of a 784-128-64-10 network, 64 points.
func BenchmarkBatch(b *testing.B) {
	for _, method := range []struct {
		name string
		rule train.Rule
	}{{"SGD", &train.SGD{Rate: 0.01}}, {"Adam", &train.Adam{Rate: 0.001}}} {
		b.Run(method.name, func(b *testing.B) {
			tr := digits(method.rule)
			tr.Steps, tr.Every = b.N, b.N
			b.ReportAllocs()
			for s := range tr.Run(context.Background()) {
				if s.Step == 0 {
					b.ResetTimer()
				}
			}
			b.ReportMetric(float64(b.N*64)/b.Elapsed().Seconds(), "samples/s")
		})
	}
}
