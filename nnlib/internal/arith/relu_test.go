package arith

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Every pair of special numbers meets in every lane, for every length and tail.
func TestPullbackReLU(t *testing.T) {
	numbers := append([]float64{1, -1, 0.3, -1e300}, specials...)
	rng := rand.New(rand.NewPCG(5, 0))
	onEverySIMD(t, func(t *testing.T) {
		for n := range 40 {
			for range 100 {
				delta, z := make([]float64, n+1), make([]float64, n)
				for i := range delta {
					delta[i] = numbers[rng.IntN(len(numbers))]
				}
				for i := range z {
					z[i] = numbers[rng.IntN(len(numbers))]
				}
				got := slices.Clone(delta)
				PullbackReLU(got[:n], z)
				for i, v := range z {
					slope := 0.0
					if v > 0 {
						slope = 1
					}
					if want := delta[i] * slope; math.Float64bits(got[i]) != math.Float64bits(want) {
						t.Fatalf("%d numbers: element %d, %v at z = %v, became %v, want %v", n, i, delta[i], v, got[i], want)
					}
				}
				if math.Float64bits(got[n]) != math.Float64bits(delta[n]) {
					t.Fatalf("%d numbers: the one behind them was written", n)
				}
			}
		}
	})
}

// Every special number stands in every lane, for every length and tail.
func TestReLUTo(t *testing.T) {
	onEverySIMD(t, func(t *testing.T) {
		for n := range 40 {
			x, dst := make([]float64, n), make([]float64, n+1)
			dst[n] = 7
			for first := range specials {
				for i := range x {
					x[i] = specials[(first+i)%len(specials)]
				}
				ReLUTo(dst[:n], x)
				for i, v := range x {
					want := max(0, v)
					if math.Float64bits(dst[i]) != math.Float64bits(want) && !(math.IsNaN(dst[i]) && math.IsNaN(want)) {
						t.Fatalf("%d numbers: element %d, of %v, is %v, want %v", n, i, v, dst[i], want)
					}
				}
				if dst[n] != 7 {
					t.Fatalf("%d numbers: the one behind them was written", n)
				}
			}
		}
	})
}
