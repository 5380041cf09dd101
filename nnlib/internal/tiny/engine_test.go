package tiny

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/internal/cpu"

	"pgregory.net/rapid"
)

// generalStep is a step as the library does it for networks of any size.
func generalStep(sizes []int, p, x, y []float64, rate float64) {
	top := len(sizes) - 1
	a, z := [][]float64{x[:sizes[0]]}, [][]float64{nil}
	next := 0
	for l := 1; l <= top; l++ {
		in, out := sizes[l-1], sizes[l]
		z = append(z, make([]float64, out))
		a = append(a, make([]float64, out))
		arith.Affine(z[l], a[l-1], p[next:], p[next+in*out:], 1, in, out)
		arith.SigmoidTo(a[l], z[l])
		next += out * (in + 1)
	}
	delta := make([]float64, sizes[top])
	for j := range delta {
		delta[j] = a[top][j] - y[j]
	}
	arith.AddScaled(p, -rate, generalGradient(sizes, p, a, delta))
}

// generalGradient returns the derivatives by the parameters p of a function of a^[L],
// given all a^[l] of a point and the function's derivatives by a^[L], which it changes.
func generalGradient(sizes []int, p []float64, a [][]float64, delta []float64) []float64 {
	g, at := make([]float64, len(p)), len(p)
	for l := len(sizes) - 1; l >= 1; l-- {
		in, out := sizes[l-1], sizes[l]
		at -= out * (in + 1)
		for j, v := range a[l] {
			delta[j] *= v * (1 - v)
		}
		arith.AddOuter(g[at:], g[at+in*out:], delta, a[l-1], 1, in, out)
		below := make([]float64, in)
		arith.Transposed(below, delta, p[at:], 1, in, out)
		delta = below
	}
	return g
}

// problem is a random network with a data set and steps to do.
type problem struct {
	sizes  []int
	p      []float64
	points Points
	n      int
	rows   []int
	rates  []float64
}

func drawProblem(t *rapid.T) (pr problem) {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	most := rapid.SampledFrom([]int{1, 3, 4, Places}).Draw(t, "most units")
	pr.sizes = rapid.SliceOfN(rapid.IntRange(1, most), 2, 6).Draw(t, "sizes")
	for l := 1; l < len(pr.sizes); l++ {
		pr.p = append(pr.p, normal(rng, pr.sizes[l]*(pr.sizes[l-1]+1))...)
	}
	in, out := pr.sizes[0], pr.sizes[len(pr.sizes)-1]
	pr.n = rapid.IntRange(1, 30).Draw(t, "points")
	pr.points.XStride, pr.points.YStride = in+rng.IntN(2), out+rng.IntN(2)
	// Not a number more than there is: what is read beyond would be seen.
	pr.points.X = normal(rng, (pr.n-1)*pr.points.XStride+in)
	pr.points.Y = normal(rng, (pr.n-1)*pr.points.YStride+out)
	for range rapid.IntRange(0, 60).Draw(t, "steps") {
		pr.rows = append(pr.rows, rng.IntN(pr.n))
		pr.rates = append(pr.rates, rng.Float64())
	}
	for range rapid.IntRange(0, 2).Draw(t, "special numbers") {
		where := [][]float64{pr.p, pr.points.X, pr.points.Y}[rng.IntN(3)]
		where[rng.IntN(len(where))] = []float64{math.Copysign(0, -1), 0, 1e-310, 300, -800, 1e200, math.Inf(1), math.NaN()}[rng.IntN(8)]
	}
	return pr
}

func normal(rng *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}

// Every engine does the steps of the general path, to the bit; where it stops before
// the last, that is because of a z for which it is not made.
func TestStepsAreTheGeneralPath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pr := drawProblem(t)
		for _, s := range cpu.Available() {
			restore := cpu.Use(s)
			e := New(pr.sizes)
			p, want := slices.Clone(pr.p), slices.Clone(pr.p)
			done := e.Steps(p, pr.points, pr.rows, pr.rates)
			checkCosts(t, e, pr)
			restore()
			step := func(i int) {
				row := pr.rows[i]
				generalStep(pr.sizes, want, pr.points.X[row*pr.points.XStride:], pr.points.Y[row*pr.points.YStride:], pr.rates[i])
			}
			for i := range done {
				step(i)
			}
			for i := range p {
				if !same(p[i], want[i]) {
					t.Fatalf("%v, sizes %v: parameter %d after %d steps is %v (%x), want %v (%x)", s, pr.sizes, i, done, p[i], p[i], want[i], want[i])
				}
			}
			if done < len(pr.rows) && calm(pr, want, pr.rows[done]) {
				t.Fatalf("%v, sizes %v: stopped after %d of %d steps for no reason", s, pr.sizes, done, len(pr.rows))
			}
		}
	})
}

