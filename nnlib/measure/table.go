package measure

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// String returns the counts as a table, a row for each true class and a column for
// each predicted one, with precision, recall and F1 of each class and, last, their
// means over the classes and the accuracy.
func (m *ConfusionMatrix) String() string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "true \\ predicted\t")
	for _, name := range m.classes {
		fmt.Fprintf(w, "%s\t", cell(name))
	}
	fmt.Fprint(w, "precision\trecall\tF1\t\n")
	for c, name := range m.classes {
		fmt.Fprintf(w, "%s\t", cell(name))
		for _, count := range m.counts[c] {
			fmt.Fprintf(w, "%d\t", count)
		}
		fmt.Fprintf(w, "%.3f\t%.3f\t%.3f\t\n", m.Precision(c), m.Recall(c), m.F1(c))
	}
	fmt.Fprintf(w, "mean\t%s%.3f\t%.3f\t%.3f\t\n", strings.Repeat("\t", len(m.classes)), m.Macro(m.Precision), m.Macro(m.Recall), m.Macro(m.F1))
	w.Flush() // a Builder takes everything
	fmt.Fprintf(&text, "accuracy %.3f\n", m.Accuracy())
	return text.String()
}

// cell keeps a name from breaking the table.
func cell(name string) string { return strings.Join(strings.Fields(name), " ") }
