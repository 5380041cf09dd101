package arith

import (
	"flag"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

var cases = flag.Int("cases", 20_000, "random arguments in the accuracy test of each function")

// function is an elementary function with what a test wants to know of it.
type function struct {
	name   string
	f      func(float64) float64
	exact  func(float64) *big.Float
	lo, hi float64   // arguments for which exact serves
	bound  float64   // in ulp, as the docstring promises
	hard   []float64 // arguments around which the algorithm changes
}

var functions = []function{
	{"Exp", Exp, bigExp, -746, 0x1.62e42fefa39efp+9, 1.3, expHard(1)},
	{"Log", Log, bigLog, 0x1p-1074, math.MaxFloat64, 1, logHard(0)},
	{"Log1p", Log1p, func(x float64) *big.Float { return bigLog1p(bf(x)) }, -1 + 0x1p-53, math.MaxFloat64, 1, logHard(1)},
	{"Tanh", Tanh, bigTanh, -22, 22, 2, expHard(2)},
	{"Sigmoid", Sigmoid, bigSigmoid, -746, 746, 2.5, expHard(1)},
	{"Softplus", Softplus, bigSoftplus, -746, 746, 2, expHard(1)},
}

// expHard returns the bounds between reduced intervals of e^(scale·x), their
// centres, and the ends of the straight line and of the range.
func expHard(scale float64) []float64 {
	h := []float64{0, 20, far, -far, 709.782712893384, -708.3964185322641, -745.1332191019412, 36.7, -36.7}
	for k := -8 * 1075; k <= 8*1024; k++ {
		h = append(h, float64(k)/2*math.Ln2/8/scale)
	}
	return h
}

// logHard returns the bounds √½·2ᵏ between exponents, and powers of two, all
// less shift; and 1 and its neighbourhood.
func logHard(shift float64) []float64 {
	h := []float64{1 - shift, 0, 0x1p-1022, 0x1p-1074, math.MaxFloat64}
	for k := -1074; k < 1024; k++ {
		h = append(h, math.Ldexp(1, k)-shift, math.Ldexp(math.Sqrt2, k)-shift,
			1-shift+math.Ldexp(1, k), 1-shift-math.Ldexp(1, k))
	}
	return h
}

// sample returns an argument of fn, from one of five families in turn.
func (fn *function) sample(rng *rand.Rand, i int) float64 {
	for {
		var x float64
		switch i % 5 {
		case 0: // anywhere
			x = fn.lo + (fn.hi-fn.lo)*rng.Float64()
		case 1: // any exponent
			x = math.Float64frombits(rng.Uint64())
		case 2: // the magnitudes that a network meets
			x = math.Ldexp(2*rng.Float64()-1, rng.IntN(16)-8)
		case 3: // a few ulp from a hard argument
			x = fn.hard[rng.IntN(len(fn.hard))]
			x = math.Float64frombits(math.Float64bits(x) + uint64(rng.IntN(9)) - 4)
		case 4: // near a hard argument
			x = fn.hard[rng.IntN(len(fn.hard))]
			x += math.Ldexp(2*rng.Float64()-1, -rng.IntN(60))
		}
		if x >= fn.lo && x <= fn.hi {
			return x
		}
		i++
	}
}

func TestAccuracy(t *testing.T) {
	n := *cases
	if testing.Short() {
		n /= 10
	}
	for _, fn := range functions {
		t.Run(fn.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(2019, 61))
			worst, where := 0.0, 0.0
			for i := range n {
				x := fn.sample(rng, i)
				if e := ulps(fn.f(x), fn.exact(x)); !(e <= worst) {
					worst, where = e, x
				}
			}
			t.Logf("%d arguments, worst error %.3f ulp at %v (%x)", n, worst, where, where)
			if !(worst <= fn.bound) {
				t.Errorf("%s(%v) is wrong by %.3f ulp, want %.1f at most", fn.name, where, worst, fn.bound)
			}
		})
	}
}
