package homework

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// MIME is the type under which a report is for programs:
//
//	{"points": 1, "max": 3, "checks": [
//		{"name": "σ(0)", "points": 1, "max": 1, "message": "", "brief": ""},
//		{"name": "σ(2)", "points": 0, "max": 2, "message": "it is 0.1, expected 0.88", "brief": "it is 0.1"}]}
//
// The brief message does not tell the right answer.
const MIME = "application/vnd.dlmath.grade+json"

// report is what [Grade] shows.
type report struct {
	Points float64   `json:"points"`
	Max    float64   `json:"max"`
	Checks []outcome `json:"checks"`
}

// outcome is what has become of a check.
type outcome struct {
	Name    string  `json:"name"`
	Points  float64 `json:"points"`
	Max     float64 `json:"max"`
	Message string  `json:"message"` // "" if there is nothing to say
	Brief   string  `json:"brief"`   // without the right answer
}

// Forms are those in which a front end gets the report. As plain text it is the points
// alone, for nbgrader reads them there.
func (r report) Forms() map[string]any {
	return map[string]any{
		"text/plain": decimal(r.Points),
		"text/html":  r.table(),
		MIME:         r,
	}
}

// String is the report in lines, for a terminal.
func (r report) String() string {
	var b strings.Builder
	for _, o := range r.Checks {
		fmt.Fprintf(&b, "%s %s: %s of %s", o.sign(), o.Name, decimal(o.Points), decimal(o.Max))
		if o.Message != "" {
			b.WriteString(" — " + o.Message)
		}
		b.WriteByte('\n')
	}
	return b.String() + fmt.Sprintf("%s of %s points", decimal(r.Points), decimal(r.Max))
}

func (r report) table() string {
	var b strings.Builder
	b.WriteString("<table>\n")
	for _, o := range r.Checks {
		fmt.Fprintf(&b, `<tr><td>%s</td><td style="text-align: left">%s</td><td style="text-align: right">%s of %s</td><td style="text-align: left">%s</td></tr>`+"\n",
			o.sign(), html.EscapeString(o.Name), decimal(o.Points), decimal(o.Max), html.EscapeString(o.Message))
	}
	fmt.Fprintf(&b, `<tr><td></td><td style="text-align: left"><b>Points</b></td><td style="text-align: right"><b>%s of %s</b></td><td></td></tr>`+"\n</table>", decimal(r.Points), decimal(r.Max))
	return b.String()
}

// sign is ✓, ½ or ✗.
func (o outcome) sign() string {
	switch {
	case o.Points == o.Max && o.Message == "":
		return "✓"
	case o.Points > 0:
		return "½"
	}
	return "✗"
}

// decimal writes points without an exponent.
func decimal(points float64) string { return strconv.FormatFloat(points, 'f', -1, 64) }
