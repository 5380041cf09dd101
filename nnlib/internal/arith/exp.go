package arith

import "math"

const (
	// far bounds the arguments for which 2^(k/8) and its reciprocal are normal
	// numbers with room to spare, and exp2Of holds.
	far = 700

	// roundShift added to a number below 2⁵¹ rounds it to an integer and
	// leaves that integer in the low bits of the sum.
	roundShift = 0x1.8p52

	eighthsPerE = 0x1.71547652b82fep+3 // 8/ln 2

	// ln 2 / 8 in two parts.
	ln2Eighth   = 0x1.62e42fefa39efp-4
	ln2EighthLo = 0x1.abc9e3b39803fp-59
)

// Coefficients of exp(r) ≈ 1 + r + r²(exp2 + exp3·r + … + exp7·r⁵), the
// minimax polynomial of degree 7 with doubles for coefficients on
// |r| ≤ (ln 2)/16; absolute error 2.8e-18. In Sollya:
//
//	I = [-log(2)/16; log(2)/16];
//	fpminimax(exp(x), [|2,3,4,5,6,7|], [|D...|], I, absolute, 1+x);
const (
	exp2 = 0x1.000000000010ep-1
	exp3 = 0x1.555555555566p-3
	exp4 = 0x1.55555547fc743p-5
	exp5 = 0x1.11111107d1a1p-7
	exp6 = 0x1.6c1cc08db03b8p-10
	exp7 = 0x1.a02077837d25fp-13
)

// exp2Eighths[i] is 2^(i/8), rounded to 52 binary digits: one fewer than a double
// holds, so that Sigmoid's 1 + t is exact for 1 ≤ t < 2⁵³.
var exp2Eighths = [8]float64{
	0x1p+0,
	0x1.172b83c7d517ap+0,
	0x1.306fe0a31b716p+0,
	0x1.4bfdad5362a28p+0,
	0x1.6a09e667f3bccp+0,
	0x1.8ace5422aa0dcp+0,
	0x1.ae89f995ad3aep+0,
	0x1.d5818dcfba488p+0,
}

// exp2EighthsLo[i] is 2^(i/8)/exp2Eighths[i] - 1, what that rounding took away, to
// 21 digits: the lower half is zero, and code that moves halves can skip it.
var exp2EighthsLo = [8]float64{
	0,
	0x1.95153p-53,
	-0x1.61542p-53,
	-0x1.5dacbp-53,
	0x1.98d4dp-54,
	-0x1.aa41ep-54,
	-0x1.800cp-54,
	-0x1.dbc8fp-54,
}

// Exp returns eˣ within 0.8 ulp, and within 1.3 ulp where the result is
// subnormal.
//
//	Exp(x)    = +Inf for x > 709.782712893384
//	Exp(x)    = 0    for x < -745.1332191019412
//	Exp(±0)   = 1
//	Exp(+Inf) = +Inf
//	Exp(-Inf) = 0
//	Exp(NaN)  = NaN
func Exp(x float64) float64 {
	if !(math.Abs(x) <= far) {
		return expFar(x)
	}
	k, h, d := reduce(x)
	t := exp2Of(k)
	return math.FMA(t, expm1Of(h, d), t)
}

// reduce splits eˣ into exp2Of(k)·e^(h+d), where |h| ≤ (ln 2)/16 and d, with the
// low parts of ln 2 and of the table, is tiny. It returns k in two's complement;
// bits 48 and above are rubbish. For |x| < 2³⁰.
func reduce(x float64) (k uint64, h, d float64) {
	s := math.FMA(x, eighthsPerE, roundShift)
	kf := s - roundShift
	k = math.Float64bits(s)
	return k, math.FMA(kf, -ln2Eighth, x), math.FMA(kf, -ln2EighthLo, exp2EighthsLo[k&7])
}

// exp2Of returns 2^(k/8), rounded as in the table, for the k of reduce, |k| < 8·1022.
func exp2Of(k uint64) float64 {
	return math.Float64frombits(math.Float64bits(exp2Eighths[k&7]) + k>>3<<52)
}

// expm1Of returns e^(h+d) - 1 for the h and d of reduce. Pairs of terms (Estrin's
// scheme) shorten the chain of dependent steps, and so does the way of d:
// e^(h+d) ≈ eʰ + d·(1 + h), so the terms of higher order need not wait for it.
func expm1Of(h, d float64) float64 {
	h1 := math.FMA(d, 1+h, h)
	h2 := float64(h * h)
	p23 := math.FMA(h, exp3, exp2)
	p45 := math.FMA(h, exp5, exp4)
	p67 := math.FMA(h, exp7, exp6)
	q := math.FMA(math.FMA(p67, h2, p45), h2, p23)
	return math.FMA(q, h2, h1)
}

// expFar is Exp for |x| > 700 and for NaN: the same value, scaled at the end.
func expFar(x float64) float64 {
	switch {
	case x != x:
		return math.NaN()
	case x > 710:
		return math.Inf(1)
	case x < -746:
		return 0
	}
	k, h, d := reduce(x)
	t := exp2Eighths[k&7]
	return math.Ldexp(math.FMA(t, expm1Of(h, d), t), int(int16(k))>>3)
}
