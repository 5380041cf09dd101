package notebook

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Table is rows below a header. Numbers stand to the right; a float64 is written with at
// most 6 digits, all else as fmt.Sprint does.
type Table struct {
	Header []string
	Rows   [][]any // each as long as the header
}

// check panics when a row does not fit.
func (t Table) check() {
	for i, row := range t.Rows {
		if len(row) != len(t.Header) {
			panic(fmt.Sprintf("notebook: row %d of the table has %d values; its header has %d", i, len(row), len(t.Header)))
		}
	}
}

func (t Table) formatted() (mime, content string) {
	t.check()
	var b strings.Builder
	b.WriteString("<table>\n<thead><tr>")
	for j, name := range t.Header {
		fmt.Fprintf(&b, "<th%s>%s</th>", t.align(j), html.EscapeString(name))
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for j, v := range row {
			fmt.Fprintf(&b, "<td%s>%s</td>", t.align(j), html.EscapeString(cellText(v)))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>")
	return htmlText, b.String()
}

// align is the style of a column.
func (t Table) align(column int) string {
	if t.numeric(column) {
		return ` style="text-align: right"`
	}
	return ` style="text-align: left"`
}

func (t Table) numeric(column int) bool {
	for _, row := range t.Rows {
		switch row[column].(type) {
		case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		default:
			return false
		}
	}
	return true
}

// String is the table as plain text, in columns.
func (t Table) String() string {
	t.check()
	lines := [][]string{t.Header}
	for _, row := range t.Rows {
		var line []string
		for _, v := range row {
			line = append(line, cellText(v))
		}
		lines = append(lines, line)
	}
	return columns(lines, t.numeric)
}

func cellText(v any) string {
	if x, ok := v.(float64); ok {
		return numberText(x, 6)
	}
	return fmt.Sprint(v)
}

// numberText writes x with at most so many digits.
func numberText(x float64, digits int) string { return strconv.FormatFloat(x, 'g', digits, 64) }

// columns sets words in columns, two spaces apart.
func columns(lines [][]string, right func(column int) bool) string {
	var width []int
	for _, line := range lines {
		for j, word := range line {
			if j == len(width) {
				width = append(width, 0)
			}
			width[j] = max(width[j], utf8.RuneCountInString(word))
		}
	}
	var text []string
	for _, line := range lines {
		var b strings.Builder
		for j, word := range line {
			space := strings.Repeat(" ", width[j]-utf8.RuneCountInString(word))
			if right(j) {
				word = space + word
			} else {
				word += space
			}
			if j > 0 {
				b.WriteString("  ")
			}
			b.WriteString(word)
		}
		text = append(text, strings.TrimRight(b.String(), " "))
	}
	return strings.Join(text, "\n")
}
