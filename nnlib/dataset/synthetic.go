package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"

	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/internal/random"
	"gonum.org/v1/gonum/mat"
)

// spiralTurns is how far an arm of [Spiral] winds, in full turns.
const spiralTurns = 1.75

// Spiral draws n points on arms interleaved spirals, a class for each arm, named A,
// B, …; 2 ≤ arms ≤ 26. Arm k of K is
//
//	(r cos θ, r sin θ),    θ = 2π (k/K + 7/4 r),    r uniform in [0,1).
//
// Point i lies on arm i mod K, so that the classes differ by at most one point.
// To each coordinate is added a normal number with standard deviation noise.
// It panics when n < arms, or when noise is negative or not finite.
//
// Source: the spiral of TensorFlow Playground, which has two arms.
func Spiral(rng *rand.Rand, n, arms int, noise float64) *Set {
	return plane(rng, "Spiral", n, arms, noise, func(class int) (x1, x2 float64) {
		r := rng.Float64()
		cos, sin := arith.CosSin(math.FMA(spiralTurns, r, float64(class)/float64(arms)))
		return float64(r * cos), float64(r * sin)
	})
}

// Moons draws n points on two half circles that reach into each other: class A on
// (cos θ, sin θ), class B on (1 − cos θ, ½ − sin θ), with θ uniform in [0,π).
// Points are A and B in turn. To each coordinate is added a normal number with
// standard deviation noise.
// It panics when n < 2, or when noise is negative or not finite.
//
// Source: scikit-learn's make_moons, with θ random where that spaces it evenly.
func Moons(rng *rand.Rand, n int, noise float64) *Set {
	return plane(rng, "Moons", n, 2, noise, func(class int) (x1, x2 float64) {
		cos, sin := arith.CosSin(rng.Float64() / 2)
		if class == 0 {
			return cos, sin
		}
		return 1 - cos, 0.5 - sin
	})
}

// Circles draws n points on two circles around the origin: class A on that of
// radius 1, class B on that of radius ½. Points are A and B in turn. To each
// coordinate is added a normal number with standard deviation noise.
// It panics when n < 2, or when noise is negative or not finite.
func Circles(rng *rand.Rand, n int, noise float64) *Set {
	return plane(rng, "Circles", n, 2, noise, func(class int) (x1, x2 float64) {
		cos, sin := arith.CosSin(rng.Float64())
		if class == 0 {
			return cos, sin
		}
		return cos / 2, sin / 2
	})
}

// Blobs draws n points from as many normal distributions as there are classes,
// named A, B, …; 2 ≤ classes ≤ 26. Their centres are evenly spaced on the unit
// circle, the first at (1,0), and noise is their standard deviation in each
// coordinate. Point i is of class i mod classes.
// It panics when n < classes, or when noise is negative or not finite.
func Blobs(rng *rand.Rand, n, classes int, noise float64) *Set {
	return plane(rng, "Blobs", n, classes, noise, func(class int) (x1, x2 float64) {
		return arith.CosSin(float64(class) / float64(classes))
	})
}

// Checkerboard draws n points on a board of 4×4 squares that fills [−1,1]². The
// lower left square is class A. Points are A and B in turn, each uniform on the
// squares of its class. To each coordinate is then added a normal number with
// standard deviation noise, which may carry a point to a square of the other class.
// It panics when n < 2, or when noise is negative or not finite.
func Checkerboard(rng *rand.Rand, n int, noise float64) *Set {
	return plane(rng, "Checkerboard", n, 2, noise, func(class int) (x1, x2 float64) {
		row := rng.IntN(4)
		column := 2*rng.IntN(2) + (row+class)%2
		x1 = (float64(column)+rng.Float64())/2 - 1
		x2 = (float64(row)+rng.Float64())/2 - 1
		return x1, x2
	})
}

// NoisySine draws n numbers x uniform in [0,1) with the targets
//
//	y = sin(2πx) + noise·ε,    ε normal with mean 0 and standard deviation 1:
//
// a set for regression, X and Y both n×1.
// It panics when n < 1, or when noise is negative or not finite.
//
// Source: C. M. Bishop, Pattern Recognition and Machine Learning, section 1.1.
func NoisySine(rng *rand.Rand, n int, noise float64) *Set {
	checkDraw(rng, "NoisySine", n, 1, noise)
	x, y := mat.NewDense(n, 1, nil), mat.NewDense(n, 1, nil)
	for i := range n {
		t := rng.Float64()
		_, sin := arith.CosSin(t)
		x.Set(i, 0, t)
		y.Set(i, 0, math.FMA(noise, random.Normal(rng), sin))
	}
	return New(x, y)
}

// plane draws n points of the plane, the classes in turn. A point is drawn from its
// class and then moved by noise.
func plane(rng *rand.Rand, name string, n, classes int, noise float64, draw func(class int) (x1, x2 float64)) *Set {
	if classes < 2 || classes > 26 {
		panic(fmt.Sprintf("dataset: %s with %d classes; it has 2 to 26, named by letters", name, classes))
	}
	checkDraw(rng, name, n, classes, noise)
	x := mat.NewDense(n, 2, nil)
	labels := make([]int, n)
	for i := range n {
		labels[i] = i % classes
		x1, x2 := draw(labels[i])
		x.Set(i, 0, math.FMA(noise, random.Normal(rng), x1))
		x.Set(i, 1, math.FMA(noise, random.Normal(rng), x2))
	}
	names := make([]string, classes)
	for c := range names {
		names[c] = string(rune('A' + c))
	}
	return Labelled(x, labels, names)
}

func checkDraw(rng *rand.Rand, name string, n, least int, noise float64) {
	switch {
	case rng == nil:
		panic(fmt.Sprintf("dataset: %s needs a generator, such as rand.New(rand.NewPCG(1, 0))", name))
	case n < least:
		panic(fmt.Sprintf("dataset: %s with %d points; it needs at least %d, one for each class", name, n, least))
	case !(noise >= 0 && noise <= math.MaxFloat64):
		panic(fmt.Sprintf("dataset: %s with noise %v; noise is a standard deviation, 0 or a positive number", name, noise))
	}
}
