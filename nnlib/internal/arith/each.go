package arith

import "dlmath/nnlib/internal/cpu"

// vector is assembly that writes dst_i = f(x_i) for i < n, a whole vector at a time.
// It returns how many elements it has done: it leaves the last few when they do not
// fill a vector, and stops before a vector with an argument that f's straight line
// does not serve.
type vector func(dst, x *float64, n int) int

// vectors is the assembly of a function for each [cpu.SIMD]; nil for the portable one.
type vectors [cpu.AVX512 + 1]vector

// each writes dst_i = f(x_i), with the bits of f, whatever does the work.
func each(dst, x []float64, v *vectors, f func(float64) float64) {
	x = x[:len(dst)]
	level := cpu.Level()
	for len(x) > 0 {
		done, end := 0, len(x)
		for s := level; s > cpu.Portable && len(x)-done >= 4; s-- { // the widest vectors first
			done += v[s](&dst[done], &x[done], len(x)-done)
		}
		if level > cpu.Portable {
			end = min(done+4, len(x))
		}
		for i := done; i < end; i++ {
			dst[i] = f(x[i])
		}
		dst, x = dst[end:], x[end:]
	}
}

// ExpTo writes dst_i = [Exp](x_i), for dst as long as x. It may be x itself.
func ExpTo(dst, x []float64) { each(dst, x, &expVectors, Exp) }

// SigmoidTo writes dst_i = [Sigmoid](x_i), for dst as long as x. It may be x itself.
func SigmoidTo(dst, x []float64) { each(dst, x, &sigmoidVectors, Sigmoid) }

// TanhTo writes dst_i = [Tanh](x_i), for dst as long as x. It may be x itself.
func TanhTo(dst, x []float64) { each(dst, x, &tanhVectors, Tanh) }
