package notebook

import "strings"

// matrix is what of gonum's mat.Matrix is needed to show it.
type matrix interface {
	Dims() (rows, columns int)
	At(i, j int) float64
}

// most is how many rows, or columns, of a matrix are shown; of a larger one the first and
// the last ones.
const most = 10

// dots stands for what is left out.
const dots = -1

// shown lists the indices from 0 to n-1 that are shown.
func shown(n int) (indices []int) {
	for i := range n {
		switch {
		case n <= most || i < most/2 || i >= n-most/2+1:
			indices = append(indices, i)
		case i == most/2:
			indices = append(indices, dots)
		}
	}
	return indices
}

// entries are the matrix's numbers, with at most 5 digits.
func entries(m matrix, across, down, diagonal string) (rows [][]string) {
	r, c := m.Dims()
	for _, i := range shown(r) {
		var row []string
		for _, j := range shown(c) {
			switch {
			case i == dots && j == dots:
				row = append(row, diagonal)
			case i == dots:
				row = append(row, down)
			case j == dots:
				row = append(row, across)
			default:
				row = append(row, numberText(m.At(i, j), 5))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func matrixLaTeX(m matrix) string {
	var rows []string
	for _, row := range entries(m, `\cdots`, `\vdots`, `\ddots`) {
		for j, word := range row {
			row[j] = latexNumber(word)
		}
		rows = append(rows, strings.Join(row, " & "))
	}
	// An array, and not a pmatrix, for numbers stand to the right.
	_, c := m.Dims()
	return `$$\left(\begin{array}{` + strings.Repeat("r", len(shown(c))) + "}\n" +
		strings.Join(rows, " \\\\\n") + "\n\\end{array}\\right)$$"
}

// latexNumber writes 1e-05 as a power of ten.
func latexNumber(s string) string {
	switch s {
	case "NaN":
		return `\mathrm{NaN}`
	case "+Inf":
		return `\infty`
	case "-Inf":
		return `-\infty`
	}
	digits, exponent, ok := strings.Cut(s, "e")
	if !ok {
		return s
	}
	sign := ""
	if exponent[0] == '-' {
		sign = "-"
	}
	return digits + ` \cdot 10^{` + sign + strings.TrimLeft(exponent[1:], "0") + "}"
}

func matrixText(m matrix) string {
	return columns(entries(m, "…", "⋮", "⋱"), func(int) bool { return true })
}
