package lsq_test

import (
	"fmt"
	"log"
	"math"

	"dlmath/nnlib/lsq"
)

// A decay y = a·exp(−t/τ) is fitted to eight measurements.
func ExampleSolve() {
	t := []float64{0, 1, 2, 3, 4, 5, 6, 7}
	y := []float64{5.02, 3.34, 2.27, 1.50, 1.00, 0.68, 0.46, 0.30}
	decay := lsq.Problem{
		Residuals: len(y),
		Func: func(r, x []float64) {
			for i := range r {
				r[i] = x[0]*math.Exp(-t[i]/x[1]) - y[i]
			}
		},
	}
	x := []float64{1, 1} // the start, and then the answer
	res, err := lsq.Solve(decay, x, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("a = %.3f, τ = %.3f\n", x[0], x[1])
	fmt.Printf("½Σr² = %.1e\n", res.Cost)
	// Output:
	// a = 5.015, τ = 2.494
	// ½Σr² = 5.0e-04
}

// The same unknown may be held within bounds, or fixed by equal ones.
func ExampleSettings() {
	circle := lsq.Problem{
		Residuals: 1,
		Func:      func(r, x []float64) { r[0] = x[0]*x[0] + x[1]*x[1] - 25 },
	}
	x := []float64{3, 1}
	_, err := lsq.Solve(circle, x, &lsq.Settings{
		Lower: []float64{3, 0},
		Upper: []float64{3, math.Inf(1)},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.6f\n", x)
	// Output:
	// [3.000000 4.000000]
}
