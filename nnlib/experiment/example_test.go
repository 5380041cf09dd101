package experiment_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/experiment"
	"dlmath/nnlib/lsq"
)

type Params struct {
	Kind nnlib.ResidualKind
	Seed uint64
}

type Result struct {
	Cost  float64
	Steps int
}

func solve(_ context.Context, p Params) (r Result, err error) {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(p.Seed, 0)), nnlib.Normal(0.5))
	obj := nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())
	solved, err := lsq.Solve(obj.Residuals(p.Kind), net.Params(), nil)
	if err != nil {
		return r, err
	}
	return Result{obj.Cost(nil), solved.Iterations}, nil
}

// How often does least squares find parameters that fit the ten points, from 20 starts?
func ExampleStudy_Run() {
	study := experiment.Study[Params, Result]{
		Func: solve,
		Over: experiment.Grid[Params](experiment.Axes{
			"Kind": []nnlib.ResidualKind{nnlib.ByPoint, nnlib.ByComponent},
			"Seed": experiment.Seeds(20),
		}),
	}
	table, err := study.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for p, runs := range table.GroupBy("Kind") {
		found := runs.Count(func(_ Params, r Result) bool { return r.Cost < 1e-3 })
		fmt.Printf("%v: %d of %d\n", p.Kind, found, runs.Len())
	}
	// Output:
	// by point: 20 of 20
	// by component: 19 of 20
}

func ExampleGrid() {
	for _, p := range experiment.Grid[Params](experiment.Axes{"Seed": experiment.Seeds(3)}) {
		fmt.Println(p)
	}
	// Output:
	// {by point 1}
	// {by point 2}
	// {by point 3}
}

func ExampleTable_WriteCSV() {
	study := experiment.Study[Params, struct{ Square uint64 }]{
		Func: func(_ context.Context, p Params) (r struct{ Square uint64 }, err error) {
			r.Square = p.Seed * p.Seed
			return r, nil
		},
		Over: experiment.Grid[Params](experiment.Axes{"Seed": experiment.Seeds(3)}),
	}
	table, err := study.Run(context.Background())
	if err == nil {
		err = table.WriteCSV(os.Stdout)
	}
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// Kind,Seed,Square
	// 0,1,1
	// 0,2,4
	// 0,3,9
}

// squares gives the squares of 1, 2, …, 6.
func squares() experiment.Study[Root, Square] {
	return experiment.Study[Root, Square]{
		Func: func(_ context.Context, p Root) (Square, error) {
			x := 2*float64(p.Half) - 1
			if p.Even {
				x++
			}
			return Square{x * x}, nil
		},
		Over: experiment.Grid[Root](experiment.Axes{"Half": experiment.Seeds(3), "Even": []bool{false, true}}),
	}
}

type Root struct {
	Half uint64
	Even bool
}

type Square struct{ Value float64 }

func ExampleMust() {
	table := experiment.Must(squares().Run(context.Background()))
	fmt.Println(table.Len(), "runs")
	// Output:
	// 6 runs
}

func ExampleTable_GroupBy() {
	table := experiment.Must(squares().Run(context.Background()))
	for p, runs := range table.GroupBy("Even") {
		fmt.Println(p.Even, runs.Floats(func(_ Root, r Square) float64 { return r.Value }))
	}
	// Output:
	// false [1 9 25]
	// true [4 16 36]
}

func ExampleTable_Quantile() {
	table := experiment.Must(squares().Run(context.Background()))
	value := func(_ Root, r Square) float64 { return r.Value }
	fmt.Println(table.Quantile(0, value), table.Quantile(0.5, value), table.Quantile(1, value))
	// Output:
	// 1 9 36
}
