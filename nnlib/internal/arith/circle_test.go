package arith

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestCosSinQuarters(t *testing.T) {
	for k, want := range [][2]float64{{1, 0}, {0, 1}, {-1, 0}, {0, -1}} {
		for _, turns := range []float64{-3, 0, 1, 1000} {
			c, s := CosSin(turns + float64(k)/4)
			if c != want[0] || s != want[1] {
				t.Errorf("CosSin(%v) = %v, %v, want %v", turns+float64(k)/4, c, s, want)
			}
		}
	}
}

func TestCosSinAccuracy(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	worst := 0.0
	for range 3000 {
		turns := 4*rng.Float64() - 2
		c, s := CosSin(turns)
		wantC, wantS := cosSinByTaylor(turns)
		worst = max(worst, math.Abs(c-wantC), math.Abs(s-wantS))
		if math.Abs(math.FMA(c, c, s*s)-1) > 5e-16 {
			t.Errorf("cos² + sin² at %v is %v", turns, c*c+s*s)
		}
		// The argument of math.Sincos is rounded, by up to 2⁻⁵⁰ here.
		mathS, mathC := math.Sincos(2 * math.Pi * turns)
		if math.Abs(c-mathC) > 2e-15 || math.Abs(s-mathS) > 2e-15 {
			t.Errorf("CosSin(%v) = %v, %v; math.Sincos has %v, %v", turns, c, s, mathC, mathS)
		}
	}
	t.Logf("worst error %.3g", worst)
	if worst > 2.5e-16 {
		t.Errorf("worst error %.3g, above 2.5e-16", worst)
	}
}

// Near 0 the sine keeps its relative accuracy.
func TestSinSmall(t *testing.T) {
	for turns := 1e-3; turns > 1e-300; turns /= 7 {
		_, s := CosSin(turns)
		_, want := cosSinByTaylor(turns)
		if math.Abs(s-want) > 4e-16*want {
			t.Errorf("sin(2π·%v) = %v, want %v", turns, s, want)
		}
	}
}

// cosSinByTaylor sums the series at 2πt with 300 bits.
func cosSinByTaylor(t float64) (cos, sin float64) {
	number := func() *big.Float { return new(big.Float).SetPrec(300) }
	pi, _ := number().SetString("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
	x := number().Mul(pi, number().SetFloat64(2*t))
	sums := [2]*big.Float{number(), number()} // of even and of odd terms
	term := number().SetInt64(1)
	for k := range 120 {
		if k%4 < 2 {
			sums[k%2].Add(sums[k%2], term)
		} else {
			sums[k%2].Sub(sums[k%2], term)
		}
		term.Mul(term, x).Quo(term, number().SetInt64(int64(k+1)))
	}
	cos, _ = sums[0].Float64()
	sin, _ = sums[1].Float64()
	return cos, sin
}
