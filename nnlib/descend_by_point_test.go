package nnlib_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
)

// Many steps in one call have the bits of one step a call, and their costs are those
// of Cost: for networks that have an engine of their own, and for others.
func TestDescendByPointIsDescend(t *testing.T) {
	drilling := func(σ nnlib.Activation, λ float64, sizes ...int) func() *nnlib.Objective {
		return func() *nnlib.Objective {
			net := nnlib.New(σ, sizes...)
			net.Init(rand.New(rand.NewPCG(2, 0)), nnlib.Normal(0.5))
			o := nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())
			o.L2 = λ
			return o
		}
	}
	for name, objective := range map[string]func() *nnlib.Objective{
		"2-2-3-2":      drilling(nnlib.Sigmoid, 0, 2, 2, 3, 2),
		"2-8-5-2":      drilling(nnlib.Sigmoid, 0, 2, 8, 5, 2),
		"2-9-2":        drilling(nnlib.Sigmoid, 0, 2, 9, 2),
		"tanh":         drilling(nnlib.Tanh, 0, 2, 2, 3, 2),
		"with penalty": drilling(nnlib.Sigmoid, 0.01, 2, 2, 3, 2),
		"batch network": func() *nnlib.Objective {
			return classifier(classes(3, 20, 5, 3), 6)
		},
	} {
		many, costed, single := objective(), objective(), objective()
		rng := rand.New(rand.NewPCG(4, 0))
		n := 300
		rates, rows, costs := make([]float64, n), make([]int, n), make([]float64, n)
		for i := range rates {
			rates[i], rows[i] = 0.5*rng.Float64(), rng.IntN(single.Data.Len())
		}
		single.Network.Params()[0], many.Network.Params()[0], costed.Network.Params()[0] = 900, 900, 900 // |z| > 700 for some points
		many.DescendByPoint(rates, rows, nil)
		costed.DescendByPoint(rates, rows, costs)
		for i := range rows {
			single.Descend(rates[i], rows[i:i+1])
			if want := single.Cost(nil); costs[i] != want {
				t.Fatalf("%s: the cost after step %d is %v, want %v", name, i+1, costs[i], want)
			}
		}
		if p := single.Network.Params(); !slices.Equal(many.Network.Params(), p) || !slices.Equal(costed.Network.Params(), p) {
			t.Errorf("%s: many steps in one call lead elsewhere than one by one", name)
		}
	}
}

func TestDescendByPointAllocatesNothing(t *testing.T) {
	o := nnlib.NewObjective(nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2), nnlib.Quadratic, dataset.Drilling())
	rates, rows, costs := make([]float64, 20), make([]int, 20), make([]float64, 20)
	if n := testing.AllocsPerRun(100, func() { o.DescendByPoint(rates, rows, costs) }); n != 0 {
		t.Errorf("%v allocations in 20 steps with costs", n)
	}
}

func TestDescendByPointPanics(t *testing.T) {
	for name, call := range map[string]func(o *nnlib.Objective){
		"rates": func(o *nnlib.Objective) { o.DescendByPoint([]float64{1}, nil, nil) },
		"costs": func(o *nnlib.Objective) { o.DescendByPoint([]float64{1}, []int{0}, []float64{}) },
		"row":   func(o *nnlib.Objective) { o.DescendByPoint([]float64{1, 1}, []int{0, 10}, nil) },
		"-1":    func(o *nnlib.Objective) { o.DescendByPoint([]float64{1}, []int{-1}, nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call(nnlib.NewObjective(nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2), nnlib.Quadratic, dataset.Drilling()))
		}()
	}
}
