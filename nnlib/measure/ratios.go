package measure

// Accuracy returns the share of points whose class was predicted, in [0,1].
func (m *ConfusionMatrix) Accuracy() float64 {
	right, all := 0, 0
	for c := range m.counts {
		right += m.counts[c][c]
		all += m.support(c)
	}
	return ratio(right, all)
}

// Precision returns the share of true ones among the points predicted as of a class,
//
//	TP/(TP + FP),
//
// and 0 when there is no such point. It panics when class is not that of a class.
func (m *ConfusionMatrix) Precision(class int) float64 {
	m.check("Precision of", class)
	return ratio(m.counts[class][class], m.taken(class))
}

// Recall returns the share of the points of a class that were predicted as such,
//
//	TP/(TP + FN),
//
// and 0 when there is no such point. It panics when class is not that of a class.
func (m *ConfusionMatrix) Recall(class int) float64 {
	m.check("Recall of", class)
	return ratio(m.counts[class][class], m.support(class))
}

// F1 returns the harmonic mean of precision and recall of a class,
//
//	2 TP/(2 TP + FP + FN),
//
// and 0 when the class is neither true nor predicted anywhere. It panics when class
// is not that of a class.
func (m *ConfusionMatrix) F1(class int) float64 {
	m.check("F1 of", class)
	return ratio(2*m.counts[class][class], m.support(class)+m.taken(class))
}

// Macro returns the plain mean of a ratio over all classes, as in m.Macro(m.F1). A
// class counts as much as any other however few its points, and also when it does
// not occur.
func (m *ConfusionMatrix) Macro(of func(class int) float64) float64 {
	sum := 0.0
	for c := range m.classes {
		sum += of(c)
	}
	return sum / float64(len(m.classes))
}

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
