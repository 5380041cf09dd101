package arith

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// numbers draws n numbers of very different size, so that the order of additions shows.
func numbers(rng *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.Ldexp(2*rng.Float64()-1, rng.IntN(40)-20)
	}
	return v
}

// fmaChain is the definition of every product here: one fused multiply-add after the other.
func fmaChain(start float64, n int, x, y func(k int) float64) float64 {
	for k := range n {
		start = math.FMA(x(k), y(k), start)
	}
	return start
}

// Every element of every product is its chain, to the bit, for all shapes and tails.
func TestProductsAreTheirChains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		m, in, out := rapid.IntRange(0, 9).Draw(t, "m"), rapid.IntRange(1, 19).Draw(t, "in"), rapid.IntRange(1, 19).Draw(t, "out")
		a, w, b := numbers(rng, m*in), numbers(rng, out*in), numbers(rng, out)
		delta := numbers(rng, m*out)

		z := numbers(rng, m*out) // what stood there before must not matter
		Affine(z, a, w, b, m, in, out)
		g := numbers(rng, m*in)
		Transposed(g, delta, w, m, in, out)
		gw, gb := numbers(rng, out*in), numbers(rng, out)
		gw0, gb0 := slices.Clone(gw), slices.Clone(gb)
		AddOuter(gw, gb, delta, a, m, in, out)

		same := func(what string, i, j int, got, want float64) {
			if math.Float64bits(got) != math.Float64bits(want) {
				t.Fatalf("%s (%d, %d) is %v, its chain %v", what, i, j, got, want)
			}
		}
		for i := range m {
			for j := range out {
				same("a Wᵀ + b", i, j, z[i*out+j], fmaChain(b[j], in,
					func(k int) float64 { return a[i*in+k] }, func(k int) float64 { return w[j*in+k] }))
			}
			for k := range in {
				same("δ W", i, k, g[i*in+k], fmaChain(0, out,
					func(j int) float64 { return delta[i*out+j] }, func(j int) float64 { return w[j*in+k] }))
			}
		}
		for j := range out {
			for k := range in {
				same("δᵀ a", j, k, gw[j*in+k], fmaChain(gw0[j*in+k], m,
					func(i int) float64 { return delta[i*out+j] }, func(i int) float64 { return a[i*in+k] }))
			}
			same("Σ δ", j, 0, gb[j], fmaChain(gb0[j], m,
				func(i int) float64 { return delta[i*out+j] }, func(int) float64 { return 1 }))
		}
		x, y := numbers(rng, in), numbers(rng, in)
		same("x·y", 0, 0, Dot(x, y), fmaChain(0, in, func(k int) float64 { return x[k] }, func(k int) float64 { return y[k] }))
		c, y0 := rng.Float64(), slices.Clone(y)
		AddScaled(y, c, x)
		for k := range y {
			same("y + c x", k, 0, y[k], math.FMA(c, x[k], y0[k]))
		}
	})
}
