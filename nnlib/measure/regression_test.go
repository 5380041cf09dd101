package measure

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// The examples in scikit-learn's documentation of r2_score and
// root_mean_squared_error.
func TestRegressionScikitLearn(t *testing.T) {
	y, p := mat.NewVecDense(4, []float64{3, -0.5, 2, 7}), mat.NewVecDense(4, []float64{2.5, 0, 2, 8})
	if got := RSquared(p, y); !near(got, 0.9486081370449679) {
		t.Errorf("R² is %v, want 0.948…", got)
	}
	if got := RMSE(p, y); !near(got, 0.6123724356957945) {
		t.Errorf("RMSE is %v, want 0.612…", got)
	}
	y2 := mat.NewDense(3, 2, []float64{0.5, 1, -1, 1, 7, -6})
	p2 := mat.NewDense(3, 2, []float64{0, 2, -1, 2, 8, -5})
	if got := RSquared(p2, y2); math.Abs(got-0.936800) > 1e-6 {
		t.Errorf("R² over two columns is %v, want 0.9368", got)
	}
	if got := RMSE(p2, y2); !near(got, (math.Sqrt(1.25/3)+1)/2) {
		t.Errorf("RMSE over two columns is %v, want 0.822…", got)
	}
}

func TestRegressionGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 50).Draw(t, "n")
		number := rapid.Float64Range(-100, 100)
		y := rapid.SliceOfN(number, n, n).Draw(t, "y")
		p := rapid.SliceOfN(number, n, n).Draw(t, "p")
		y[0], y[1] = 50, -50 // or R² would be 0/0
		want := stat.RSquaredFrom(p, y, nil)
		if got := RSquared(mat.NewVecDense(n, p), mat.NewVecDense(n, y)); math.Abs(got-want) > 1e-12*(1+math.Abs(want)) {
			t.Fatalf("R² is %v, gonum has %v", got, want)
		}
		want = floats.Distance(p, y, 2) / math.Sqrt(float64(n))
		if got := RMSE(mat.NewVecDense(n, p), mat.NewVecDense(n, y)); math.Abs(got-want) > 1e-12*(1+want) {
			t.Fatalf("RMSE is %v, gonum has %v", got, want)
		}
	})
}

// Where all targets are alike, R² is 1 for perfect predictions and else 0. The mean
// of three times 0.1 is not 0.1.
func TestRSquaredConstant(t *testing.T) {
	y := mat.NewVecDense(3, []float64{0.1, 0.1, 0.1})
	if got := RSquared(y, y); got != 1 {
		t.Errorf("R² of perfect predictions is %v, want 1", got)
	}
	if got := RSquared(mat.NewVecDense(3, []float64{0.1, 0.1, 0.2}), y); got != 0 {
		t.Errorf("R² of others is %v, want 0", got)
	}
}

func TestRegressionMisuse(t *testing.T) {
	mustPanic(t, "predictions are 2×1 and the truth is 3×1", func() { RMSE(mat.NewDense(2, 1, nil), mat.NewDense(3, 1, nil)) })
	mustPanic(t, "predictions are 3×2 and the truth is 3×1", func() { RSquared(mat.NewDense(3, 2, nil), mat.NewDense(3, 1, nil)) })
	mustPanic(t, "of no points", func() { RMSE(&mat.Dense{}, &mat.Dense{}) })
}
