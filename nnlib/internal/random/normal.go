package random

import (
	"math"
	"math/rand/v2"

	"dlmath/nnlib/internal/arith"
)

// Normal draws from the normal distribution with mean 0 and standard deviation 1.
//
// It is Marsaglia's polar method: for a point (u, v) that is uniform in the unit
// disc, s = u² + v², the numbers u·√(−2 log(s)/s) and v·√(−2 log(s)/s) are normal
// and independent. The second is not kept: a call depends on the generator alone,
// and takes a whole number of pairs from it, 4/π of them on average.
//
// Source: G. Marsaglia and T. A. Bray, A Convenient Method for Generating Normal
// Variables, SIAM Review 6(3), 1964.
func Normal(rng *rand.Rand) float64 {
	for {
		u := 2*rng.Float64() - 1 // the product is exact, fused or not
		v := 2*rng.Float64() - 1
		s := math.FMA(u, u, float64(v*v))
		if s > 0 && s < 1 {
			return u * math.Sqrt(-2*arith.Log(s)/s)
		}
	}
}
