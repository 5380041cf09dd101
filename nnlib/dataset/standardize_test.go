package dataset

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

func TestStandardizer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(2, 40).Draw(t, "rows"), rapid.IntRange(1, 4).Draw(t, "columns")
		x := rapid.SliceOfN(rapid.Float64Range(-1e3, 1e3), rows*columns, rows*columns).Draw(t, "x")
		s := New(mat.NewDense(rows, columns, x), mat.NewDense(rows, 1, nil))
		z := FitStandardizer(s)
		out := z.Apply(s)
		if out.Y != s.Y {
			t.Fatal("the targets changed")
		}
		for j := range columns {
			column := mat.Col(nil, j, s.X)
			mean, sd := stat.PopMeanStdDev(column, nil)
			if math.Abs(z.Mean[j]-mean) > 1e-12*1e3 {
				t.Fatalf("mean %v, gonum has %v", z.Mean[j], mean)
			}
			if sd < 1e-9 { // too near to constant for a comparison
				continue
			}
			if math.Abs(z.Scale[j]-sd) > 1e-9*sd+1e-12 {
				t.Fatalf("scale %v, gonum has %v", z.Scale[j], sd)
			}
			mean, sd = stat.PopMeanStdDev(mat.Col(nil, j, out.X), nil)
			if math.Abs(mean) > 1e-4 || math.Abs(sd-1) > 1e-4 {
				t.Fatalf("standardised column has mean %v and standard deviation %v", mean, sd)
			}
		}
	})
}

func TestStandardizerKnown(t *testing.T) {
	s := New(mat.NewDense(4, 3, []float64{
		1, 0.1, -1e-200,
		2, 0.1, 1e-200,
		3, 0.1, -1e-200,
		4, 0.1, 1e-200,
	}), mat.NewDense(4, 1, nil))
	z := FitStandardizer(s)
	if want := math.Sqrt(1.25); z.Mean[0] != 2.5 || math.Abs(z.Scale[0]-want) > 1e-15 {
		t.Errorf("column 1, 2, 3, 4 has mean %v and scale %v, want 2.5 and %v", z.Mean[0], z.Scale[0], want)
	}
	if z.Mean[1] != 0.1 || z.Scale[1] != 1 {
		t.Errorf("a constant column of 0.1 has mean %v and scale %v, want 0.1 and 1", z.Mean[1], z.Scale[1])
	}
	if z.Mean[2] != 0 || z.Scale[2] != 1e-200 {
		t.Errorf("a column of ±1e-200 has mean %v and scale %v", z.Mean[2], z.Scale[2])
	}
	// A new point goes by what was learnt, not by itself.
	got := z.Inputs(mat.NewDense(1, 3, []float64{2.5, 5.1, 3e-200}))
	if !mat.EqualApprox(got, mat.NewDense(1, 3, []float64{0, 5, 3}), 1e-15) {
		t.Errorf("a new point becomes %v", mat.Formatted(got))
	}
}

func TestStandardizerGolden(t *testing.T) {
	s := Moons(rand.New(rand.NewPCG(1, 2)), 1000, 0.1)
	if got, want := hash(FitStandardizer(s).Apply(s)), "be72cdee62089d53"; got != want {
		t.Errorf("hash is %s, want %s", got, want)
	}
}

func TestStandardizerMisuse(t *testing.T) {
	column := func(x ...float64) *Set {
		return New(mat.NewDense(len(x), 1, x), mat.NewDense(len(x), 1, nil))
	}
	mustPanic(t, "column 0 of X has mean NaN", func() { FitStandardizer(column(1, math.NaN())) })
	mustPanic(t, "needs finite numbers", func() { FitStandardizer(column(math.Inf(1), math.Inf(1))) })
	mustPanic(t, "whose sum is finite", func() { FitStandardizer(column(1.7e308, 1.6e308)) })
	mustPanic(t, "learnt on 1 columns and is given 2", func() { FitStandardizer(column(1, 2)).Apply(Drilling()) })
}
