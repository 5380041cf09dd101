package nnlib_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/lsq"

	"gonum.org/v1/gonum/mathext/prng"
)

// scipyStart is the start that scipy_starts.py makes from a seed, but for last bits.
func scipyStart(seed uint64) []float64 {
	mt := prng.NewMT19937()
	mt.Seed(seed)
	uniform := func() float64 {
		return (float64(mt.Uint32()>>5)*(1<<26) + float64(mt.Uint32()>>6)) / (1 << 53)
	}
	p := make([]float64, 23)
	for i := range p {
		u, v := uniform(), uniform()
		p[i] = 0.5 * math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*v)
	}
	return p
}

// allRight says whether the network puts every point into its category.
func allRight(net *nnlib.Network, points *dataset.Set) bool {
	for i, label := range net.ClassifyBatch(points.X) {
		if label != points.Label(i) {
			return false
		}
	}
	return true
}

// From the same 200 starts lsq classifies every point at least as often as SciPy's
// least_squares, whose counts are in scipy.json.
func TestSuccessAgainstSciPy(t *testing.T) {
	var scipy struct {
		SciPy     string
		Starts    int
		Successes map[string]map[string]int
	}
	raw, err := os.ReadFile("testdata/scipy.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &scipy); err != nil {
		t.Fatal(err)
	}
	t.Logf("%-14s %6s %6s %6s", "residuals", "points", "lsq", "SciPy")
	for _, kind := range []nnlib.ResidualKind{nnlib.ByPoint, nnlib.ByComponent} {
		for _, points := range []*dataset.Set{dataset.Drilling(), dataset.Drilling11()} {
			right := 0
			for seed := 1; seed <= scipy.Starts; seed++ {
				net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
				net.SetParams(scipyStart(uint64(seed)))
				obj := nnlib.NewObjective(net, nnlib.Quadratic, points)
				if _, err := lsq.Solve(obj.Residuals(kind), net.Params(), nil); err != nil {
					t.Fatalf("%v, %d points, start %d: %v", kind, points.Len(), seed, err)
				}
				if allRight(net, points) {
					right++
				}
			}
			theirs := scipy.Successes[kind.String()][strconv.Itoa(points.Len())]
			t.Logf("%-14v %6d %6d %6d", kind, points.Len(), right, theirs)
			if right < theirs {
				t.Errorf("%v, %d points: %d of %d starts succeed, SciPy %s does %d", kind, points.Len(), right, scipy.Starts, scipy.SciPy, theirs)
			}
		}
	}
}

// Starts far out, where every sigmoid is 0 or 1, neither fail nor leave NaN behind.
func TestHugeStartsStayFinite(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 50 {
		net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
		net.Init(rng, nnlib.Normal(500))
		obj := nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())
		before := obj.Cost(nil)
		if _, err := lsq.Solve(obj.Residuals(nnlib.ByPoint), net.Params(), nil); err != nil {
			t.Fatal(err)
		}
		if after := obj.Cost(nil); !(after <= before) || slices.ContainsFunc(net.Params(), math.IsNaN) {
			t.Errorf("the cost went from %g to %g", before, after)
		}
	}
}
