package arith

import "dlmath/nnlib/internal/cpu"

func combineVector(level cpu.SIMD, y, c []float64, cStep int, x []float64, xStep, k int) bool {
	switch level {
	case cpu.AVX512:
		combineAVX512(&y[0], len(y), &c[0], cStep, &x[0], xStep, k)
	case cpu.AVX2:
		combineAVX2(&y[0], len(y), &c[0], cStep, &x[0], xStep, k)
	default:
		return false
	}
	return true
}

// combine4Vector adds to four rows of g, of n columns, what [Gram] does with m rows of j.
// The rows of both are step numbers apart.
func combine4Vector(level cpu.SIMD, g, j []float64, m, step, n int) bool {
	switch level {
	case cpu.AVX512:
		combine4AVX512(&g[0], step, n, &j[0], step, &j[0], step, m)
	case cpu.AVX2:
		combine4AVX2(&g[0], step, n, &j[0], step, &j[0], step, m)
	default:
		return false
	}
	return true
}

func choleskyVector(level cpu.SIMD, a []float64, n int) (done int, ok bool) {
	switch level {
	case cpu.AVX512:
		return choleskyAVX512(&a[0], n), true
	case cpu.AVX2:
		return choleskyAVX2(&a[0], n), true
	}
	return 0, false
}
