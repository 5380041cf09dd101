package main

import (
	"context"
	"fmt"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/internal/gemm"
	"dlmath/nnlib/lsq"
	"dlmath/nnlib/train"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// dlmath is this library as a peer.
func dlmath(workload string) work {
	switch workload {
	case "step":
		return tinySteps
	case "cost":
		return tinyStepsWithCosts
	case "batch":
		return batchSteps
	case "lm":
		return solves
	case "raster":
		return raster
	}
	return product(workload)
}

// tinyObjective is figure 3's network on the ten points.
func tinyObjective() *nnlib.Objective {
	p, _, _ := tinyData()
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.SetParams(p)
	return nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())
}

// tinySteps trains with a point a step.
func tinySteps(times int, c *clock) float64 {
	next := 0 // 0, 7, 4, 1, …, without a division in each step
	t := train.Trainer{
		Objective: tinyObjective(),
		Rule:      &train.SGD{Rate: rate}, Steps: times, Every: times,
		Draw: func(n int) int {
			row := next
			if next += 7; next >= n {
				next -= n
			}
			return row
		},
	}
	c.start()
	for range t.Run(context.Background()) {
	}
	c.stop()
	p := t.Objective.Network.Params()
	return floats.Dot(p, p)
}

// tinyStepsWithCosts does the same steps, and finds the cost after each. They are in one
// call, as in C; train.Trainer stops after each, for others to look at the network.
func tinyStepsWithCosts(times int, c *clock) float64 {
	o, rates, rows, costs := tinyObjective(), make([]float64, times), make([]int, times), make([]float64, times)
	for i := range times {
		rates[i], rows[i] = rate, i*7%10
	}
	c.start()
	o.DescendByPoint(rates, rows, costs)
	c.stop()
	return costs[times-1]
}

var batchObjective *nnlib.Objective

func batchSteps(times int, c *clock) float64 {
	p, x, labels, order := batchData()
	if batchObjective == nil {
		y := mat.NewDense(points, 10, nil)
		for i, label := range labels {
			y.Set(i, int(label), 1)
		}
		batchObjective = nnlib.NewObjective(batchNetwork(), nnlib.CrossEntropy,
			&dataset.Set{X: mat.NewDense(points, 784, x), Y: y})
	}
	batchObjective.Network.SetParams(p)
	rows := make([]int, points)
	for i, row := range order {
		rows[i] = int(row)
	}
	c.start()
	for s := range times {
		at := s * batchSize % points
		batchObjective.Descend(rate, rows[at:at+batchSize])
	}
	c.stop()
	p = batchObjective.Network.Params()
	return floats.Dot(p, p)
}

// solves gives the share of the starts that end with a cost below 1e-4. It and SciPy have
// the default tolerances of each, 1e-10 here and 1e-8 there: with 1e-8, dlmath takes less
// time and solves fewer.
func solves(times int, c *clock) float64 {
	all, net := startData(), nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	objective := nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())
	problem := objective.Residuals(nnlib.ByComponent)
	good := 0
	c.start()
	for i := range times {
		at := i % starts * 23
		net.SetParams(all[at : at+23])
		lsq.Solve(problem, net.Params(), nil) // an end without convergence shows in the cost
		if objective.Cost(nil) < 1e-4 {
			good++
		}
	}
	c.stop()
	return float64(good) / float64(times)
}

// grid has the rows (x, y) of 500×500 points of the unit square.
func grid() *mat.Dense {
	g := mat.NewDense(500*500, 2, nil)
	for i := range 500 {
		for j := range 500 {
			g.SetRow(i*500+j, []float64{float64(j) / 499, float64(i) / 499})
		}
	}
	return g
}

func raster(times int, c *clock) float64 {
	net, at := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2), grid()
	p, _, _ := tinyData()
	net.SetParams(p)
	var out *mat.Dense
	c.start()
	for range times {
		out = net.PredictBatch(at)
	}
	c.stop()
	return floats.Dot(flat(out), flat(out))
}

// operands makes the matrices of a product such as "nt-64-128-784": A Bᵀ, which is
// 64×128, over 784 steps. With tn the product is added to C.
func operands(workload string) (kind string, m, n, k int, a, b, c []float64, ok bool) {
	if got, _ := fmt.Sscanf(workload, "%2s-%d-%d-%d", &kind, &m, &n, &k); got != 4 {
		return
	}
	numbers := func(n, factor int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(i*factor%1000)/1000 - 0.5
		}
		return v
	}
	return kind, m, n, k, numbers(m*k, 7919), numbers(k*n, 7907), make([]float64, m*n), true
}

func product(workload string) work {
	kind, m, n, k, a, b, z, ok := operands(workload)
	if !ok {
		return nil
	}
	bias, sums := make([]float64, n), make([]float64, m)
	clear(z) // no page of it is used for the first time once the clock runs
	return func(times int, c *clock) float64 {
		c.start()
		for range times {
			switch kind {
			case "nn":
				gemm.Transposed(z, a, b, m, n, k)
			case "nt":
				gemm.Affine(z, a, nil, b, bias, m, k, n)
			case "tn":
				gemm.AddOuter(z, sums, a, b, nil, k, n, m)
			}
		}
		c.stop()
		return squares(z, kind, times)
	}
}

// squares gives the sum of squares of a product, divided by that of the times it was added.
func squares(z []float64, kind string, times int) float64 {
	s := floats.Dot(z, z)
	if kind == "tn" {
		s /= float64(times) * float64(times)
	}
	return s
}
