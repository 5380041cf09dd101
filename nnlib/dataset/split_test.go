package dataset

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// numbered is a set whose point i has the input i.
func numbered(labels []int, classes []string) *Set {
	x := mat.NewDense(len(labels), 1, nil)
	for i := range labels {
		x.Set(i, 0, float64(i))
	}
	return Labelled(x, labels, classes)
}

func inputs(s *Set) []int {
	if s == nil {
		return nil
	}
	rows := make([]int, s.Len())
	for i := range rows {
		rows[i] = int(s.X.At(i, 0))
	}
	return rows
}

func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		classes := []string{"A", "B", "C"}
		labels := rapid.SliceOfN(rapid.IntRange(0, 2), 4, 80).Draw(t, "labels")
		n := len(labels)
		share := func(name string) float64 {
			return float64(rapid.IntRange(0, (n-1)/2).Draw(t, name)) / float64(n)
		}
		shares := Shares{share("validation"), share("test"), rapid.Bool().Draw(t, "stratified")}
		seed := rapid.Uint64().Draw(t, "seed")
		s := numbered(labels, classes)
		train, validation, test := s.Split(rand.New(rand.NewPCG(seed, 0)), shares)

		var all []int
		for k, part := range []*Set{train, validation, test} {
			rows := inputs(part)
			want := []float64{1 - shares.Validation - shares.Test, shares.Validation, shares.Test}[k]
			if math.Abs(float64(len(rows))-want*float64(n)) > 1e-9 {
				t.Fatalf("part %d has %d points, want %v of %d", k, len(rows), want, n)
			}
			if !slices.IsSorted(rows) {
				t.Fatalf("part %d is out of order: %v", k, rows)
			}
			count := make([]int, 3)
			for i, row := range rows {
				if part.Label(i) != labels[row] {
					t.Fatalf("part %d: point %d lost its label", k, row)
				}
				count[labels[row]]++
			}
			if shares.Stratified {
				for c := range classes {
					size := 0
					for _, label := range labels {
						if label == c {
							size++
						}
					}
					of := float64(size) / float64(n)
					if off := math.Abs(float64(count[c]) - of*float64(len(rows))); off > 1+3*of {
						t.Fatalf("part %d has %d of class %d, %.2f off its share", k, count[c], c, off)
					}
				}
			}
			all = append(all, rows...)
		}
		slices.Sort(all)
		if !slices.Equal(all, inputs(s)) {
			t.Fatalf("the parts together hold the points %v", all)
		}
	})
}

// Classes of the same size come out the same to one point.
func TestSplitStratifiedBalanced(t *testing.T) {
	s := Blobs(rand.New(rand.NewPCG(1, 0)), 100, 10, 0.1)
	for seed := range uint64(20) {
		_, validation, test := s.Split(rand.New(rand.NewPCG(seed, 0)), Shares{Validation: 0.25, Test: 0.1, Stratified: true})
		count := make([][2]int, 10)
		for _, c := range validation.Labels() {
			count[c][0]++
		}
		for _, c := range test.Labels() {
			count[c][1]++
		}
		for c, n := range count {
			if n[0] < 2 || n[0] > 3 || n[1] != 1 {
				t.Errorf("seed %d: class %d has %d points in validation and %d in test", seed, c, n[0], n[1])
			}
		}
	}
}

// Every point must have the same chance, stratified or not.
func TestSplitIsFair(t *testing.T) {
	s := numbered([]int{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}, []string{"A", "B"})
	for _, stratified := range []bool{false, true} {
		rng := rand.New(rand.NewPCG(2, 0))
		count := make([]int, s.Len())
		const draws = 6000
		for range draws {
			_, _, test := s.Split(rng, Shares{Test: 1.0 / 3, Stratified: stratified})
			for _, row := range inputs(test) {
				count[row]++
			}
		}
		for row, n := range count { // binomial with mean 2000 and standard deviation 36.5
			if n < 1850 || n > 2150 {
				t.Errorf("stratified %v: point %d is in the test %d times of %d, want about %d", stratified, row, n, draws, draws/3)
			}
		}
	}
}

func TestSplitGolden(t *testing.T) {
	_, _, test := numbered(make([]int, 30), []string{"A"}).Split(rand.New(rand.NewPCG(1, 0)), Shares{Test: 0.2})
	if got, want := inputs(test), []int{5, 8, 12, 14, 16, 26}; !slices.Equal(got, want) {
		t.Errorf("the test part is %v, want %v", got, want)
	}
}

func TestSplitMisuse(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	s := Drilling()
	mustPanic(t, "needs a generator", func() { s.Split(nil, Shares{Test: 0.2}) })
	mustPanic(t, "test share of 1;", func() { s.Split(rng, Shares{Test: 1}) })
	mustPanic(t, "validation share of -0.1", func() { s.Split(rng, Shares{Validation: -0.1}) })
	mustPanic(t, "share of NaN", func() { s.Split(rng, Shares{Test: math.NaN()}) })
	mustPanic(t, "0.01 of 10 points is no point; set it to 0, or to at least 0.1", func() { s.Split(rng, Shares{Test: 0.01}) })
	mustPanic(t, "gives 5 to validation and 5 to test; none is left", func() { s.Split(rng, Shares{Validation: 0.5, Test: 0.5}) })
	mustPanic(t, "without classes", func() {
		NoisySine(rng, 10, 0).Split(rng, Shares{Test: 0.2, Stratified: true})
	})
}
