package dataset

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Shares says how [Set.Split] deals the points: what share of them, 0 to below 1,
// goes to validation and to test. The rest trains.
type Shares struct {
	Validation, Test float64

	// Stratified gives each class the same share of every part as it has of the
	// whole, as nearly as whole points allow.
	Stratified bool
}

// Split deals the points at random to a training, a validation and a test set. They
// are copies, and points keep their order within each. N points give
// round(N·Validation) and round(N·Test); a part whose share is 0 is nil.
//
// It panics when a share is not in [0,1), when a part with a share, or training,
// would have no point, and when a set without classes is to be stratified.
func (s *Set) Split(rng *rand.Rand, shares Shares) (train, validation, test *Set) {
	if rng == nil {
		panic("dataset: Split needs a generator, such as rand.New(rand.NewPCG(1, 0))")
	}
	n := s.Len()
	toValidation := part("validation", shares.Validation, n)
	toTest := part("test", shares.Test, n)
	if toValidation+toTest >= n {
		panic(fmt.Sprintf("dataset: Split of %d points gives %d to validation and %d to test; none is left to train", n, toValidation, toTest))
	}
	order := rng.Perm(n)
	if shares.Stratified {
		order = s.interleave(order)
	}
	take := func(count int) *Set {
		if count == 0 {
			return nil
		}
		rows := order[:count]
		order = order[count:]
		slices.Sort(rows)
		return s.Subset(rows)
	}
	validation, test = take(toValidation), take(toTest)
	return take(len(order)), validation, test
}

// part returns how many of n points a share is.
func part(name string, share float64, n int) int {
	if !(share >= 0 && share < 1) {
		panic(fmt.Sprintf("dataset: Split with a %s share of %v; a share is at least 0 and below 1", name, share))
	}
	count := int(math.Round(share * float64(n)))
	if share > 0 && count == 0 {
		panic(fmt.Sprintf("dataset: a %s share of %v of %d points is no point; set it to 0, or to at least %.3g", name, share, n, 1/float64(n)))
	}
	return count
}

// interleave sorts rows so that every stretch of them has the classes in about their
// shares of the whole: the k-th of the m points of a class goes to (k + ½)/m of the
// way. Within a class the order stays.
func (s *Set) interleave(rows []int) []int {
	if s.Classes == nil {
		panic("dataset: a stratified split of a set without classes; leave Stratified false, or make the set with Labelled")
	}
	labels := s.Labels()
	size := make([]int, len(s.Classes))
	for _, c := range labels {
		size[c]++
	}
	seen := make([]int, len(size))
	way := make([]float64, len(rows))
	for _, i := range rows {
		c := labels[i]
		way[i] = (float64(seen[c]) + 0.5) / float64(size[c])
		seen[c]++
	}
	slices.SortStableFunc(rows, func(i, j int) int {
		return cmp.Or(cmp.Compare(way[i], way[j]), cmp.Compare(labels[i], labels[j]))
	})
	return rows
}
