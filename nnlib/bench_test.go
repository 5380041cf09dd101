package nnlib_test

import (
	"math/rand/v2"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/lsq"

	"gonum.org/v1/gonum/mat"
)

// paperNetwork is the 2-2-3-2 network of the paper with random parameters.
func paperNetwork(seed uint64) *nnlib.Network {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(seed, 0)), nnlib.Normal(0.5))
	return net
}

// BenchmarkRaster passes a grid of 500×500 points forward.
func BenchmarkRaster(b *testing.B) {
	net := paperNetwork(1)
	grid := mat.NewDense(500*500, 2, nil)
	for k := range 500 * 500 {
		grid.SetRow(k, []float64{float64(k%500) / 500, float64(k/500) / 500})
	}
	for b.Loop() {
		net.PredictBatch(grid)
	}
}

// BenchmarkDescendByPoint does 1000 steps with a point each, and the same with the
// cost of the ten points after each step.
func BenchmarkDescendByPoint(b *testing.B) {
	rates, rows, costs := make([]float64, 1000), make([]int, 1000), make([]float64, 1000)
	for i := range rows {
		rates[i], rows[i] = 0.05, i*7%10
	}
	for _, c := range []struct {
		name  string
		costs []float64
	}{{"plain", nil}, {"costs", costs}} {
		b.Run(c.name, func(b *testing.B) {
			o := nnlib.NewObjective(paperNetwork(1), nnlib.Quadratic, dataset.Drilling())
			b.ReportAllocs()
			for b.Loop() {
				o.DescendByPoint(rates, rows, c.costs)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/step")
		})
	}
}

// BenchmarkLevenbergMarquardt fits the ten points from 100 random starts.
func BenchmarkLevenbergMarquardt(b *testing.B) {
	for _, kind := range []nnlib.ResidualKind{nnlib.ByPoint, nnlib.ByComponent} {
		b.Run(kind.String(), func(b *testing.B) {
			o := nnlib.NewObjective(paperNetwork(1), nnlib.Quadratic, dataset.Drilling())
			problem := o.Residuals(kind)
			starts := make([][]float64, 100)
			for i := range starts {
				starts[i] = paperNetwork(uint64(i)).Params()
			}
			x := make([]float64, len(starts[0]))
			solved, n, evaluations := 0, 0, 0
			b.ReportAllocs()
			for b.Loop() {
				copy(x, starts[n%len(starts)])
				res, err := lsq.Solve(problem, x, nil)
				if err != nil {
					b.Fatal(err)
				}
				if n++; res.Cost < 1e-3 { // ten times 1e-4
					solved++
				}
				evaluations += res.Evaluations
			}
			b.ReportMetric(float64(solved)/float64(n), "solved/op")
			b.ReportMetric(float64(evaluations)/float64(n), "evaluations/op")
		})
	}
}
