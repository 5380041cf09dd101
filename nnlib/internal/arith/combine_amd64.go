package arith

import "dlmath/nnlib/internal/cpu"

func combineVector(level cpu.SIMD, y, c []float64, cStep int, x []float64, xStep, k int, negative bool) bool {
	sign := uint64(0)
	if negative {
		sign = 1 << 63
	}
	switch level {
	case cpu.AVX512:
		combineAVX512(&y[0], len(y), &c[0], cStep, &x[0], xStep, k, sign)
	case cpu.AVX2:
		combineAVX2(&y[0], len(y), &c[0], cStep, &x[0], xStep, k, sign)
	default:
		return false
	}
	return true
}
