package notebook

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestTable(t *testing.T) {
	table := Table{
		Header: []string{"rule", "steps", "cost"},
		Rows:   [][]any{{"SGD <η>", 1000, 0.1}, {"Adam", 20, 1.0 / 3}},
	}
	const text = "rule     steps      cost\n" +
		"SGD <η>   1000       0.1\n" +
		"Adam        20  0.333333"
	if got := table.String(); got != text {
		t.Errorf("the text is\n%s\nwant\n%s", got, text)
	}
	mime, html := table.formatted()
	if mime != "text/html" || !strings.Contains(html, `<td style="text-align: left">SGD &lt;η&gt;</td><td style="text-align: right">1000</td>`) {
		t.Errorf("%s is\n%s", mime, html)
	}
	defer func() {
		if got, want := recover(), "notebook: row 1 of the table has 2 values; its header has 3"; got != want {
			t.Errorf("panics with %v, want %q", got, want)
		}
	}()
	table.Rows[1] = table.Rows[1][:2]
	_ = table.String()
}

func TestMatrix(t *testing.T) {
	m := mat.NewDense(2, 3, []float64{1, -2.5, 1e-12, math.NaN(), math.Inf(-1), 123456})
	const latex = `$$\left(\begin{array}{rrr}
1 & -2.5 & 1 \cdot 10^{-12} \\
\mathrm{NaN} & -\infty & 1.2346 \cdot 10^{5}
\end{array}\right)$$`
	if got := matrixLaTeX(m); got != latex {
		t.Errorf("the formula is\n%s\nwant\n%s", got, latex)
	}
	const text = "  1  -2.5       1e-12\nNaN  -Inf  1.2346e+05"
	if got := matrixText(m); got != text {
		t.Errorf("the text is\n%s\nwant\n%s", got, text)
	}
	large := mat.NewDense(30, 10, nil)
	large.Set(29, 9, 7)
	lines := strings.Split(matrixText(large), "\n")
	if len(lines) != most || !strings.HasPrefix(lines[5], "⋮") || !strings.HasSuffix(lines[9], "7") || strings.Contains(lines[0], "…") {
		t.Errorf("a large matrix is\n%s", strings.Join(lines, "\n"))
	}
}
