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
				got, want := slices.Clone(room), slices.Clone(room)
				Combine(got[4:4+n], c, cStep, x, xStep, k)
				for j := range n {
					want[4+j] = fmaChain(want[4+j], k, func(i int) float64 { return c[i*cStep] }, func(i int) float64 { return x[i*xStep+j] })
				}
				for j := range want {
					if math.Float64bits(got[j]) != math.Float64bits(want[j]) {
						t.Fatalf("n = %d, k = %d: element %d is %v, want %v", n, k, j-4, got[j], want[j])
					}
				}
			}
		}
	})
}

// Every element of the Gram matrix and of its Cholesky factor is its chain, to the bit,
// and nothing beyond the matrix is written, nor below the diagonal of the factor.
func TestGramAndCholesky(t *testing.T) {
	onEverySIMD(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(9, 0))
		for n := range 60 {
			for _, m := range []int{0, 1, n, n + 3} {
				j, room := numbers(rng, m*n), numbers(rng, n*n+8)
				g := slices.Clone(room)
				Gram(g[:n*n], j, m, n)
				if !slices.Equal(g[n*n:], room[n*n:]) {
					t.Fatalf("n = %d: JᵀJ is written beyond its end", n)
				}
				for i := range n {
					for k := i; k < n; k++ {
						want := fmaChain(0, m, func(r int) float64 { return j[r*n+i] }, func(r int) float64 { return j[r*n+k] })
						if math.Float64bits(g[i*n+k]) != math.Float64bits(want) {
							t.Fatalf("m = %d, n = %d: element %d, %d of JᵀJ is %v, want %v", m, n, i, k, g[i*n+k], want)
						}
						if i == k {
							g[i*n+k] += 1 + g[i*n+k]
						} else {
							g[k*n+i] = math.Inf(1) // below the diagonal, to no effect
						}
					}
				}
				u := slices.Clone(g)
				if !Cholesky(u[:n*n], n) {
					t.Fatalf("m = %d, n = %d: there is no factor", m, n)
				}
				for i := range n {
					for k := range n {
						want := g[i*n+k]
						if k >= i {
							want = fmaChain(want, i, func(r int) float64 { return -u[r*n+i] }, func(r int) float64 { return u[r*n+k] })
						}
						switch {
						case k == i:
							want = math.Sqrt(want)
						case k > i:
							want /= u[i*n+i]
						}
						if got := u[i*n+k]; math.Float64bits(got) != math.Float64bits(want) {
							t.Fatalf("m = %d, n = %d: element %d, %d of the factor is %v, want %v", m, n, i, k, got, want)
						}
					}
				}
				if !slices.Equal(u[n*n:], room[n*n:]) {
					t.Fatalf("n = %d: the factor is written beyond its end", n)
				}
			}
		}
	})
}

// A matrix has no factor when a diagonal element comes to what is not positive and finite.
func TestCholeskyFails(t *testing.T) {
	onEverySIMD(t, func(t *testing.T) {
		for n := 1; n < 60; n++ {
			for _, last := range []float64{0, math.Copysign(0, -1), -1, math.Inf(1), math.Inf(-1), math.NaN()} {
				a := make([]float64, n*n)
				for i := range n {
					a[i*n+i] = 4
				}
				if !Cholesky(slices.Clone(a), n) {
					t.Errorf("n = %d: there is no factor of 4I", n)
				}
				a[n*n-1] = last
				if Cholesky(a, n) {
					t.Errorf("n = %d: there is a factor with %v on the diagonal", n, last)
				}
			}
		}
		if Cholesky([]float64{4, 0, 4, 0, 4, 0, 0, 0, 4}, 3) { // 4 − 2² = 0
			t.Error("there is a factor of a singular matrix")
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
