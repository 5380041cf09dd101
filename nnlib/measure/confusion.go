package measure

import (
	"fmt"
	"slices"
	"strconv"

	"dlmath/nnlib/dataset"
)

// ConfusionMatrix counts, for N points, which class was predicted where which was
// true. Classes are numbered from 0. Make it with [Confusion] or [ConfusionOf].
type ConfusionMatrix struct {
	classes []string
	counts  [][]int // of true class, then of predicted class
}

// Confusion counts the predicted labels against the true ones. The classes give their
// names, and with them their number; nil means 0 … the largest label.
//
// It panics when there are no points, when the lengths differ, or when a label is
// not that of a class.
func Confusion(predicted, truth []int, classes []string) *ConfusionMatrix {
	if len(predicted) != len(truth) {
		panic(fmt.Sprintf("measure: %d predicted labels and %d true ones; each point needs both", len(predicted), len(truth)))
	}
	if len(truth) == 0 {
		panic("measure: a confusion matrix of no points")
	}
	if classes == nil {
		for c := range max(0, slices.Max(predicted), slices.Max(truth)) + 1 {
			classes = append(classes, strconv.Itoa(c))
		}
	}
	m := &ConfusionMatrix{classes: slices.Clone(classes), counts: make([][]int, len(classes))}
	for c := range m.counts {
		m.counts[c] = make([]int, len(classes))
	}
	for i := range truth {
		m.check(fmt.Sprintf("point %d is predicted as", i), predicted[i])
		m.check(fmt.Sprintf("point %d is truly of", i), truth[i])
		m.counts[truth[i]][predicted[i]]++
	}
	return m
}

// ConfusionOf counts the labels predicted for the points of a set, in their order,
// against those of the set, as in
//
//	fmt.Println(measure.ConfusionOf(points, net.ClassifyBatch(points.X)))
//
// It panics as [Confusion] does.
func ConfusionOf(s *dataset.Set, predicted []int) *ConfusionMatrix {
	return Confusion(predicted, s.Labels(), s.Classes)
}

// Classes returns the number of classes.
func (m *ConfusionMatrix) Classes() int { return len(m.classes) }

// Count returns how many points of the true class were predicted as predicted.
// It panics when one of them is not the number of a class.
func (m *ConfusionMatrix) Count(truth, predicted int) int {
	m.check("Count of", truth)
	m.check("Count of", predicted)
	return m.counts[truth][predicted]
}

func (m *ConfusionMatrix) check(what string, class int) {
	if class < 0 || class >= len(m.classes) {
		panic(fmt.Sprintf("measure: %s class %d; with %d classes a class is 0 … %d", what, class, len(m.classes), len(m.classes)-1))
	}
}

// support returns how many points are truly of a class.
func (m *ConfusionMatrix) support(class int) int {
	n := 0
	for _, count := range m.counts[class] {
		n += count
	}
	return n
}

// taken returns how many points were predicted as of a class.
func (m *ConfusionMatrix) taken(class int) int {
	n := 0
	for _, row := range m.counts {
		n += row[class]
	}
	return n
}
