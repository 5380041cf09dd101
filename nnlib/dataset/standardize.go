package dataset

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Standardizer brings inputs to mean 0 and standard deviation 1, column by column:
//
//	x_j  →  (x_j − Mean[j]) / Scale[j].
//
// It is learnt on the training part and then applied to every part, so that nothing
// of the test points is known in training.
type Standardizer struct {
	Mean  []float64 // of each column of X
	Scale []float64 // its standard deviation, or 1 for a constant column
}

// FitStandardizer learns mean and standard deviation, √(Σ(x−mean)²/N), of each
// column of s.X. A constant column gets scale 1, so that it becomes 0.
// It panics when a column holds NaN or Inf, or numbers so large that their sum overflows.
//
// The sums have a stated order and explicit fused multiply-adds; gonum's
// stat.PopMeanStdDev has not, and its last bits differ between processors.
func FitStandardizer(s *Set) *Standardizer {
	_, columns := s.X.Dims()
	z := &Standardizer{Mean: make([]float64, columns), Scale: make([]float64, columns)}
	for j := range columns {
		mean, sd := meanAndSD(mat.Col(nil, j, s.X))
		if math.IsNaN(mean-mean) || math.IsNaN(sd-sd) {
			panic(fmt.Sprintf("dataset: column %d of X has mean %v and standard deviation %v; standardising needs finite numbers whose sum is finite", j, mean, sd))
		}
		if sd == 0 {
			sd = 1
		}
		z.Mean[j], z.Scale[j] = mean, sd
	}
	return z
}

// Apply returns s with its inputs standardised. Targets and classes are shared with s.
// It panics when X has another number of columns than the set that was learnt on.
func (z *Standardizer) Apply(s *Set) *Set {
	return &Set{X: z.Inputs(s.X), Y: s.Y, Classes: s.Classes}
}

// Inputs returns a standardised copy of x, a row for each point, as for points
// without a target. It panics as [Standardizer.Apply] does.
func (z *Standardizer) Inputs(x mat.Matrix) *mat.Dense {
	rows, columns := x.Dims()
	if columns != len(z.Mean) {
		panic(fmt.Sprintf("dataset: the standardizer was learnt on %d columns and is given %d", len(z.Mean), columns))
	}
	out := mat.NewDense(rows, columns, nil)
	out.Apply(func(_, j int, v float64) float64 { return (v - z.Mean[j]) / z.Scale[j] }, x)
	return out
}

// meanAndSD takes two passes, the second of which also mends the mean, and squares
// deviations as parts of the largest, so that small ones do not vanish.
func meanAndSD(x []float64) (mean, sd float64) {
	n := float64(len(x))
	var sum, rest, largest, squares float64
	for _, v := range x {
		sum += v
	}
	mean = sum / n
	for _, v := range x {
		rest += v - mean
	}
	mean += rest / n

	constant := true
	for _, v := range x {
		constant = constant && v == x[0]
		largest = math.Max(largest, math.Abs(v-mean))
	}
	if constant {
		return x[0], 0
	}
	for _, v := range x {
		d := (v - mean) / largest
		squares = math.FMA(d, d, squares)
	}
	return mean, largest * math.Sqrt(squares/n)
}
