package session

import (
	"cmp"
	"go/scanner"
	"go/token"
	"html"
	"slices"
	"strconv"
	"strings"

	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
	"dlmath/kernel/internal/screen"
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
	visible map[string]bool // the texts in what students see of the cell; nil if all may be told
}

func (p *proof) Stream(_, text string) { p.Front.Stream("stdout", text) }

func (p *proof) Display(b proc.Bundle) {
	if b.Kind == proc.Result {
		if b.Data[GradeMIME] == nil {
			b.Kind = proc.Display // the points are to be the cell's only result
		} else {
			p.reports++
			if p.visible != nil {
				p.withhold(b.Data)
			}
		}
	}
	p.Front.Display(b)
}

// watch makes a front that watches for the cell's report. Where the program is confined
// somebody else's work is marked, and tests that students do not see keep their answers.
func (s *Session) watch(front Front, in Cell) *proof {
	p := &proof{Front: front}
	if s.confine == nil {
		return p
	}
	p.visible = map[string]bool{}
	source := []byte(screen.WithoutHidden(in.Source))
	files := token.NewFileSet()
	var words scanner.Scanner
	words.Init(files.AddFile("", -1, len(source)), source, nil, 0)
	for {
		_, kind, literal := words.Scan()
		switch text, err := strconv.Unquote(literal); {
		case kind == token.EOF:
			return p
		case kind == token.STRING && err == nil:
			p.visible[text] = true
		}
	}
}

// withhold takes the right answers out of what a report says of tests that students do
// not see: those whose name does not stand in what they see of the cell.
func (p *proof) withhold(data map[string]any) {
	report, _ := data[GradeMIME].(map[string]any)
	checks, _ := report["checks"].([]any)
	for _, c := range checks {
		check, _ := c.(map[string]any)
		name, _ := check["name"].(string)
		if check == nil || p.visible[name] {
			continue
		}
		message, _ := check["message"].(string)
		brief, _ := check["brief"].(string)
		check["message"] = brief
		if table, ok := data["text/html"].(string); ok && message != brief {
			cell := func(text string) string { return ">" + html.EscapeString(text) + "</td></tr>" }
			data["text/html"] = strings.ReplaceAll(table, cell(message), cell(brief))
		}
	}
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
