package grade

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/confine"
	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/proc"
	"dlmath/kernel/internal/screen"
	"dlmath/kernel/internal/session"
)

// Marker marks submissions, one after the other.
type Marker struct {
	Timeout time.Duration // of a test cell
	Builder *build.Builder
	Env     []string // of the programs; most of it is kept from them
}

// Mark is that of a problem.
type Mark struct {
	ID      string   `json:"id"`
	Points  *float64 `json:"points"` // nil if a person has still to give them
	Max     float64  `json:"max"`
	Manual  bool     `json:"manual,omitempty"`
	Says    []Check  `json:"says,omitempty"`    // what the test cell reports
	Error   string   `json:"error,omitempty"`   // why it has not reported
	Printed string   `json:"printed,omitempty"` // by the answer, while it was tested
}

// Check is one of a test cell's.
type Check struct {
	Name    string  `json:"name"`
	Points  float64 `json:"points"`
	Max     float64 `json:"max"`
	Message string  `json:"message"`
}

// Result is what has become of a submission.
type Result struct {
	Cells []ResultCell `json:"cells"`
	Notes []string     `json:"notes,omitempty"`
}

// ResultCell is a cell of it as the student will see it.
type ResultCell struct {
	Type   string `json:"type"`
	Source string `json:"source"`
	Note   string `json:"note,omitempty"`
	Error  string `json:"error,omitempty"` // why it was not run, of a cell that is no test
	Mark   *Mark  `json:"mark,omitempty"`
}

// Marks are those of the problems, in the order of the submission.
func (r *Result) Marks() (list []*Mark) {
	for _, c := range r.Cells {
		if c.Mark != nil {
			list = append(list, c.Mark)
		}
	}
	return list
}

// Missing is the result of a submission that cannot be read: no points, and the reason.
func (a *Assignment) Missing(reason string) *Result {
	r := &Result{Notes: []string{reason}}
	for _, c := range a.Problems() {
		r.Cells = append(r.Cells, ResultCell{Type: c.Type, Mark: &Mark{ID: c.ID, Points: new(float64), Max: c.Points, Manual: c.Manual(), Error: reason}})
	}
	return r
}

// longestBuild is how long the compiler may work on a submission.
const longestBuild = 3 * time.Minute

// Mark marks the cells of a submission. dir holds the files that the program may see; it
// is a copy, for the program may write there.
func (m *Marker) Mark(ctx context.Context, a *Assignment, cells []*Cell, dir string) (*Result, error) {
	rules := a.Rules()
	limits := confine.Default(dir)
	s, err := session.New(ctx, session.Config{
		Builder: m.Builder, Dir: dir, Env: m.Env, Permit: rules.Permit, Confine: &limits,
	})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	refused := map[int]error{}
	var code []session.Cell
	for i, c := range cells {
		if c.Type != "code" || strings.TrimSpace(c.Source) == "" {
			continue
		}
		if !rules.Lecturer(c.Source) {
			if refused[i+1] = Refusal(rules.Check(c.Source)); refused[i+1] != nil {
				continue
			}
		}
		code = append(code, session.Cell{Source: c.Source, Number: i + 1})
	}
	short, cancel := context.WithTimeout(ctx, longestBuild)
	defer cancel()
	program, err := s.Together(short, code)
	if short.Err() != nil && ctx.Err() == nil {
		return a.Missing(fmt.Sprintf("The code was not compiled within %v.", longestBuild)), nil
	}
	if err != nil {
		return nil, err
	}
	r := new(Result)
	for i, c := range cells {
		one := ResultCell{Type: c.Type, Source: c.Source, Note: c.Note}
		if c.Locked {
			one.Source = screen.WithoutHidden(c.Source)
		}
		switch {
		case c.Manual():
			one.Mark = c.manual()
		case c.Test():
			if one.Mark, err = m.test(ctx, program, c, i+1); err != nil {
				return nil, err
			}
		case c.Grade: // a test that is no code: nothing can be earned
			one.Mark = &Mark{ID: c.ID, Points: new(float64), Max: c.Points}
		case refused[i+1] != nil:
			one.Error = refused[i+1].Error()
		case c.Type == "code":
			if err := program.Err(i + 1); err != nil {
				one.Error = words(err)
			}
		}
		r.Cells = append(r.Cells, one)
	}
	return r, nil
}

// placeholder stands where an answer in words is to come: nbgrader's own default.
const placeholder = "YOUR ANSWER HERE"

// manual is the mark of an answer that a person reads; none is needed where there is none.
func (c *Cell) manual() *Mark {
	m := &Mark{ID: c.ID, Max: c.Points, Manual: true}
	text := strings.TrimSpace(c.Source)
	if text == "" || text == placeholder || c.Unanswered != "" && text == strings.TrimSpace(c.Unanswered) {
		m.Points, m.Error = new(float64), "there is no answer"
	}
	return m
}

// Refusal is why a cell is not run, as an error of the cell, or nil.
func Refusal(list []screen.Refusal) error {
	var lines []string
	for _, r := range list {
		lines = append(lines, fmt.Sprintf("line %d: %s", r.Line, r.Reason))
	}
	if lines == nil {
		return nil
	}
	return &session.Error{Name: "not run", Message: strings.Join(lines, "\n"), Line: list[0].Line}
}

func (m *Marker) test(ctx context.Context, program *session.Together, c *Cell, number int) (*Mark, error) {
	mark := &Mark{ID: c.ID, Points: new(float64), Max: c.Points}
	var out report
	err := program.Run(ctx, number, m.Timeout, session.Alone{Output: &out})
	mark.Printed = out.text.String()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		mark.Error = fmt.Sprintf("it ran longer than %v, and was ended: does a loop never end?", m.Timeout)
	case err != nil:
		mark.Error = words(err)
	default:
		mark.Says = out.Checks
		*mark.Points = min(max(out.Points, 0), c.Points)
	}
	return mark, nil
}

// words are an error as a student reads it.
func words(err error) string {
	var e *session.Error
	if errors.As(err, &e) && e.Name == "compile error" && strings.Contains(e.Message, "undefined: ") {
		return e.Error() + "\n(what is undefined here is missing in your notebook, or stands in a cell that was not run)"
	}
	return err.Error()
}

// report collects what a test cell puts out.
type report struct {
	Points float64 `json:"points"`
	Checks []Check `json:"checks"`
	text   strings.Builder
}

func (r *report) Stream(_, text string) { r.text.WriteString(text) }

func (r *report) Display(b proc.Bundle) {
	content := b.Data[session.GradeMIME]
	if content == nil || b.Kind != proc.Result {
		return
	}
	if text, err := json.Marshal(content); err == nil {
		json.Unmarshal(text, r) // it has come as JSON
	}
}

// CopyFiles copies the files of a folder to another, but no notebooks, and nothing that
// is hidden.
func CopyFiles(to, from string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		switch {
		case relative != "." && d.Name()[0] == '.' && d.IsDir():
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case !d.Type().IsRegular() || filepath.Ext(name) == ".ipynb": // a link could lead anywhere
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o644)
	})
}

// Submission reads the cells of a student's notebook.
func Submission(path string) ([]*Cell, error) {
	nb, err := nbformat.Read(path)
	if err != nil {
		return nil, err
	}
	return readCells(nb), nil
}
