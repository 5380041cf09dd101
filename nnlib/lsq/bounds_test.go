package lsq

import (
	"math"
	"slices"
	"testing"
)

func TestBounds(t *testing.T) {
	inf := math.Inf(1)
	rosenbrock := mghProblems()[0]
	for _, c := range []struct {
		name            string
		x, lower, upper []float64
		want            []float64
	}{
		{"upper bound active", []float64{-1.2, 1}, nil, []float64{0.5, inf}, []float64{0.5, 0.25}},
		{"lower bound active", []float64{2, 2}, []float64{1.5, -inf}, nil, []float64{1.5, 2.25}},
		{"active in the second", []float64{-1.2, -1}, nil, []float64{inf, 0}, []float64{0.1612614, 0}},
		{"both active", []float64{-1.2, -3}, []float64{-1.5, -inf}, []float64{-1, 0.5}, []float64{-1, 0.5}},
		{"none active", []float64{-1.2, 1}, []float64{-2, -2}, []float64{2, 2}, []float64{1, 1}},
		{"the minimum on a bound", []float64{-1.2, 1}, nil, []float64{1, 1}, []float64{1, 1}},
		{"a local minimum on a bound", []float64{-1.2, 1}, []float64{-1.2, 1}, nil, []float64{-0.5 - math.Sqrt(0.245), 1}},
		{"start on a bound that is left", []float64{-1.2, 1}, []float64{-1.2, -1}, nil, []float64{1, 1}},
		{"start in a corner", []float64{0.5, -3}, []float64{-1, -3}, []float64{0.5, 9}, []float64{0.5, 0.25}},
		{"one fixed", []float64{-1.2, 1}, []float64{-1.2, -inf}, []float64{-1.2, inf}, []float64{-1.2, 1.44}},
		{"all fixed", []float64{-1.2, 1}, []float64{-1.2, 1}, []float64{-1.2, 1}, []float64{-1.2, 1}},
		{"narrower than a difference", []float64{0.5, 1}, []float64{0.5, -inf}, []float64{0.5 + 1e-12, inf}, []float64{0.5 + 1e-12, 0.25}},
	} {
		for _, way := range ways {
			settings := way.settings
			settings.Lower, settings.Upper = c.lower, c.upper
			p := rosenbrock.problem(way.analytic)
			inside := p
			inside.Func = func(r, x []float64) {
				for j, v := range x {
					if lower, upper := settings.bounds(j); v < lower || v > upper {
						t.Errorf("%s, %s: Func is called at %v, outside the bounds", c.name, way.name, x)
					}
				}
				p.Func(r, x)
			}
			x := slices.Clone(c.x)
			res, err := Solve(inside, x, &settings)
			if err != nil {
				t.Fatal(c.name, way.name, err)
			}
			for j := range x {
				if math.Abs(x[j]-c.want[j]) > 2e-6 {
					t.Errorf("%s, %s: x = %v (%v); want %v", c.name, way.name, x, res.Status, c.want)
				}
				lower, upper := settings.bounds(j)
				if (c.want[j] == lower || c.want[j] == upper) && x[j] != c.want[j] && c.name != "the minimum on a bound" {
					t.Errorf("%s, %s: x[%d] = %v; want the bound %v to the bit", c.name, way.name, j, x[j], c.want[j])
				}
			}
			if !res.Status.Converged() || res.Gradient > 1e-4 {
				t.Errorf("%s, %s: %v, projected gradient %v", c.name, way.name, res.Status, res.Gradient)
			}
			checkResult(t, p, res, x)
		}
	}
}

func TestAllFixedTakesNoStep(t *testing.T) {
	x := []float64{-1.2, 1}
	res, err := Solve(mghProblems()[0].problem(false), x, &Settings{Lower: []float64{-1.2, 1}, Upper: []float64{-1.2, 1}})
	if err != nil || res.Status != GradientConverged || res.Iterations != 0 || res.Evaluations != 1 {
		t.Errorf("%+v, %v; want convergence at the start after 1 evaluation", res, err)
	}
}

// Bounds that are never met change nothing.
func TestWideBounds(t *testing.T) {
	for _, p := range mghProblems() {
		free, bounded := slices.Clone(p.start), slices.Clone(p.start)
		n := len(free)
		a, err := Solve(p.problem(true), free, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Solve(p.problem(true), bounded, &Settings{
			Lower: slices.Repeat([]float64{-1e12}, n), Upper: slices.Repeat([]float64{1e12}, n),
		})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(free, bounded) || !slices.Equal(a.History, b.History) || a.Status != b.Status {
			t.Errorf("%s: %v, %v without bounds; %v, %v with wide ones", p.name, free, a.Status, bounded, b.Status)
		}
	}
}
