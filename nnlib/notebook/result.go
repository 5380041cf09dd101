package notebook

import (
	"strings"

	"dlmath/nnlib/notebook/internal/frontend"
)

// Result shows a value, in all the forms that [Show] has for it, as what the cell has
// come to: Out[n]. Several values become a line of text, and none are not shown. A cell
// that ends in an expression does this by itself.
func Result(values ...any) {
	switch len(values) {
	case 0:
	case 1:
		complain(frontend.Result(bundleOf(values[0])))
	default:
		var words []string
		for _, v := range values {
			words = append(words, textOf(v))
		}
		complain(frontend.Result(frontend.Bundle{Data: map[string]any{plainText: strings.Join(words, " ")}}))
	}
}
