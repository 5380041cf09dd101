package live

import (
	"math"
	"slices"
	"testing"

	"dlmath/nnlib"
)

func TestThinned(t *testing.T) {
	h := &nnlib.History{}
	for i := range 100_000 {
		h.Add(i, math.Exp(-float64(i)/1e4)*(2+math.Sin(float64(i))))
	}
	h.Cost[70_000] = 1e-9 // peaks stay
	h.Cost[80_000] = 7
	h.Cost[500] = 0 // has no logarithm
	thin := thinned(h, 1000)
	if n := len(thin.Step); n > 1100 || n < 500 {
		t.Errorf("%d points are left", n)
	}
	if slices.Min(thin.Cost) != 1e-9 || slices.Max(thin.Cost) != 7 {
		t.Errorf("the costs go from %g to %g", slices.Min(thin.Cost), slices.Max(thin.Cost))
	}
	for i, step := range thin.Step {
		if thin.Cost[i] != h.Cost[step] || i > 0 && step <= thin.Step[i-1] {
			t.Fatalf("point %d is (%d, %g)", i, step, thin.Cost[i])
		}
	}
	few := &nnlib.History{Step: []int{0, 10, 20}, Cost: []float64{3, 1, 2}}
	if got := thinned(few, 1000); !slices.Equal(got.Step, few.Step) || !slices.Equal(got.Cost, few.Cost) {
		t.Errorf("of three points are left %v", got)
	}
}
