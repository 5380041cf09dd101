package matlab

import (
	"math"

	"dlmath/nnlib/internal/arith"
)

const (
	levels   = 256
	zigR     = 3.6541528853610088   // where the tail begins
	zigLevel = 0x1.43016a5a43732p-8 // area of a level: r·f(r) + √(π/2)·erfc(r/√2)
)

// zigX holds the right ends of the levels, zigF the density f(x) = e^(-x²/2)
// there. Level i, counted from the top, reaches from 0 to zigX[i+1] and stands
// between the heights zigF[i+1] and zigF[i]; below it lies level i+1. The last
// one has the tail beyond zigR instead of a right end, and zigX[256] makes its
// width such that it can be drawn like the others.
var zigX, zigF = zigTables()

func zigTables() (x, f [levels + 1]float64) {
	f[0] = 1
	f[levels-1] = density(zigR)
	x[levels-1] = zigR
	x[levels] = zigLevel / f[levels-1]
	for i := levels - 2; i > 0; i-- {
		f[i] = zigLevel/x[i+1] + f[i+1]
		x[i] = math.Sqrt(-2 * arith.Log(f[i]))
	}
	return x, f
}

// density returns e^(-x²/2), the normal density but for its factor.
func density(x float64) float64 {
	return arith.Exp(-0.5 * float64(x*x))
}

// Randn returns randn: normal with mean 0 and variance 1. It takes two words of
// the generator in 98.5 % of the cases, and more in the others.
func (s *Stream) Randn() float64 {
	for {
		a, b := s.mt.Uint32(), s.mt.Uint32()
		i := b >> 24 // the level
		bits := uint64(a)<<24 | uint64(b&0xffffff)
		u := float64(float64(bits)*0x1p-55) - 1 // uniform on [-1, 1)
		x := u * zigX[i+1]
		switch {
		case math.Abs(x) < zigX[i]: // under the level above, so under the curve
			return x
		case i == levels-1:
			return math.Copysign(s.tail(), u)
		case math.FMA(s.Rand(), zigF[i]-zigF[i+1], zigF[i+1]) < density(x):
			return x
		}
	}
}

// tail returns a normal number beyond zigR, by Marsaglia's method.
func (s *Stream) tail() float64 {
	for {
		x := -arith.Log(s.Rand()) / zigR
		y := -arith.Log(s.Rand())
		if y+y > x*x {
			return zigR + x
		}
	}
}
