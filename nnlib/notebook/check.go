package notebook

import "html"

// Check shows in a quiet line that something holds, with a ✓ before it: that a result
// agrees with a formula, or that training has reached what the text promises. So a reader
// sees that it is so.
//
//	notebook.Check(n.Output(0) == b, "at x = 0 the output is the bias")
//
// Where it does not hold, Check panics with the sentence, and the cell fails.
// A sentence may hold formulas between dollar signs.
func Check(holds bool, sentence string) {
	if !holds {
		panic("this should hold, and does not: " + sentence)
	}
	Show(checked(sentence))
}

// checked is a sentence that holds.
type checked string

func (c checked) String() string { return "✓ " + string(c) }

func (c checked) formatted() (mime, content string) {
	return htmlText, `<span style="color: #009e73; font-weight: bold">✓</span> ` + html.EscapeString(string(c))
}
