package measure

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// RMSE returns the root of the mean square of predicted − truth. Both are N×n, a row
// for each point; over n > 1 columns it is the mean of their RMSE, as in scikit-learn.
// It panics when the shapes differ or are empty.
func RMSE(predicted, truth mat.Matrix) float64 {
	return overColumns(predicted, truth, func(p, y []float64) float64 {
		return math.Sqrt(squares(p, y) / float64(len(y)))
	})
}

// RSquared returns the coefficient of determination
//
//	R² = 1 − Σ(y_i − p_i)² / Σ(y_i − ȳ)²,
//
// 1 for perfect predictions p, 0 for those no better than the mean ȳ of the truth y.
// Both are N×n, a row for each point; over n > 1 columns it is the mean of their R².
// Where all y are alike it is 1 when the predictions are perfect, else 0, as in
// scikit-learn. It panics when the shapes differ or are empty.
//
// gonum's stat.RSquaredFrom is the same but for its last bits, which differ between
// processors.
func RSquared(predicted, truth mat.Matrix) float64 {
	return overColumns(predicted, truth, func(p, y []float64) float64 {
		residual := squares(p, y)
		switch {
		case residual == 0:
			return 1
		case slices.Min(y) == slices.Max(y):
			return 0
		}
		return 1 - residual/squares(means(y), y)
	})
}

func overColumns(predicted, truth mat.Matrix, of func(p, y []float64) float64) float64 {
	n, columns := truth.Dims()
	if r, c := predicted.Dims(); r != n || c != columns {
		panic(fmt.Sprintf("measure: predictions are %d×%d and the truth is %d×%d; each target needs a prediction", r, c, n, columns))
	}
	if n == 0 || columns == 0 {
		panic("measure: predictions of no points")
	}
	sum := 0.0
	for j := range columns {
		sum += of(mat.Col(nil, j, predicted), mat.Col(nil, j, truth))
	}
	return sum / float64(columns)
}

func squares(p, y []float64) float64 {
	sum := 0.0
	for i := range y {
		d := y[i] - p[i]
		sum = math.FMA(d, d, sum)
	}
	return sum
}

// means returns as many times the mean of y.
func means(y []float64) []float64 {
	sum := 0.0
	for _, v := range y {
		sum += v
	}
	m := make([]float64, len(y))
	for i := range m {
		m[i] = sum / float64(len(y))
	}
	return m
}
