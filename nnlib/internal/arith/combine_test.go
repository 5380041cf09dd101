package arith

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"dlmath/nnlib/internal/cpu"
)

// Every element of a combination is its chain, to the bit, at every length, and
// nothing beside y is written.
func TestCombine(t *testing.T) {
	onEverySIMD(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(8, 0))
		for n := range 60 {
			for _, k := range []int{0, 1, 2, 7, 23} {
				cStep, xStep := 1+rng.IntN(3), n+rng.IntN(3)
				c, x := numbers(rng, k*cStep), numbers(rng, k*xStep+n)[:max(0, (k-1)*xStep+n)]
				room := numbers(rng, n+8)
				for _, negative := range []bool{false, true} {
					got, want := slices.Clone(room), slices.Clone(room)
					sign, f := 1.0, Combine
					if negative {
						sign, f = -1, CombineNegative
					}
					f(got[4:4+n], c, cStep, x, xStep, k)
					for j := range n {
						want[4+j] = fmaChain(want[4+j], k, func(i int) float64 { return sign * c[i*cStep] }, func(i int) float64 { return x[i*xStep+j] })
					}
					for j := range want {
						if math.Float64bits(got[j]) != math.Float64bits(want[j]) {
							t.Fatalf("n = %d, k = %d, negative %v: element %d is %v, want %v", n, k, negative, j-4, got[j], want[j])
						}
					}
				}
			}
		}
	})
}

func BenchmarkCombine(b *testing.B) {
	for _, s := range cpu.Available() {
		b.Run(s.String(), func(b *testing.B) {
			defer cpu.Use(s)()
			y, x := make([]float64, 20), make([]float64, 23*20)
			for b.Loop() {
				Combine(y, x, 20, x, 20, 23)
			}
		})
	}
}
