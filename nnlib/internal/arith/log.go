package arith

import "math"

const (
	sqrtHalf = 0x3fe6a09e667f3bcd // bits of √½

	// ln 2 in two parts; the first has 21 zeros at its end, so that its
	// product with an exponent is exact.
	ln2Hi = 0x1.62e42feep-1
	ln2Lo = 0x1.a39ef35793c76p-33
)

// Coefficients of log(1+f) ≈ 2s + s(log1·w + … + log7·w⁷), where s = f/(2+f)
// and w = s²: the minimax polynomial with doubles for coefficients for
// √½ ≤ 1+f ≤ √2; absolute error of the bracket 2.5e-18. In Sollya:
//
//	s = (sqrt(2)-1)/(sqrt(2)+1)*1.0001;
//	f = log((1+sqrt(x))/(1-sqrt(x)))/sqrt(x) - 2;
//	fpminimax(f, [|1,2,3,4,5,6,7|], [|D...|], [2^-40; s^2], absolute);
const (
	log1 = 0x1.5555555555592p-1
	log2 = 0x1.999999997ff01p-2
	log3 = 0x1.24924941e3c88p-2
	log4 = 0x1.c71c52118bd77p-3
	log5 = 0x1.74663da2ed6a3p-3
	log6 = 0x1.39a1d33b82653p-3
	log7 = 0x1.2f04b155c0775p-3
)

// Log returns the natural logarithm of x within 1 ulp.
//
//	Log(±0)   = -Inf
//	Log(1)    = 0
//	Log(+Inf) = +Inf
//	Log(x)    = NaN for x < 0
//	Log(NaN)  = NaN
//
// Subnormal x is as good as any other.
func Log(x float64) float64 {
	if !(x >= 0x1p-1022 && x <= math.MaxFloat64) {
		return logFar(x)
	}
	k, m := splitSqrt(x)
	return logSum(float64(k), m-1, 0)
}

// Log1p returns log(1 + x) within 1 ulp, also for x so small that 1 + x
// rounds to 1.
//
//	Log1p(x)    = x for |x| < 2⁻⁵³, subnormal x included
//	Log1p(±0)   = ±0
//	Log1p(-1)   = -Inf
//	Log1p(+Inf) = +Inf
//	Log1p(x)    = NaN for x < -1
//	Log1p(NaN)  = NaN
func Log1p(x float64) float64 {
	if !(x > -1 && x <= math.MaxFloat64) {
		return logFar(1 + x)
	}
	u := 1 + x
	k, m := splitSqrt(u)
	if k == 0 {
		return math.Copysign(logSum(0, x, 0), x) // for the sign of zero
	}
	// log(1+x) = log u + c/u, where c is what rounding took from 1 + x.
	var c float64
	if x < 1 {
		c = x - (u - 1)
	} else {
		c = 1 - (u - x)
	}
	return logSum(float64(k), m-1, c/u)
}

// splitSqrt writes a positive normal x as 2ᵏ·m with √½ ≤ m < √2.
func splitSqrt(x float64) (k int, m float64) {
	b := math.Float64bits(x)
	d := b - sqrtHalf
	return int(int64(d) >> 52), math.Float64frombits(b - d>>52<<52)
}

// logSum returns k·ln 2 + log(1+f) + c, for √½ ≤ 1+f ≤ √2 and |c| < 2⁻⁵².
//
// It takes 2s = f - f²/2 + s·f²/2, so that the rounding of s weighs little.
func logSum(k, f, c float64) float64 {
	s := f / (2 + f)
	h := float64(0.5 * float64(f*f))
	w := float64(s * s)
	w2 := float64(w * w)
	p12 := math.FMA(w, log2, log1)
	p34 := math.FMA(w, log4, log3)
	p567 := math.FMA(math.FMA(w, log7, log6), w, log5)
	r := math.FMA(math.FMA(p567, w2, p34), w2, p12)
	small := math.FMA(s, math.FMA(r, w, h), math.FMA(k, ln2Lo, c))
	return float64(k*ln2Hi) - ((h - small) - f)
}

// logFar is Log where x is not a positive normal number.
func logFar(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	case x > 0:
		k, m := splitSqrt(x * 0x1p54)
		return logSum(float64(k-54), m-1, 0)
	}
	return math.NaN()
}
