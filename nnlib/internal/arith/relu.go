package arith

import (
	"math"
	"math/bits"

	"dlmath/nnlib/internal/cpu"
)

// ReLU returns max(0, z); 0 for -0, and NaN for NaN.
func ReLU(z float64) float64 { return max(0, z) }

// ReLUTo writes dst_i = [ReLU](x_i), for dst as long as x. It may be x itself.
func ReLUTo(dst, x []float64) { each(dst, x, &reluVectors, ReLU) }

// PullbackReLU multiplies delta_i by the derivative of [ReLU] at z_i, for z as long
// as delta: by 1 where z_i > 0 and else by 0, so that 0·∞ is NaN here too.
func PullbackReLU(delta, z []float64) {
	z = z[:len(delta)]
	if v := pullbackReLUVectors[cpu.Level()]; v != nil && len(z) > 0 {
		done := v(&delta[0], &z[0], len(z)) // all but the last few
		delta, z = delta[done:], z[done:]
	}
	for i, v := range z {
		// The bits of a v > 0, less 1, are below those of ∞. No jump to foretell.
		_, positive := bits.Sub64(math.Float64bits(v)-1, math.Float64bits(math.Inf(1)), 0)
		slope := -positive & math.Float64bits(1)
		delta[i] *= math.Float64frombits(slope)
	}
}
