package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"dlmath/nnlib/dataset"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

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

// The examples in scikit-learn's documentation of confusion_matrix, precision_score,
// recall_score and f1_score.
func TestConfusionScikitLearn(t *testing.T) {
	m := Confusion([]int{0, 0, 2, 2, 0, 2}, []int{2, 0, 2, 2, 0, 1}, nil)
	for truth, row := range [][]int{{2, 0, 0}, {0, 0, 1}, {1, 0, 2}} {
		for predicted, want := range row {
			if got := m.Count(truth, predicted); got != want {
				t.Errorf("Count(%d, %d) is %d, want %d", truth, predicted, got, want)
			}
		}
	}
	m = Confusion([]int{0, 2, 1, 0, 0, 1}, []int{0, 1, 2, 0, 1, 2}, nil)
	for c, want := range [][3]float64{{2.0 / 3, 1, 0.8}, {0, 0, 0}, {0, 0, 0}} {
		if got := [3]float64{m.Precision(c), m.Recall(c), m.F1(c)}; !near(got[0], want[0]) || !near(got[1], want[1]) || !near(got[2], want[2]) {
			t.Errorf("precision, recall and F1 of class %d are %v, want %v", c, got, want)
		}
	}
	if p, r, f := m.Macro(m.Precision), m.Macro(m.Recall), m.Macro(m.F1); !near(p, 2.0/9) || !near(r, 1.0/3) || !near(f, 0.8/3) {
		t.Errorf("macro precision, recall and F1 are %v, %v, %v; want 0.222…, 0.333…, 0.266…", p, r, f)
	}
	if a := m.Accuracy(); !near(a, 1.0/3) {
		t.Errorf("accuracy is %v, want ⅓", a)
	}
}

// 0/0 is 0.
func TestConfusionEmptyClasses(t *testing.T) {
	m := Confusion([]int{0, 0, 0}, []int{0, 0, 1}, []string{"a", "b", "c"})
	if m.Precision(1) != 0 || m.F1(1) != 0 {
		t.Errorf("a class never predicted has precision %v and F1 %v, want 0", m.Precision(1), m.F1(1))
	}
	if m.Precision(2) != 0 || m.Recall(2) != 0 || m.F1(2) != 0 {
		t.Errorf("a class that does not occur has %v, %v, %v, want 0", m.Precision(2), m.Recall(2), m.F1(2))
	}
	if got := m.Macro(m.Recall); !near(got, 1.0/3) {
		t.Errorf("macro recall is %v, want ⅓", got)
	}
}

func TestConfusionProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		classes := rapid.IntRange(1, 5).Draw(t, "classes")
		n := rapid.IntRange(1, 60).Draw(t, "n")
		label := rapid.IntRange(0, classes-1)
		truth := rapid.SliceOfN(label, n, n).Draw(t, "truth")
		predicted := rapid.SliceOfN(label, n, n).Draw(t, "predicted")
		m := Confusion(predicted, truth, make([]string, classes))
		back := Confusion(truth, predicted, make([]string, classes))

		sum, right := 0, 0
		for i := range n {
			if truth[i] == predicted[i] {
				right++
			}
		}
		for c := range classes {
			for d := range classes {
				sum += m.Count(c, d)
				if m.Count(c, d) != back.Count(d, c) {
					t.Fatalf("Count(%d, %d) is %d, with the arguments exchanged %d", c, d, m.Count(c, d), back.Count(d, c))
				}
			}
			p, r, f := m.Precision(c), m.Recall(c), m.F1(c)
			if p != back.Recall(c) || f != back.F1(c) {
				t.Fatalf("class %d: precision is not the recall of the exchanged, or F1 not the same", c)
			}
			if p+r > 0 && !near(f, 2*p*r/(p+r)) || p+r == 0 && f != 0 {
				t.Fatalf("class %d: F1 is %v with precision %v and recall %v", c, f, p, r)
			}
		}
		if sum != n {
			t.Fatalf("%d points are counted, want %d", sum, n)
		}
		if !near(m.Accuracy(), float64(right)/float64(n)) {
			t.Fatalf("accuracy is %v with %d of %d right", m.Accuracy(), right, n)
		}
	})
}

func TestConfusionOf(t *testing.T) {
	points := dataset.Drilling()
	m := ConfusionOf(points, points.Labels())
	if m.Accuracy() != 1 || m.Classes() != 2 || m.Count(0, 0) != 5 || m.Count(1, 1) != 5 {
		t.Errorf("the truth as prediction gives\n%v", m)
	}
	// A single column of 0 and 1, without names.
	single := dataset.New(mat.NewDense(3, 1, nil), mat.NewDense(3, 1, []float64{0, 1, 1}))
	if m := ConfusionOf(single, []int{0, 1, 0}); m.Classes() != 2 || !near(m.Recall(1), 0.5) {
		t.Errorf("a single column gives\n%v", m)
	}
}

func TestConfusionString(t *testing.T) {
	m := Confusion([]int{0, 1, 1, 1}, []int{0, 0, 1, 1}, []string{"Öl", "dry\thole"})
	want := "" +
		"  true \\ predicted  Öl  dry hole  precision  recall     F1\n" +
		"                Öl   1         1      1.000   0.500  0.667\n" +
		"          dry hole   0         2      0.667   1.000  0.800\n" +
		"              mean                    0.833   0.750  0.733\n" +
		"accuracy 0.750\n"
	if got := m.String(); got != want {
		t.Errorf("table is\n%s\nwant\n%s", got, want)
	}
}

func TestConfusionMisuse(t *testing.T) {
	two := []string{"A", "B"}
	mustPanic(t, "2 predicted labels and 1 true ones", func() { Confusion([]int{0, 1}, []int{0}, two) })
	mustPanic(t, "of no points", func() { Confusion(nil, nil, two) })
	mustPanic(t, "point 1 is predicted as class -1; with 2 classes a class is 0 … 1", func() { Confusion([]int{0, -1}, []int{0, 1}, two) })
	mustPanic(t, "point 0 is truly of class 2", func() { Confusion([]int{0}, []int{2}, two) })
	mustPanic(t, "predicted as class -1", func() { Confusion([]int{-1}, []int{-2}, nil) })
	mustPanic(t, "10 predicted labels and 11", func() { ConfusionOf(dataset.Drilling11(), make([]int, 10)) })
	m := Confusion([]int{0}, []int{1}, two)
	mustPanic(t, "Precision of class 2", func() { m.Precision(2) })
	mustPanic(t, "Recall of class 2", func() { m.Recall(2) })
	mustPanic(t, "F1 of class -1", func() { m.F1(-1) })
	mustPanic(t, "Count of class 2", func() { m.Count(2, 0) })
	mustPanic(t, "Count of class 3", func() { m.Count(0, 3) })
}

// A guess by chance is right as often as chance is.
func TestConfusionByChance(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	points := dataset.Blobs(rng, 20_000, 4, 0.1)
	guess := make([]int, points.Len())
	for i := range guess {
		guess[i] = rng.IntN(4)
	}
	m := ConfusionOf(points, guess)
	for name, got := range map[string]float64{"accuracy": m.Accuracy(), "F1": m.Macro(m.F1)} {
		if math.Abs(got-0.25) > 0.0125 { // four standard errors
			t.Errorf("%s of a guess is %v, want about ¼", name, got)
		}
	}
}
