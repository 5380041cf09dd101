package arith

import "math"

// Sigmoid returns the logistic function 1/(1 + e⁻ᶻ) within 2.5 ulp.
//
//	Sigmoid(z)    = 1 for z ≥ 38
//	Sigmoid(z)    = e^z for z < -700, down to subnormal results and 0
//	Sigmoid(±0)   = 0.5
//	Sigmoid(+Inf) = 1
//	Sigmoid(-Inf) = 0
//	Sigmoid(NaN)  = NaN
func Sigmoid(z float64) float64 {
	if !(math.Abs(z) <= far) {
		return sigmoidFar(z)
	}
	// 1 + e⁻ᶻ = (1 + t) + t·(e^(h+d) - 1): the first sum
	// is early, and where t ≥ 1 exact.
	k, h, d := reduce(-z)
	t := exp2Of(k)
	return 1 / math.FMA(t, expm1Of(h, d), t+1)
}

// sigmoidFar is Sigmoid for |z| > 700 and for NaN: there 1 + e⁻ᶻ is 1 or e⁻ᶻ
// to all digits.
func sigmoidFar(z float64) float64 {
	if z > 0 {
		return 1
	}
	return expFar(z)
}

// Softplus returns log(1 + eᶻ) = max(z, 0) + log(1 + e^-|z|) within 2 ulp.
// Its derivative is [Sigmoid].
//
//	Softplus(z)    = z for z ≥ 37
//	Softplus(z)    = e^z for z < -37, down to subnormal results and 0
//	Softplus(±0)   = ln 2
//	Softplus(+Inf) = +Inf
//	Softplus(-Inf) = 0
//	Softplus(NaN)  = NaN
func Softplus(z float64) float64 {
	l := Log1p(Exp(-math.Abs(z)))
	if z > 0 {
		return z + l
	}
	return l
}
