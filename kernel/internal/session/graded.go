package session

import (
	"cmp"
	"slices"

	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
)

// The package whose Grade reports points, and the MIME type of its report. The package
// itself is linked into programs, not into the kernel.
const (
	homeworkPackage = "dlmath/nnlib/homework"
	GradeMIME       = "application/vnd.dlmath.grade+json"
)

// graded tells whether the cell's body calls homework.Grade.
func (p *program) graded(c *cell.Cell) bool {
	return c.Main != nil && slices.ContainsFunc(p.imports, func(imp importSpec) bool {
		return imp.Path == homeworkPackage && c.Main.Uses[cmp.Or(imp.Name, "homework")]["Grade"]
	})
}

// proof passes on what a graded cell puts out, and watches for its report. What a
// program writes to standard error must cost no points, as it would in nbgrader: it
// is passed on as standard output.
type proof struct {
	Front
	reports int
}

func (p *proof) Stream(_, text string) { p.Front.Stream("stdout", text) }

func (p *proof) Display(b proc.Bundle) {
	if b.Kind == proc.Result {
		if b.Data[GradeMIME] == nil {
			b.Kind = proc.Display // the points are to be the cell's only result
		} else {
			p.reports++
		}
	}
	p.Front.Display(b)
}

// missing is why a cell that has ended well has earned nothing all the same.
func (p *proof) missing() error {
	switch p.reports {
	case 0:
		return &Error{Name: "no report", Message: "the program ended before homework.Grade could report the points: does something call os.Exit or log.Fatal?"}
	case 1:
		return nil
	}
	return &Error{Name: "several reports", Message: "points were reported more than once; homework.Grade is called once in a cell"}
}
