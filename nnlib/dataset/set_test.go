package dataset

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// hash is of all bits of a set, and of its shape.
func hash(s *Set) string {
	h := sha256.New()
	for _, m := range []*mat.Dense{s.X, s.Y} {
		r, c := m.Dims()
		binary.Write(h, binary.LittleEndian, []int64{int64(r), int64(c)})
		for i := range r {
			binary.Write(h, binary.LittleEndian, m.RawRowView(i))
		}
	}
	fmt.Fprintf(h, "%q", s.Classes)
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

// mustPanic asks for a panic whose sentence contains want.
func mustPanic(t *testing.T, want string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if got := fmt.Sprint(recover()); !strings.Contains(got, want) {
			t.Errorf("panic says %q, want %q in it", got, want)
		}
	}()
	f()
}

// The points as the paper's program netbp.m lists them.
func TestDrilling(t *testing.T) {
	x1 := []float64{0.1, 0.3, 0.1, 0.6, 0.4, 0.6, 0.5, 0.9, 0.4, 0.7}
	x2 := []float64{0.1, 0.4, 0.5, 0.9, 0.2, 0.3, 0.6, 0.2, 0.4, 0.6}
	s := Drilling()
	if got := mat.Col(nil, 0, s.X); !slices.Equal(got, x1) {
		t.Errorf("x₁ is %v", got)
	}
	if got := mat.Col(nil, 1, s.X); !slices.Equal(got, x2) {
		t.Errorf("x₂ is %v", got)
	}
	if got, want := s.Labels(), []int{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("labels are %v, want %v", got, want)
	}
	more := Drilling11()
	if !mat.Equal(more.X.Slice(0, 10, 0, 2), s.X) || !mat.Equal(more.Y.Slice(0, 10, 0, 2), s.Y) {
		t.Error("the first ten points of Drilling11 are not those of Drilling")
	}
	if x := more.X.RawRowView(10); more.Len() != 11 || x[0] != 0.3 || x[1] != 0.7 || more.Label(10) != 1 {
		t.Errorf("the eleventh of %d points is %v, class %d", more.Len(), x, more.Label(10))
	}
}

func TestLabel(t *testing.T) {
	s := New(mat.NewDense(3, 1, nil), mat.NewDense(3, 3, []float64{
		0, 0, 1,
		0.5, 0.5, 0,
		-3, -1, -2,
	}))
	if got, want := s.Labels(), []int{2, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("labels are %v, want %v", got, want)
	}
	s = New(mat.NewDense(4, 1, nil), mat.NewDense(4, 1, []float64{0, 1, 0.5, 0.6}))
	if got, want := s.Labels(), []int{0, 1, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("labels of single numbers are %v, want %v", got, want)
	}
	s.Classes = []string{"dry", "oil"}
	if got, want := s.Labels(), []int{0, 1, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("labels of two classes in one column are %v, want %v", got, want)
	}
	s = Labelled(mat.NewDense(2, 1, nil), []int{0, 0}, []string{"only"})
	if got, want := s.Labels(), []int{0, 0}; !slices.Equal(got, want) {
		t.Errorf("labels of a single class are %v, want %v", got, want)
	}
}

func TestSubset(t *testing.T) {
	s := Drilling()
	sub := s.Subset([]int{9, 0, 9})
	if !mat.Equal(sub.X, mat.NewDense(3, 2, []float64{0.7, 0.6, 0.1, 0.1, 0.7, 0.6})) {
		t.Errorf("X is %v", mat.Formatted(sub.X))
	}
	if got := sub.Labels(); !slices.Equal(got, []int{1, 0, 1}) || !slices.Equal(sub.Classes, s.Classes) {
		t.Errorf("labels are %v of %v", got, sub.Classes)
	}
	sub.X.Set(0, 0, 99)
	if s.X.At(9, 0) != 0.7 {
		t.Error("a subset shares memory with its set")
	}
}

func TestSetMisuse(t *testing.T) {
	two := mat.NewDense(2, 1, nil)
	mustPanic(t, "X has 2 rows and Y has 3", func() { New(two, mat.NewDense(3, 1, nil)) })
	mustPanic(t, "point 1 has label 2; with 2 classes a label is 0 … 1", func() { Labelled(two, []int{0, 2}, []string{"A", "B"}) })
	mustPanic(t, "point 0 has label -1", func() { Labelled(two, []int{-1, 0}, []string{"A", "B"}) })
	mustPanic(t, "X has 2 rows and Y has 1", func() { Labelled(two, []int{0}, []string{"A", "B"}) })
	mustPanic(t, "at least one point", func() { Labelled(two, nil, []string{"A", "B"}) })
	mustPanic(t, "row 10; with 10 points a row is 0 … 9", func() { Drilling().Subset([]int{0, 10}) })
	mustPanic(t, "row -1", func() { Drilling().Subset([]int{-1}) })
	mustPanic(t, "no rows", func() { Drilling().Subset(nil) })
}

func TestWith(t *testing.T) {
	ten := Drilling()
	eleven := ten.With([]float64{0.3, 0.6}, 1)
	if ten.Len() != 10 || eleven.Len() != 11 || eleven.Label(10) != 1 || eleven.Label(9) != ten.Label(9) ||
		eleven.X.At(10, 0) != 0.3 || eleven.X.At(10, 1) != 0.6 || eleven.X.At(0, 1) != ten.X.At(0, 1) {
		t.Errorf("ten points and one more are %v, %v", mat.Formatted(eleven.X), mat.Formatted(eleven.Y))
	}
	single := New(mat.NewDense(1, 1, []float64{2}), mat.NewDense(1, 1, []float64{0}))
	single.Classes = []string{"no", "yes"}
	if more := single.With([]float64{3}, 1).With([]float64{4}, 0); more.Label(1) != 1 || more.Label(2) != 0 {
		t.Errorf("with a single output the targets are %v", more.Y.RawMatrix().Data)
	}
	for _, c := range []struct {
		add  func()
		want string
	}{
		{func() { ten.With([]float64{1}, 0) }, "dataset: a point of a set with 2 inputs was given 1 numbers"},
		{func() { ten.With([]float64{1, 2}, 2) }, "dataset: a point was given category 2; there are 2, counted from 0"},
	} {
		func() {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("panics with %v, want %q", got, c.want)
				}
			}()
			c.add()
		}()
	}
}