// checkCosts does the steps of a problem together with their costs, one call after the
// other as far as each goes, on an engine that has done other work before.
func checkCosts(t *rapid.T, e *Engine, pr problem) {
	p, want := slices.Clone(pr.p), slices.Clone(pr.p)
	costs, each := make([]float64, len(pr.rows)), make([]float64, pr.n)
	for next := 0; next < len(pr.rows); {
		done, costed := e.StepsWithCosts(costs[next:], p, pr.points, pr.n, pr.rows[next:], pr.rates[next:])
		if done == 0 && cpu.Level() == cpu.Portable {
			t.Fatal("plain Go did no step")
		}
		if done == 0 { // left to others
			row := pr.rows[next]
			generalStep(pr.sizes, p, pr.points.X[row*pr.points.XStride:], pr.points.Y[row*pr.points.YStride:], pr.rates[next])
			done = 1
		}
		for i := next; i < next+done; i++ {
			row := pr.rows[i]
			generalStep(pr.sizes, want, pr.points.X[row*pr.points.XStride:], pr.points.Y[row*pr.points.YStride:], pr.rates[i])
			if last := i == next+done-1; last && !costed {
				break
			}
			sum := 0.0
			if !New(pr.sizes).Costs(each, want, pr.points) {
				t.Fatalf("sizes %v: a cost after step %d, of points that do not pass", pr.sizes, i)
			}
			for _, c := range each {
				sum += c
			}
			if !same(costs[i], sum) {
				t.Fatalf("sizes %v: the cost after step %d is %v, want %v", pr.sizes, i, costs[i], sum)
			}
		}
		for i := range p {
			if !same(p[i], want[i]) {
				t.Fatalf("sizes %v: parameter %d after %d steps with costs is %v, want %v", pr.sizes, i, next+done, p[i], want[i])
			}
		}
		next += done
	}
}

// calm says that no z of the point is NaN or beyond ±700.
func calm(pr problem, p []float64, row int) bool {
	a := pr.points.X[row*pr.points.XStride:][:pr.sizes[0]]
	for l, at := 1, 0; l < len(pr.sizes); l++ {
		in, out := pr.sizes[l-1], pr.sizes[l]
		z := make([]float64, out)
		arith.Affine(z, a, p[at:], p[at+in*out:], 1, in, out)
		for _, v := range z {
			if !(math.Abs(v) <= 700) {
				return false
			}
		}
		arith.SigmoidTo(z, z)
		a, at = z, at+out*(in+1)
	}
	return true
}

// same compares by bits; NaNs are alike.
func same(x, y float64) bool {
	return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
}

// Costs, outputs, activations and derivatives are those of the general path, to the bit,
// or left to it.
func TestForwardIsTheGeneralPath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pr := drawProblem(t)
		top := len(pr.sizes) - 1
		activations := func() (a [][]float64) {
			for _, n := range pr.sizes {
				a = append(a, make([]float64, pr.n*n))
			}
			return a
		}
		want, wantCosts, quiet := activations(), make([]float64, pr.n), true
		for i := range pr.n {
			quiet = quiet && calm(pr, pr.p, i)
			a := pr.points.X[i*pr.points.XStride:][:pr.sizes[0]]
			for l, at := 1, 0; l <= top; l++ {
				in, out := pr.sizes[l-1], pr.sizes[l]
				next := want[l][i*out : i*out+out]
				arith.Affine(next, a, pr.p[at:], pr.p[at+in*out:], 1, in, out)
				arith.SigmoidTo(next, next)
				a, at = next, at+out*(in+1)
			}
			for j, v := range a {
				r := pr.points.Y[i*pr.points.YStride+j] - v
				wantCosts[i] = math.FMA(r, r, wantCosts[i])
			}
			wantCosts[i] /= 2
		}
		for _, s := range cpu.Available() {
			restore := cpu.Use(s)
			e := New(pr.sizes)
			a, outputs, costs := activations(), make([]float64, len(want[top])), make([]float64, pr.n)
			done := []bool{
				e.Outputs(outputs, pr.p, pr.points.X, pr.points.XStride, pr.n),
				e.Costs(costs, pr.p, pr.points),
				e.Activations(a, pr.p, pr.points.X, pr.points.XStride, pr.n),
			}
			seeds, stride := pr.p[:0:0], len(pr.p)+2
			for i := range pr.n * pr.sizes[top] {
				seeds = append(seeds, float64(i*7%11)/11-0.5)
			}
			derivatives := make([]float64, pr.n*stride)
			if done[2] {
				e.Derivatives(derivatives, stride, seeds)
			}
			restore()
			able := quiet && s > cpu.Portable
			if done[0] != able || done[1] != able || done[2] != (able && pr.n <= fewPoints) {
				t.Fatalf("%v, %d points, all |z| ≤ 700 %v: outputs, costs and activations done: %v", s, pr.n, quiet, done)
			}
			check := func(what string, got, want []float64) {
				for i := range want {
					if !same(got[i], want[i]) {
						t.Fatalf("%v, sizes %v: %s %d is %v, want %v", s, pr.sizes, what, i, got[i], want[i])
					}
				}
			}
			if done[0] {
				check("output", outputs, want[top])
			}
			if done[1] {
				check("cost", costs, wantCosts)
			}
			for l := 1; done[2] && l <= top; l++ {
				check("activation", a[l], want[l])
			}
			for i := 0; done[2] && i < pr.n; i++ {
				a := [][]float64{pr.points.X[i*pr.points.XStride:][:pr.sizes[0]]}
				for l := 1; l <= top; l++ {
					n := pr.sizes[l]
					a = append(a, want[l][i*n:i*n+n])
				}
				n := pr.sizes[top]
				got := derivatives[i*stride : i*stride+stride]
				want := append(generalGradient(pr.sizes, pr.p, a, seeds[i*n:i*n+n]), 0, 0)
				for k := range got { // −0 becomes 0: a gradient adds to 0, where that is no underflow
					got[k] += 0
					want[k] += 0
				}
				check("derivative", got, want)
			}
		}
	})
}
