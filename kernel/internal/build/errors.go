package build

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// An Error is something that keeps a program from being built.
type Error struct {
	File    string // as its //line directive names it, else the name in [Program].Files, or a library's file; "" if not known
	Line    int    // from 1; 0 if not known
	Column  int    // in bytes, from 1; 0 if not known
	Message string // may have several lines
	Missing string // a package, or module@version, that is not here, but that go get may fetch; or ""
}

func (e Error) String() string {
	switch {
	case e.File == "":
		return e.Message
	case e.Line == 0:
		return e.File + ": " + e.Message
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Errors is why a program does not build; it is never empty. To get columns, a
// //line directive must name one: //line file:1:1.
type Errors []Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.String()
	}
	return strings.Join(lines, "\n")
}

var position = regexp.MustCompile(`^(.+?):(\d+)(?::(\d+))?: (.*)$`)

// parseErrors reads what compiler, linker or go command say. Names of files below
// dir are made relative to it; other relative names of files that are there are
// made absolute.
func parseErrors(dir, text string) Errors {
	var errs Errors
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch m := position.FindStringSubmatch(line); {
		case line == "" || strings.HasPrefix(line, "# "):
		case m != nil && line[0] != '\t':
			row, _ := strconv.Atoi(m[2])
			column, _ := strconv.Atoi(m[3])
			errs = append(errs, Error{File: fileName(dir, m[1]), Line: row, Column: column, Message: m[4]})
		case len(errs) > 0:
			last := &errs[len(errs)-1]
			last.Message += "\n" + line
		default:
			errs = append(errs, Error{Message: line})
		}
	}
	return errs
}

func fileName(dir, name string) string {
	if strings.HasPrefix(name, ".."+string(filepath.Separator)) {
		return filepath.Join(dir, name)
	}
	if below, err := filepath.Rel(dir, name); err == nil && filepath.IsLocal(below) {
		return below
	}
	return strings.TrimPrefix(name, "./")
}
