package figure

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestJumpsAreFoundAndNothingElse(t *testing.T) {
	step := func(at float64) func(float64) float64 {
		return func(x float64) float64 {
			if x > at {
				return 1
			}
			return 0
		}
	}
	for name, c := range map[string]struct {
		f     func(float64) float64
		jumps []jump
	}{
		"step":         {step(0), []jump{{0, 0, 1}}},
		"step at 0.3":  {step(0.3), []jump{{0.3, 0, 1}}},
		"from above":   {func(x float64) float64 { return step(0)(-x) }, []jump{{0, 0, 1}}},
		"two steps":    {func(x float64) float64 { return step(-1)(x) - 3*step(2)(x) }, []jump{{-1, 0, 1}, {2, 1, -2}}},
		"constant":     {func(float64) float64 { return 2 }, nil},
		"a bend":       {math.Abs, nil},
		"steep":        {func(x float64) float64 { return math.Tanh(1e6 * x) }, nil},
		"a line":       {func(x float64) float64 { return 1e9 * x }, nil},
		"a cusp":       {math.Cbrt, nil},
		"a small jump": {func(x float64) float64 { return x + 0.5*step(1)(x) }, []jump{{1, 1, 1.5}}},
	} {
		got := sample(c.f, -5, 5).jumps
		if len(got) != len(c.jumps) {
			t.Errorf("%s: the jumps are %v, want %v", name, got, c.jumps)
			continue
		}
		for i, j := range got {
			if w := c.jumps[i]; math.Abs(j.x-w.x) > 1e-9 || math.Abs(j.taken-w.taken) > 1e-9 || math.Abs(j.other-w.other) > 1e-9 {
				t.Errorf("%s: jump %d is %v, want %v", name, i, j, w)
			}
		}
	}
}

func TestALineNeedsTwoPoints(t *testing.T) {
	g := sample(func(x float64) float64 { return 2*x - 0.7 }, -5, 5)
	if len(g.pieces) != 1 || len(g.pieces[0]) != 2 {
		t.Errorf("a straight line is drawn in %d pieces of %d points", len(g.pieces), len(g.pieces[0]))
	}
}

func TestSimplifiedLinesStayClose(t *testing.T) {
	var arc []vg.Point
	for i := range 1000 {
		sin, cos := math.Sincos(float64(i) / 400)
		arc = append(arc, vg.Point{X: vg.Length(100 * cos), Y: vg.Length(100 * sin)})
	}
	few := simplified(arc)
	if len(few) > 60 {
		t.Errorf("%d of 1000 points are left", len(few))
	}
	for _, p := range arc {
		near := math.Inf(1)
		for i := 1; i < len(few); i++ {
			near = min(near, distanceTo(p, few[i-1], few[i]))
		}
		if near > 0.1 {
			t.Fatalf("%v is %.3f points off the simplified line", p, near)
		}
	}
	if got := simplified(arc[:1]); len(got) != 1 {
		t.Errorf("a single point becomes %v", got)
	}
}
