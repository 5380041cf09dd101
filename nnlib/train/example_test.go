package train_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"math/rand/v2"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/train"

	"gonum.org/v1/gonum/optimize"
)

// The paper's method on the paper's network: one point a step, drawn with replacement.
func Example() {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(2, 0)), nnlib.Normal(0.5))
	obj := nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())

	sgd := train.Trainer{Objective: obj, Rule: &train.SGD{Rate: 1}, Steps: 40_000, Every: 10_000, Rand: rand.New(rand.NewPCG(2, 0))}
	for s := range sgd.Run(context.Background()) {
		fmt.Printf("step %5d: cost %.4f\n", s.Step, s.Cost)
	}
	if err := sgd.Err(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// step     0: cost 0.2608
	// step 10000: cost 0.0847
	// step 20000: cost 0.0883
	// step 30000: cost 0.0005
	// step 40000: cost 0.0003
}

// L-BFGS needs no trainer: gonum/optimize minimises the objective as it is. What it
// finds goes into the network with SetParams.
func Example_lBFGS() {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(2, 0)), nnlib.Normal(0.5))
	obj := nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())

	settings := &optimize.Settings{GradientThreshold: 1e-4}
	result, err := optimize.Minimize(obj.Problem(), net.Params(), settings, &optimize.LBFGS{})
	if err != nil {
		log.Fatal(err)
	}
	net.SetParams(result.X)
	fmt.Println(result.Status)
	fmt.Println("the cost is below 0.001:", obj.Cost(nil) < 0.001)
	// Output:
	// GradientThreshold
	// the cost is below 0.001: true
}

// A validation set says when to stop, and which parameters to keep.
func ExampleEarlyStopping() {
	rng := rand.New(rand.NewPCG(1, 0))
	points, validation, _ := dataset.Moons(rng, 200, 0.3).Split(rng, dataset.Shares{Validation: 0.5})
	net := nnlib.New(nnlib.Sigmoid, 2, 20, 2)
	net.Init(rng, nnlib.Normal(0.5))

	adam := train.Trainer{
		Objective:     nnlib.NewObjective(net, nnlib.Quadratic, points),
		Rule:          &train.Adam{Rate: 0.02},
		Batch:         10,
		Sampling:      train.Shuffled,
		Steps:         100_000,
		Rand:          rng,
		EarlyStopping: &train.EarlyStopping{Validation: nnlib.NewObjective(net, nnlib.Quadratic, validation)},
	}
	last := 0
	for s := range adam.Run(context.Background()) {
		last = s.Step
	}
	stop := adam.EarlyStopping
	fmt.Printf("stopped after step %d\n", last)
	fmt.Printf("best after step %d: validation cost %.3f\n", stop.BestStep, stop.Best)
	// Output:
	// stopped after step 360
	// best after step 260: validation cost 0.065
}

// A training that is saved in one program goes on in the next.
func ExampleTrainer_Resume() {
	begin := func() *train.Trainer {
		net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
		net.Init(rand.New(rand.NewPCG(2, 0)), nnlib.Normal(0.5))
		return &train.Trainer{
			Objective: nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling()),
			Rule:      &train.Momentum{Rate: 0.1},
			Schedule:  train.Cosine{Steps: 10_000},
			Batch:     5,
			Sampling:  train.Shuffled,
			Steps:     10_000,
			Every:     2_500,
			Rand:      rand.New(rand.NewPCG(2, 0)),
		}
	}

	var file bytes.Buffer
	first := begin()
	for s := range first.Run(context.Background()) {
		fmt.Printf("step %5d: cost %.4f\n", s.Step, s.Cost)
		if s.Step == 5_000 {
			if err := first.Save(&file); err != nil {
				log.Fatal(err)
			}
			break
		}
	}

	second := begin()
	if err := second.Resume(&file); err != nil {
		log.Fatal(err)
	}
	for s := range second.Run(context.Background()) {
		fmt.Printf("step %5d: cost %.4f, resumed\n", s.Step, s.Cost)
	}
	// Output:
	// step     0: cost 0.2608
	// step  2500: cost 0.1299
	// step  5000: cost 0.1260
	// step  7500: cost 0.1136, resumed
	// step 10000: cost 0.1109, resumed
}
