package gemm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/internal/cpu"
)

// layer is the memory of a dense layer and a batch.
type layer struct {
	m, in, out     int
	a, w, b, delta []float64
	z, g, gw, gb   []float64
}

const guard = 9

// newLayer fills a layer from rng, with one number in every rare replaced by a special one.
func newLayer(rng *rand.Rand, m, in, out, rare int) *layer {
	special := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, math.MaxFloat64}
	numbers := func(n int) []float64 {
		v := make([]float64, n+guard)
		for i := range v {
			v[i] = math.Ldexp(2*rng.Float64()-1, rng.IntN(40)-20)
			if rare > 0 && rng.IntN(rare) == 0 {
				v[i] = special[rng.IntN(len(special))]
			}
		}
		return v
	}
	return &layer{
		m: m, in: in, out: out,
		a: numbers(m * in), w: numbers(out * in), b: numbers(out), delta: numbers(m * out),
		z: numbers(m * out), g: numbers(m * in), gw: numbers(out * in), gb: numbers(out),
	}
}

// products are the functions of this package.
type products struct {
	affine     func(z, a, w, b []float64, m, in, out int)
	transposed func(g, delta, w []float64, m, in, out int)
	addOuter   func(gw, gb, delta, a []float64, m, in, out int)
	descend    func(w, b []float64, rate float64, gw, gb, delta, a []float64, m, in, out int, fresh bool)
}

var (
	fast = products{
		func(z, a, w, b []float64, m, in, out int) { Affine(z, a, nil, w, b, m, in, out) },
		Transposed,
		func(gw, gb, delta, a []float64, m, in, out int) { AddOuter(gw, gb, delta, a, nil, m, in, out) },
		func(w, b []float64, rate float64, gw, gb, delta, a []float64, m, in, out int, fresh bool) {
			Descend(w, b, rate, gw, gb, delta, a, nil, m, in, out, fresh)
		},
	}
	// scattered has the points in other rows of a larger matrix.
	scattered = products{
		func(z, a, w, b []float64, m, in, out int) {
			a, rows := scatter(a, m, in)
			Affine(z, a, rows, w, b, m, in, out)
		},
		Transposed,
		func(gw, gb, delta, a []float64, m, in, out int) {
			a, rows := scatter(a, m, in)
			AddOuter(gw, gb, delta, a, rows, m, in, out)
		},
		func(w, b []float64, rate float64, gw, gb, delta, a []float64, m, in, out int, fresh bool) {
			a, rows := scatter(a, m, in)
			Descend(w, b, rate, gw, gb, delta, a, rows, m, in, out, fresh)
		},
	}
	portable = products{arith.Affine, arith.Transposed, arith.AddOuter,
		func(w, b []float64, rate float64, gw, gb, delta, a []float64, m, in, out int, fresh bool) {
			if fresh {
				clear(gw)
				clear(gb)
			}
			arith.AddOuter(gw, gb, delta, a, m, in, out)
			arith.AddScaled(w, rate, gw)
			arith.AddScaled(b, rate, gb)
		}}
)

func scatter(a []float64, m, in int) (data []float64, rows []int) {
	data, rows = make([]float64, (2*m+1)*in), make([]int, m)
	for i := range rows {
		rows[i] = 2*((i+m/2)%m) + 1
		copy(data[rows[i]*in:][:in], a[i*in:])
	}
	return data, rows
}

// all computes every product and returns the results one after the other.
func (l *layer) all(p products) [][]float64 {
	z, g := slices.Clone(l.z), slices.Clone(l.g)
	p.affine(z, l.a, l.w, l.b, l.m, l.in, l.out)
	p.transposed(g, l.delta, l.w, l.m, l.in, l.out)
	gw, gb := slices.Clone(l.gw), slices.Clone(l.gb)[:l.out]
	p.addOuter(gw, gb, l.delta, l.a, l.m, l.in, l.out)
	results := [][]float64{z, g, gw, gb}
	for _, fresh := range []bool{false, true} {
		w, b := slices.Clone(l.w), slices.Clone(l.b)
		size := l.out * l.in
		p.descend(w[:size], b[:l.out], -0.37, slices.Clone(l.gw)[:size], slices.Clone(l.gb)[:l.out], l.delta, l.a, l.m, l.in, l.out, fresh)
		results = append(results, w, b)
	}
	return results
}

var names = []string{"a Wᵀ + b", "δ W", "gw + δᵀ a", "gb + Σ δ", "w + rate (gw + δᵀ a)", "b + rate (gb + Σ δ)", "w + rate δᵀ a", "b + rate Σ δ"}

// compare demands the bits of the portable code from each instruction set. All NaN are
// the same: which one a sum of two gives differs from processor to processor.
func compare(t *testing.T, l *layer) {
	t.Helper()
	want := l.all(portable)
	for _, set := range cpu.Available() {
		restore := cpu.Use(set)
		for _, p := range []products{fast, scattered} {
			got := l.all(p)
			for r := range want {
				for i := range want[r] {
					x, y := got[r][i], want[r][i]
					if math.Float64bits(x) != math.Float64bits(y) && !(x != x && y != y) {
						t.Fatalf("%v, m %d, in %d, out %d: element %d of %s is %v, in plain Go %v",
							set, l.m, l.in, l.out, i, names[r], x, y)
					}
				}
			}
		}
		restore()
	}
}

