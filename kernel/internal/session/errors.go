package session

import (
	"errors"
	"fmt"
	"strings"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
)

// Error is why a cell did not succeed.
type Error struct {
	Name    string // what kind of failure, such as "compile error", "panic" or "exit status 3"
	Message string // in the cell's own lines; may have several lines
	Line    int    // of the cell, from 1; 0 where no line of it is to blame
}

func (e *Error) Error() string {
	if e.Message == "" {
		return e.Name
	}
	return e.Name + ": " + e.Message
}

// Traceback is the error as a notebook shows it: its name, the cell's lines around the
// one to blame, and the message, in lines with ANSI colours. source is the cell's.
func (e *Error) Traceback(source string) []string {
	const red, bold, reset = "\x1b[31m", "\x1b[1m", "\x1b[0m"
	lines := strings.Split(source, "\n")
	trace := []string{red + e.Name + reset}
	if e.Line >= 1 && e.Line <= len(lines) {
		trace[0] += fmt.Sprintf(" in line %d", e.Line)
		for n := max(1, e.Line-2); n <= min(len(lines), e.Line+2); n++ {
			if n == e.Line {
				trace = append(trace, fmt.Sprintf("%s--> %3d │ %s%s", bold, n, lines[n-1], reset))
			} else {
				trace = append(trace, fmt.Sprintf("    %3d │ %s", n, lines[n-1]))
			}
		}
		trace = append(trace, "")
	}
	if e.Message != "" {
		trace = append(trace, strings.Split(e.Message, "\n")...)
	}
	return trace
}

// explained turns an error of the parser or of the build into an Error about cell number n.
func explained(err error, n int) error {
	var syntax *cell.SyntaxError
	var wrong build.Errors
	switch {
	case errors.As(err, &syntax):
		return &Error{"syntax error", syntax.Error(), syntax.Line}
	case errors.As(err, &wrong):
		e := &Error{Name: "compile error"}
		var lines []string
		for _, w := range wrong {
			line := place(w, n) + w.Message
			if w.Missing != "" {
				line += "; or run %autoget once, and what cells import is fetched from then on"
			}
			lines = append(lines, line)
			if e.Line == 0 && w.File == fileName(n) {
				e.Line = w.Line
			}
		}
		e.Message = strings.Join(lines, "\n")
		return e
	}
	return err
}

// place says where a build error stands, seen from cell n.
func place(w build.Error, n int) string {
	switch {
	case w.File == fileName(n) && w.Line > 0:
		return fmt.Sprintf("line %d, column %d: ", w.Line, w.Column)
	case strings.HasPrefix(w.File, "Cell["):
		return fmt.Sprintf("%s, line %d: ", w.File, w.Line)
	case w.File == "" || w.Line == 0:
		return ""
	}
	return fmt.Sprintf("%s:%d: ", w.File, w.Line)
}
