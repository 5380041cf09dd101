package measure

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The example in scikit-learn's documentation of roc_curve and roc_auc_score.
func TestROCScikitLearn(t *testing.T) {
	scores, positive := []float64{0.1, 0.4, 0.35, 0.8}, []bool{false, false, true, true}
	tpr, fpr, threshold := ROC(scores, positive)
	if !slices.Equal(tpr, []float64{0, 0.5, 0.5, 1, 1}) || !slices.Equal(fpr, []float64{0, 0, 0.5, 0.5, 1}) {
		t.Errorf("the curve is tpr %v, fpr %v", tpr, fpr)
	}
	if !slices.Equal(threshold, []float64{math.Inf(1), 0.8, 0.4, 0.35, 0.1}) {
		t.Errorf("thresholds are %v", threshold)
	}
	if got := AUC(scores, positive); got != 0.75 {
		t.Errorf("area is %v, want 0.75", got)
	}
	if !slices.Equal(scores, []float64{0.1, 0.4, 0.35, 0.8}) || !slices.Equal(positive, []bool{false, false, true, true}) {
		t.Error("the arguments were changed")
	}
}

// The area is the share of pairs in order, a tie counting ½ (Mann and Whitney).
func TestAUCCountsPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		scores := rapid.SliceOfN(rapid.Map(rapid.IntRange(-5, 5), func(k int) float64 { return float64(k) / 4 }), n, n).Draw(t, "scores")
		positive := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "positive")
		positive[0], positive[1] = true, false
		pairs, inOrder := 0.0, 0.0
		for i := range n {
			for j := range n {
				if !positive[i] || positive[j] {
					continue
				}
				pairs++
				switch {
				case scores[i] > scores[j]:
					inOrder++
				case scores[i] == scores[j]:
					inOrder += 0.5
				}
			}
		}
		if got := AUC(scores, positive); !near(got, inOrder/pairs) {
			t.Fatalf("area is %v, want %v", got, inOrder/pairs)
		}
		tpr, fpr, threshold := ROC(scores, positive)
		for k, at := range threshold {
			counts := map[bool]float64{}
			above := map[bool]float64{}
			for i := range n {
				counts[positive[i]]++
				if scores[i] >= at {
					above[positive[i]]++
				}
			}
			if !near(tpr[k], above[true]/counts[true]) || !near(fpr[k], above[false]/counts[false]) {
				t.Fatalf("rates at %v are %v and %v", at, tpr[k], fpr[k])
			}
		}
	})
}

func TestAUCOfOneKind(t *testing.T) {
	for _, kind := range []bool{false, true} {
		if got := AUC([]float64{1, 2}, []bool{kind, kind}); !math.IsNaN(got) {
			t.Errorf("area with all points %v is %v, want NaN", kind, got)
		}
	}
}

func TestROCMisuse(t *testing.T) {
	mustPanic(t, "2 scores and 1 truths", func() { ROC([]float64{1, 2}, []bool{true}) })
	mustPanic(t, "of no points", func() { AUC(nil, nil) })
	mustPanic(t, "score 1 is NaN", func() { AUC([]float64{1, math.NaN()}, []bool{true, false}) })
	mustPanic(t, "score 0 is +Inf", func() { ROC([]float64{math.Inf(1), 1}, []bool{true, false}) })
}
