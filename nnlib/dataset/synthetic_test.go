package dataset

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// classified lists the sets of the plane.
var classified = []struct {
	name    string
	golden  string
	classes int
	draw    func(rng *rand.Rand, n int, noise float64) *Set
}{
	{"Spiral2", "ecd49ae4cf069d13", 2, func(rng *rand.Rand, n int, noise float64) *Set { return Spiral(rng, n, 2, noise) }},
	{"Spiral3", "42e06bb711aaa82a", 3, func(rng *rand.Rand, n int, noise float64) *Set { return Spiral(rng, n, 3, noise) }},
	{"Moons", "1ff8e9f9f3d08f94", 2, Moons},
	{"Circles", "76fdf03d2e07d2f6", 2, Circles},
	{"Blobs5", "fe79e74b155b0ec5", 5, func(rng *rand.Rand, n int, noise float64) *Set { return Blobs(rng, n, 5, noise) }},
	{"Checkerboard", "e5b72d1db9af04db", 2, Checkerboard},
}

// The bits must be the same on every machine, whatever GOARCH and GOAMD64.
func TestSyntheticGolden(t *testing.T) {
	for _, c := range classified {
		if got := hash(c.draw(rand.New(rand.NewPCG(1, 2)), 1000, 0.1)); got != c.golden {
			t.Errorf("%s has hash %s, want %s", c.name, got, c.golden)
		}
	}
	if got, want := hash(NoisySine(rand.New(rand.NewPCG(1, 2)), 1000, 0.1)), "9c00b4c652f029e5"; got != want {
		t.Errorf("NoisySine has hash %s, want %s", got, want)
	}
}

func TestSyntheticShape(t *testing.T) {
	for _, c := range classified {
		t.Run(c.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				n := rapid.IntRange(c.classes, 60).Draw(t, "n")
				seed := rapid.Uint64().Draw(t, "seed")
				s := c.draw(rand.New(rand.NewPCG(seed, 0)), n, rapid.Float64Range(0, 2).Draw(t, "noise"))
				r, inputs := s.X.Dims()
				if ry, outputs := s.Y.Dims(); r != n || ry != n || inputs != 2 || outputs != c.classes || len(s.Classes) != c.classes {
					t.Fatalf("X is %d×%d and Y is %d×%d with classes %q", r, inputs, ry, outputs, s.Classes)
				}
				for i, label := range s.Labels() {
					if label != i%c.classes {
						t.Fatalf("point %d is of class %d, want %d", i, label, i%c.classes)
					}
				}
			})
		})
	}
}

// Without noise every point lies where the docstring says.
func TestSyntheticWithoutNoise(t *testing.T) {
	const n = 600
	each := func(s *Set, check func(x1, x2 float64, class int) bool) {
		t.Helper()
		for i := range n {
			if x := s.X.RawRowView(i); !check(x[0], x[1], s.Label(i)) {
				t.Fatalf("point %d of class %d lies at %v", i, s.Label(i), x)
			}
		}
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-14 }
	rng := rand.New(rand.NewPCG(3, 0))
	each(Spiral(rng, n, 3, 0), func(x1, x2 float64, class int) bool {
		r := math.Hypot(x1, x2)
		θ := 2 * math.Pi * (float64(class)/3 + 1.75*r)
		return r < 1 && near(x1, r*math.Cos(θ)) && near(x2, r*math.Sin(θ))
	})
	each(Moons(rng, n, 0), func(x1, x2 float64, class int) bool {
		if class == 0 {
			return near(math.Hypot(x1, x2), 1) && x2 >= 0
		}
		return near(math.Hypot(1-x1, 0.5-x2), 1) && x2 <= 0.5
	})
	each(Circles(rng, n, 0), func(x1, x2 float64, class int) bool {
		return near(math.Hypot(x1, x2), 1/float64(1+class))
	})
	each(Blobs(rng, n, 4, 0), func(x1, x2 float64, class int) bool {
		centre := [][2]float64{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}[class]
		return x1 == centre[0] && x2 == centre[1]
	})
	squares := make(map[[2]float64]int)
	each(Checkerboard(rng, n, 0), func(x1, x2 float64, class int) bool {
		column, row := math.Floor(2*(x1+1)), math.Floor(2*(x2+1))
		squares[[2]float64{row, column}]++
		return max(math.Abs(x1), math.Abs(x2)) <= 1 && int(row+column)%2 == class
	})
	if len(squares) != 16 {
		t.Errorf("points fall on %d squares, want 16", len(squares))
	}
	sine := NoisySine(rng, n, 0)
	for i := range n {
		if x, y := sine.X.At(i, 0), sine.Y.At(i, 0); x < 0 || x >= 1 || !near(y, math.Sin(2*math.Pi*x)) {
			t.Fatalf("point %d is (%v, %v)", i, x, y)
		}
	}
	if sine.Classes != nil {
		t.Errorf("a set for regression has classes %q", sine.Classes)
	}
}

// Noise is the standard deviation from where the point would be.
func TestSyntheticNoise(t *testing.T) {
	const n, noise = 40_000, 0.3
	s := Blobs(rand.New(rand.NewPCG(5, 0)), n, 2, noise)
	sum := 0.0
	for i := range n {
		x := s.X.RawRowView(i)
		centre := 1 - 2*float64(i%2)
		sum += (x[0]-centre)*(x[0]-centre) + x[1]*x[1]
	}
	// The mean of 2n squares has relative standard error √(2/2n) = 0.5 %, the root half of it.
	if sd := math.Sqrt(sum / (2 * n)); math.Abs(sd-noise) > 0.01*noise {
		t.Errorf("standard deviation is %v, want %v", sd, noise)
	}
	sine := NoisySine(rand.New(rand.NewPCG(5, 0)), n, noise)
	sum = 0
	for i := range n {
		d := sine.Y.At(i, 0) - math.Sin(2*math.Pi*sine.X.At(i, 0))
		sum += d * d
	}
	if sd := math.Sqrt(sum / n); math.Abs(sd-noise) > 0.015*noise {
		t.Errorf("standard deviation of the sine is %v, want %v", sd, noise)
	}
}

func TestSyntheticMisuse(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	mustPanic(t, "Moons with 1 points; it needs at least 2", func() { Moons(rng, 1, 0) })
	mustPanic(t, "Circles with noise -1", func() { Circles(rng, 10, -1) })
	mustPanic(t, "noise NaN", func() { Checkerboard(rng, 10, math.NaN()) })
	mustPanic(t, "noise +Inf", func() { NoisySine(rng, 10, math.Inf(1)) })
	mustPanic(t, "NoisySine with 0 points", func() { NoisySine(rng, 0, 0) })
	mustPanic(t, "Spiral with 1 classes; it has 2 to 26", func() { Spiral(rng, 10, 1, 0) })
	mustPanic(t, "Blobs with 27 classes", func() { Blobs(rng, 100, 27, 0) })
	mustPanic(t, "Blobs with 4 points; it needs at least 5", func() { Blobs(rng, 4, 5, 0) })
	mustPanic(t, "needs a generator", func() { Moons(nil, 10, 0) })
}
