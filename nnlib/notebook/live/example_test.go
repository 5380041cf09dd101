package live_test

import (
	"fmt"
	"math/rand/v2"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/notebook/live"
	"dlmath/nnlib/train"
)

// In a notebook the curve falls and the boundary moves while the network learns; in a
// plain program the figures are named.
func ExampleTrain() {
	points := dataset.Drilling()
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(2, 0)), nnlib.Normal(0.5))
	sgd := train.Trainer{
		Objective: nnlib.NewObjective(net, nnlib.Quadratic, points),
		Rule:      &train.SGD{Rate: 1}, Steps: 40_000, Every: 1_000, Rand: rand.New(rand.NewPCG(2, 0)),
	}
	history := live.Train(&sgd, func() *figure.Figure { return figure.Regions(net, points) })
	fmt.Printf("Cost %.4f\n", history.Cost[len(history.Cost)-1])
	// Output:
	// [figure]
	// [figure]
	// Cost 0.0003
}
