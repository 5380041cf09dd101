package measure

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// ROC returns the receiver operating characteristic of a score: the share of
// positive points (tpr) and of the others (fpr) whose score is at least threshold,
// for each threshold from +Inf down through all scores. So the curve goes from (0,0)
// to (1,1). The rate of a kind of which there is no point is NaN.
//
// It is gonum's stat.ROC, for points in any order. It panics when there are no
// points, when the lengths differ, and when a score is NaN or +Inf.
func ROC(scores []float64, positive []bool) (tpr, fpr, threshold []float64) {
	if len(scores) != len(positive) {
		panic(fmt.Sprintf("measure: %d scores and %d truths; each point needs both", len(scores), len(positive)))
	}
	if len(scores) == 0 {
		panic("measure: the ROC curve of no points")
	}
	for i, v := range scores {
		if math.IsNaN(v) || math.IsInf(v, 1) {
			panic(fmt.Sprintf("measure: score %d is %v; scores have an order, and +Inf is the first threshold", i, v))
		}
	}
	y, classes := slices.Clone(scores), slices.Clone(positive)
	stat.SortWeightedLabeled(y, classes, nil)
	return stat.ROC(nil, y, classes, nil)
}

// AUC returns the area under the curve of [ROC], by trapezoids: the chance that a
// positive point has a higher score than another one, where a tie counts ½. It is
// NaN when all points are of one kind. It panics as ROC does.
func AUC(scores []float64, positive []bool) float64 {
	tpr, fpr, _ := ROC(scores, positive)
	area := 0.0
	for i := 1; i < len(tpr); i++ {
		area = math.FMA(fpr[i]-fpr[i-1], (tpr[i]+tpr[i-1])/2, area)
	}
	return area
}