// Every height and width of a tile, every tail, and both ways to lay out B.
func TestEveryTail(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for m := 1; m <= 17; m++ {
		for in := 1; in <= 50; in += 1 + in/26 {
			compare(t, newLayer(rng, m, in, 1+rng.IntN(50), 0))
			compare(t, newLayer(rng, m, 1+rng.IntN(50), in, 0))
		}
	}
	for size := 1; size <= 30; size++ {
		compare(t, newLayer(rng, size, size, size, 20))
	}
	compare(t, newLayer(rng, 0, 9, 9, 0))
}

// Several blocks of steps, strides that are powers of two, A packed, several parts for each of
// many processors.
func TestLarge(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rng := rand.New(rand.NewPCG(2, 0))
	shapes := [][3]int{{7, 1000, 300}, {65, 256, 131}, {64, 784, 128}, {64, 128, 64}, {64, 64, 10}, {300, 128, 128}, {1, 784, 128}, {257, 33, 129}, {1100, 73, 261}, {40, 512, 33}}
	if testing.Short() || len(cpu.Available()) == 1 { // an emulated processor is slow
		shapes = shapes[:2]
	}
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		for _, s := range shapes {
			for _, rare := range []int{0, 3000} {
				compare(t, newLayer(rng, s[0], s[1], s[2], rare))
			}
		}
	}
}

func FuzzProducts(f *testing.F) {
	f.Add(uint64(1), uint8(8), uint8(24), uint8(16), uint8(0))
	f.Add(uint64(2), uint8(64), uint8(128), uint8(10), uint8(30))
	f.Fuzz(func(t *testing.T, seed uint64, m, in, out, rare uint8) {
		compare(t, newLayer(rand.New(rand.NewPCG(seed, 0)), int(m), 1+int(in), 1+int(out), int(rare)))
	})
}

func BenchmarkProducts(b *testing.B) {
	for _, s := range [][3]int{{64, 784, 128}, {64, 128, 64}, {64, 64, 10}, {128, 128, 128}, {512, 512, 512}} {
		l := newLayer(rand.New(rand.NewPCG(3, 0)), s[0], s[1], s[2], 0)
		for i, f := range []func(){
			func() { Affine(l.z, l.a, nil, l.w, l.b, l.m, l.in, l.out) },
			func() { Transposed(l.g, l.delta, l.w, l.m, l.in, l.out) },
			func() { AddOuter(l.gw, l.gb[:l.out], l.delta, l.a, nil, l.m, l.in, l.out) },
		} {
			b.Run(fmt.Sprintf("%s/%d-%d-%d", []string{"Affine", "Transposed", "AddOuter"}[i], l.m, l.in, l.out), func(b *testing.B) {
				for b.Loop() {
					f()
				}
				b.ReportMetric(2*float64(l.m*l.in*l.out)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}

// The upper triangle of a Gram matrix is its chains, to the bit, for small matrices
// and for larger ones.
func TestGram(t *testing.T) {
	for _, s := range cpu.Available() {
		restore := cpu.Use(s)
		rng := rand.New(rand.NewPCG(6, 0))
		for _, size := range [][2]int{{1, 1}, {20, 23}, {23, 20}, {7, 47}, {90, 60}, {500, 50}} {
			m, n := size[0], size[1]
			j := make([]float64, m*n)
			for i := range j {
				j[i] = rng.NormFloat64()
			}
			g := make([]float64, n*n)
			Gram(g, j, m, n)
			for a := range n {
				for b := a; b < n; b++ {
					want := 0.0
					for i := range m {
						want = math.FMA(j[i*n+a], j[i*n+b], want)
					}
					if g[a*n+b] != want {
						t.Fatalf("%v, %d×%d: element %d, %d is %v, want %v", s, m, n, a, b, g[a*n+b], want)
					}
				}
			}
		}
		restore()
	}
}

// Numbers change places, and nothing else is written.
func TestTranspose(t *testing.T) {
	for _, set := range cpu.Available() {
		restore := cpu.Use(set)
		for m := range 10 {
			for _, n := range []int{0, 1, 3, 4, 7, 8, 130} {
				src, dst := make([]float64, m*(n+2)), make([]float64, n*(m+3))
				for i := range src {
					src[i] = float64(i + 1)
				}
				Transpose(dst, m+3, src, n+2, m, n)
				for at, v := range dst {
					want, i, j := 0.0, at%(m+3), at/(m+3)
					if i < m {
						want = src[i*(n+2)+j]
					}
					if v != want {
						t.Fatalf("%v, %d×%d: element %d, %d is %v, want %v", set, m, n, i, j, v, want)
					}
				}
			}
		}
		restore()
	}
}
