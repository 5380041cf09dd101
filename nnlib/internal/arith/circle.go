package arith

import "math"

// Minimax coefficients on |x| ≤ π/4 of
//
//	sin x ≈ x + x³ S(x²),    cos x ≈ 1 − x²/2 + x⁴ C(x²).
//
// Source: S. L. Moshier, Cephes Mathematical Library, sin.c; the same as in Go's
// package math.
const (
	sin1 = 1.58962301576546568060e-10
	sin2 = -2.50507477628578072866e-8
	sin3 = 2.75573136213857245213e-6
	sin4 = -1.98412698295895385996e-4
	sin5 = 8.33333333332211858878e-3
	sin6 = -1.66666666666666307295e-1

	cos1 = -1.13585365213876817300e-11
	cos2 = 2.08757008419747316778e-9
	cos3 = -2.75573141792967388112e-7
	cos4 = 2.48015872888517045348e-5
	cos5 = -1.38888888888730564116e-3
	cos6 = 4.16666666666665929218e-2
)

// CosSin returns cos(2πt) and sin(2πt) within 2.5e-16, for |t| < 2⁵⁰.
//
// math.Sincos would do but for its bits: a compiler may fuse its products with its
// sums on one processor and not on another. Here every fused step is written out.
// With the angle in turns its reduction is exact, and so are the quarter turns.
func CosSin(t float64) (cos, sin float64) {
	quarter := math.Round(4 * t)
	x := float64(2 * math.Pi * (t - quarter/4)) // |x| ≤ π/4
	z := float64(x * x)

	s := math.FMA(z, sin1, sin2)
	s = math.FMA(z, s, sin3)
	s = math.FMA(z, s, sin4)
	s = math.FMA(z, s, sin5)
	s = math.FMA(z, s, sin6)
	s = math.FMA(float64(x*z), s, x)

	c := math.FMA(z, cos1, cos2)
	c = math.FMA(z, c, cos3)
	c = math.FMA(z, c, cos4)
	c = math.FMA(z, c, cos5)
	c = math.FMA(z, c, cos6)
	c = math.FMA(float64(z*z), c, math.FMA(z, -0.5, 1))

	switch int64(quarter) & 3 {
	case 0:
		return c, s
	case 1:
		return -s, c
	case 2:
		return -c, -s
	default:
		return s, -c
	}
}
