package session

import (
	"cmp"
	"slices"
	"strings"

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

// mostOutput is how much text of a confined program is passed on, in bytes.
const mostOutput = 256 << 10

// bounded passes on the beginning of a program's output. What follows is read, and
// dropped, so that the program can go on to its report.
type bounded struct {
	Front
	size int
}

func (b *bounded) Stream(name, text string) {
	if b.size >= mostOutput {
		return
	}
	b.size += len(text)
	if left := len(text) - (b.size - mostOutput); left < len(text) {
		text = strings.ToValidUTF8(text[:left], "") + "\n… (the rest of the output is left out: it is too long)\n"
	}
	b.Front.Stream(name, text)
}

func (b *bounded) Display(d proc.Bundle) {
	if b.size >= mostOutput && d.Data[GradeMIME] == nil {
		return
	}
	for _, content := range d.Data {
		if text, ok := content.(string); ok {
			b.size += len(text)
		}
	}
	b.Front.Display(d)
}
