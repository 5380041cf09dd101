package arith

import "math"

// tanhNear bounds the arguments for which the polynomial serves. It lies just
// above the place where tanh is ¼, and the quotient's error in ulp halves.
const tanhNear = 0.26

// Coefficients of tanh x ≈ x + x(tanh1·w + … + tanh7·w⁷), where w = x²: the
// minimax polynomial with doubles for coefficients on |x| ≤ 0.26; relative error
// 7.5e-18. In Sollya:
//
//	f = tanh(sqrt(x))/sqrt(x) - 1;
//	fpminimax(f, [|1,2,3,4,5,6,7|], [|D...|], [2^-40; 0.26^2], absolute);
const (
	tanh1 = -0x1.55555555554b2p-2
	tanh2 = 0x1.11111110f2db8p-3
	tanh3 = -0x1.ba1ba17d98e01p-5
	tanh4 = 0x1.664f2bbf4d6ebp-6
	tanh5 = -0x1.2266e19b2b52ep-7
	tanh6 = 0x1.d4c46566349a1p-9
	tanh7 = -0x1.56cbd489a6f84p-10
)

// Tanh returns the hyperbolic tangent within 2 ulp. It is exactly odd.
//
//	Tanh(x)    = x for |x| < 2⁻²⁷, subnormal x included
//	Tanh(x)    = ±1 for |x| ≥ 20
//	Tanh(±0)   = ±0
//	Tanh(±Inf) = ±1
//	Tanh(NaN)  = NaN
func Tanh(x float64) float64 {
	a := math.Abs(x)
	if a < tanhNear {
		w := float64(a * a)
		w2 := float64(w * w)
		p12 := math.FMA(w, tanh2, tanh1)
		p34 := math.FMA(w, tanh4, tanh3)
		p567 := math.FMA(math.FMA(w, tanh7, tanh6), w, tanh5)
		p := math.FMA(math.FMA(p567, w2, p34), w2, p12)
		return math.Copysign(math.FMA(float64(w*p), a, a), x)
	}
	if !(a < 20) {
		if x != x {
			return math.NaN()
		}
		return math.Copysign(1, x)
	}
	// tanh a = m/(m + 2) with m = e²ᵃ - 1 = (t - 1) + t·(e^(h+d) - 1), where
	// t - 1 is exact while it matters.
	k, h, d := reduce(a + a)
	t := exp2Of(k)
	m := math.FMA(t, expm1Of(h, d), t-1)
	return math.Copysign(m/(m+2), x)
}
