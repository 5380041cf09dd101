package dataset

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Set is N points with their targets.
type Set struct {
	X *mat.Dense // N×n₁: row i is the i-th input xᵀ
	Y *mat.Dense // N×n_L: row i is its target y(x)ᵀ

	// Classes names the categories, one for each column of Y, or two where Y has a
	// single column that says whether a point is of the second.
	// It is nil when Y holds numbers to predict (regression).
	Classes []string
}

// New returns a set of the points in x with the targets in y, sharing their memory.
// It panics when the numbers of rows differ.
func New(x, y *mat.Dense) *Set {
	nx, _ := x.Dims()
	ny, _ := y.Dims()
	if nx != ny {
		panic(fmt.Sprintf("dataset: X has %d rows and Y has %d; a set needs a target for each point", nx, ny))
	}
	return &Set{X: x, Y: y}
}

// Labelled returns a set for classification: point i belongs to classes[labels[i]],
// and its target is that unit vector (eq. 5).
// It panics when there is no point, when the lengths differ, or when a label lies
// outside 0 … len(classes)−1.
func Labelled(x *mat.Dense, labels []int, classes []string) *Set {
	if len(labels) == 0 || len(classes) == 0 {
		panic(fmt.Sprintf("dataset: %d labels of %d classes; a set needs at least one point and one class", len(labels), len(classes)))
	}
	y := mat.NewDense(len(labels), len(classes), nil)
	for i, c := range labels {
		if c < 0 || c >= len(classes) {
			panic(fmt.Sprintf("dataset: point %d has label %d; with %d classes a label is 0 … %d", i, c, len(classes), len(classes)-1))
		}
		y.Set(i, c, 1)
	}
	s := New(x, y)
	s.Classes = classes
	return s
}

// Len returns N, the number of points.
func (s *Set) Len() int {
	n, _ := s.X.Dims()
	return n
}

// Label returns the category of point i: the column of the largest component of
// its target, the first of them at a tie. Where the target is a single number, and not
// that of a single class, the category is 1 when it is above ½, else 0, as a network
// with one output has it.
func (s *Set) Label(i int) int {
	y := s.Y.RawRowView(i)
	if len(y) == 1 && len(s.Classes) != 1 {
		if y[0] > 0.5 {
			return 1
		}
		return 0
	}
	label := 0
	for c, v := range y {
		if v > y[label] {
			label = c
		}
	}
	return label
}

// Labels returns the category of every point, as [Set.Label] has it.
func (s *Set) Labels() []int {
	labels := make([]int, s.Len())
	for i := range labels {
		labels[i] = s.Label(i)
	}
	return labels
}

// Subset returns a copy of the points at the given rows, in that order. A row may
// come more than once. It panics when there is none, or one outside 0 … N−1.
func (s *Set) Subset(rows []int) *Set {
	if len(rows) == 0 {
		panic("dataset: a subset of no rows; a set needs at least one point")
	}
	_, inputs := s.X.Dims()
	_, outputs := s.Y.Dims()
	x := mat.NewDense(len(rows), inputs, nil)
	y := mat.NewDense(len(rows), outputs, nil)
	for k, i := range rows {
		if i < 0 || i >= s.Len() {
			panic(fmt.Sprintf("dataset: a subset with row %d; with %d points a row is 0 … %d", i, s.Len(), s.Len()-1))
		}
		x.SetRow(k, s.X.RawRowView(i))
		y.SetRow(k, s.Y.RawRowView(i))
	}
	return &Set{X: x, Y: y, Classes: s.Classes}
}

// With returns a set with one more point, which belongs to the category with this number.
// The set itself stays as it is. It panics when the set is not for classification, when x
// has not as many components as the inputs, or when there is no such category.
func (s *Set) With(x []float64, category int) *Set {
	n, inputs := s.X.Dims()
	if len(x) != inputs {
		panic(fmt.Sprintf("dataset: a point of a set with %d inputs was given %d numbers", inputs, len(x)))
	}
	if category < 0 || category >= len(s.Classes) {
		panic(fmt.Sprintf("dataset: a point was given category %d; there are %d, counted from 0", category, len(s.Classes)))
	}
	_, outputs := s.Y.Dims()
	more := &Set{X: mat.NewDense(n+1, inputs, nil), Y: mat.NewDense(n+1, outputs, nil), Classes: s.Classes}
	more.X.Copy(s.X)
	more.X.SetRow(n, x)
	more.Y.Copy(s.Y)
	if outputs == len(s.Classes) {
		more.Y.Set(n, category, 1)
	} else { // a single number says whether a point is of the second
		more.Y.Set(n, 0, float64(category))
	}
	return more
}
