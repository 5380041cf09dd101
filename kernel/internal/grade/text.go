package grade

import (
	"fmt"
	"strings"
)

// Text is the result for a terminal: what a student is told before handing in.
func (r *Result) Text() string {
	var b strings.Builder
	var points, most float64
	indent := func(text string) {
		for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
			b.WriteString("    " + line + "\n")
		}
	}
	for _, note := range r.Notes {
		b.WriteString(note + "\n")
	}
	open := 0
	for i, c := range r.Cells {
		m := c.Mark
		switch {
		case c.Error != "":
			fmt.Fprintf(&b, "Cell %d is not run:\n", i+1)
			indent(c.Error)
		case m == nil:
		case m.Manual && m.Error != "":
			fmt.Fprintf(&b, "%s: %s\n", m.ID, m.Error)
			open++
		case m.Manual:
			fmt.Fprintf(&b, "%s: a person will read it\n", m.ID)
		case m.Error != "":
			fmt.Fprintf(&b, "%s: 0 points\n", m.ID)
			indent(m.Error)
			open++
		default:
			seen := 0.0
			for _, check := range m.Says {
				seen += check.Max
			}
			points, most = points+*m.Points, most+seen
			fmt.Fprintf(&b, "%s: %s of %s points\n", m.ID, Decimal(*m.Points), Decimal(seen))
			for _, check := range m.Says {
				if check.Sign() != "✓" {
					indent(fmt.Sprintf("%s %s: %s", check.Sign(), check.Name, check.Message))
					open++
				}
			}
			continue
		}
		if m != nil && !m.Manual {
			most += m.Max
		}
	}
	fmt.Fprintf(&b, "\n%s of %s points by the tests that you can see. More tests are run when it is marked.\n", Decimal(points), Decimal(most))
	if open > 0 {
		fmt.Fprintf(&b, "%s still open.\n", map[bool]string{true: "1 thing is", false: fmt.Sprint(open, " things are")}[open == 1])
	}
	return b.String()
}
