//go:build !windows

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/proc"
	"dlmath/kernel/internal/session"
)

// courseAssignment is a source notebook of the course.
type courseAssignment struct {
	name  string
	cells []courseCell
}

// courseCell is a cell with what nbgrader's metadata say of it.
type courseCell struct {
	*nbformat.Cell
	marks *nbgraderMarks // nil if nbgrader does not know the cell
}

// nbgraderMarks are nbgrader's metadata of a cell, schema 3.
type nbgraderMarks struct {
	Grade         *bool    `json:"grade"`
	Solution      *bool    `json:"solution"`
	Locked        *bool    `json:"locked"`
	Task          *bool    `json:"task"`
	GradeID       string   `json:"grade_id"`
	SchemaVersion int      `json:"schema_version"`
	CellType      string   `json:"cell_type"`
	Points        *float64 `json:"points"`
}

// answer, test and prose are the three kinds of cells that are marked.
func (c courseCell) answer() bool { return c.marks != nil && *c.marks.Solution && !*c.marks.Grade }
func (c courseCell) test() bool   { return c.marks != nil && *c.marks.Grade && !*c.marks.Solution }
func (c courseCell) prose() bool  { return c.marks != nil && *c.marks.Grade && *c.marks.Solution }

// course reads all assignments.
func course(t *testing.T) (list []courseAssignment) {
	t.Helper()
	names, err := filepath.Glob("../notebooks/homework/source/*/*.ipynb")
	if err != nil || len(names) == 0 {
		t.Fatalf("there is no homework (%v)", err)
	}
	for _, name := range names {
		nb, err := nbformat.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		a := courseAssignment{name: strings.TrimSuffix(filepath.Base(name), ".ipynb")}
		for _, c := range nb.Cells() {
			var metadata struct{ NBGrader *nbgraderMarks }
			if err := json.Unmarshal(c.Metadata, &metadata); err != nil {
				t.Fatalf("%s, cell %s: %v", name, c.ID, err)
			}
			a.cells = append(a.cells, courseCell{c, metadata.NBGrader})
		}
		list = append(list, a)
	}
	return list
}

var (
	solutionRegion = regexp.MustCompile(`(?ms)^([ \t]*)// BEGIN SOLUTION\n.*?// END SOLUTION$`)
	hiddenRegion   = regexp.MustCompile(`(?ms)^[ \t]*// BEGIN HIDDEN TESTS\n.*?// END HIDDEN TESTS\n`)
)

// release is the source of a cell as students get it.
func (c courseCell) release() string {
	return hiddenRegion.ReplaceAllString(
		solutionRegion.ReplaceAllString(c.Source, "$1// Your code here.\n${1}panic(\"not done yet\")"), "")
}

// gradeReport is what homework.Grade has found.
type gradeReport struct {
	Points, Max float64
	Checks      []struct {
		Name, Message string
		Points, Max   float64
	}
}

// courseMarker runs cells and keeps the last report.
type courseMarker struct {
	*session.Session
	number int
	report *gradeReport
}

func newCourseMarker(t *testing.T) *courseMarker {
	t.Helper()
	checkout, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	s, err := session.New(t.Context(), session.Config{
		Build: build.Config{Dir: t.TempDir(), Workspace: []string{checkout}},
		Dir:   t.TempDir(),
		Env:   os.Environ(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &courseMarker{Session: s}
}

func (m *courseMarker) Stream(_, _ string) {}

func (m *courseMarker) Display(b proc.Bundle) {
	raw, err := json.Marshal(b.Data[session.GradeMIME])
	if r := new(gradeReport); err == nil && string(raw) != "null" && json.Unmarshal(raw, r) == nil {
		m.report = r
	}
}

func (m *courseMarker) run(t *testing.T, source string) error {
	m.number++
	return m.Execute(t.Context(), session.Cell{Source: source, Number: m.number}, session.Alone{Output: m})
}

// declare runs a cell without points, and fails the test if the cell fails.
func (m *courseMarker) declare(t *testing.T, id, source string) {
	t.Helper()
	if err := m.run(t, source); err != nil {
		t.Errorf("cell %s: %v\n%s", id, err, source)
	}
}

// mark runs a test cell.
func (m *courseMarker) mark(t *testing.T, id, source string) gradeReport {
	t.Helper()
	m.report = nil
	if err := m.run(t, source); err != nil || m.report == nil {
		t.Errorf("cell %s: %v\n%s", id, err, source)
		return gradeReport{}
	}
	return *m.report
}

func (r gradeReport) messages() string {
	var b strings.Builder
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "\n\t%g of %g  %s: %s", c.Points, c.Max, c.Name, c.Message)
	}
	return b.String()
}

// The metadata are those of nbgrader's schema 3, and no cell has an output.
func TestCourseMetadata(t *testing.T) {
	for _, a := range course(t) {
		seen := map[string]bool{}
		answers, prose := 0, 0
		for _, c := range a.cells {
			fail := func(format string, args ...any) {
				t.Errorf("%s, cell %s: %s", a.name, c.ID, fmt.Sprintf(format, args...))
			}
			if len(c.Outputs) > 0 || c.ExecutionCount != 0 {
				fail("a source notebook carries no outputs")
			}
			if c.marks == nil {
				if c.Type == "code" {
					fail("every code cell has nbgrader's metadata")
				}
				continue
			}
			m := *c.marks
			if m.Grade == nil || m.Solution == nil || m.Locked == nil || m.Task == nil || *m.Task {
				fail("grade, solution, locked and task (false) must all be there")
				continue
			}
			if m.SchemaVersion != 3 || m.CellType != c.Type || m.GradeID != c.ID {
				fail("schema %d, cell type %s, grade_id %s", m.SchemaVersion, m.CellType, m.GradeID)
			}
			if seen[m.GradeID] {
				fail("there are two of them")
			}
			seen[m.GradeID] = true
			if *m.Grade != (m.Points != nil && *m.Points > 0) {
				fail("cells with grade have points, and others have none")
			}
			if *m.Locked == *m.Solution {
				fail("what is no solution is locked, and a solution is not")
			}
			switch {
			case c.test():
				if _, ok := strings.CutPrefix(c.ID, "test-"); !ok || !seen[strings.TrimPrefix(c.ID, "test-")] {
					fail("a test stands below its answer, and is named after it")
				}
			case c.answer():
				if answers++; c.ID != "experiment" && strings.Count(c.Source, "// BEGIN SOLUTION") == 0 {
					fail("it has no solution")
				}
			case c.prose():
				if prose++; c.Type != "markdown" {
					fail("it is marked by hand, and so is prose")
				}
			}
		}
		if answers < 4 || prose < 1 {
			t.Errorf("%s: %d answers, %d in prose", a.name, answers, prose)
		}
	}
}

// The course's own solutions earn all points. What students get compiles, earns none,
// and its visible checks are worth at least half.
func TestCourseSolutions(t *testing.T) {
	for _, a := range course(t) {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			m := newCourseMarker(t)
			total := map[string]float64{}
			for _, c := range a.cells {
				switch {
				case c.Type != "code":
				case c.test():
					r := m.mark(t, c.ID, c.Source)
					if r.Points != r.Max || r.Max != *c.marks.Points {
						t.Errorf("%s earns %g of %g, its metadata say %g%s", c.ID, r.Points, r.Max, *c.marks.Points, r.messages())
					}
					total[c.ID] = r.Max
				default:
					m.declare(t, c.ID, c.Source)
				}
			}
			for _, c := range a.cells {
				switch {
				case c.answer():
					m.declare(t, c.ID, c.release())
				case c.test():
					r := m.mark(t, c.ID, c.release())
					if r.Points != 0 {
						t.Errorf("%s earns %g points before anything is done%s", c.ID, r.Points, r.messages())
					}
					if 2*r.Max < total[c.ID] {
						t.Errorf("of the %g points of %s only %g are visible", total[c.ID], c.ID, r.Max)
					}
				case c.Type == "code" && strings.Contains(c.Source, "%%"):
					m.declare(t, c.ID, c.release()) // a figure
				}
			}
		})
	}
}

// handedIn is an answer as a student may give it, and what it deserves.
type handedIn struct {
	Cells  map[string]string  // sources by grade_id; all other cells are as they were handed out
	Points map[string]float64 // of test cells
	Says   map[string]string  // what one of the messages of a test cell contains
}

// Other solutions than the course's own earn all points, and typical mistakes get the
// points and the words that they deserve.
func TestCourseAnswers(t *testing.T) {
	for _, a := range course(t) {
		names, err := filepath.Glob(filepath.Join("testdata/homework", a.name, "*.json"))
		if err != nil || len(names) < 4 || !slices.Contains(names, filepath.Join("testdata/homework", a.name, "right.json")) {
			t.Errorf("%s: want another solution in right.json and three or more mistakes, found %q (%v)", a.name, names, err)
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			m := newCourseMarker(t)
			for _, c := range a.cells {
				if c.Type == "code" && !c.answer() && !c.test() && !strings.Contains(c.Source, "%%") {
					m.declare(t, c.ID, c.Source)
				}
			}
			for _, name := range names {
				raw, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				var h handedIn
				if err := json.Unmarshal(raw, &h); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				a.markAnswer(t, m, strings.TrimSuffix(filepath.Base(name), ".json"), h)
			}
		})
	}
}

func (a courseAssignment) markAnswer(t *testing.T, m *courseMarker, name string, h handedIn) {
	t.Helper()
	replaced, told := maps.Clone(h.Cells), maps.Clone(h.Says)
	tests := 0
	for _, c := range a.cells {
		if c.answer() {
			source, ok := h.Cells[c.ID]
			if !ok {
				source = c.release()
			}
			delete(replaced, c.ID)
			m.declare(t, name+", "+c.ID, source)
		}
		if !c.test() {
			continue
		}
		want, ok := h.Points[c.ID]
		if name == "right" && (!ok || want != *c.marks.Points) {
			t.Errorf("right: %s deserves all %g points, not %g", c.ID, *c.marks.Points, want)
		}
		if !ok {
			continue
		}
		tests++
		r := m.mark(t, c.ID, c.Source)
		if r.Points != want {
			t.Errorf("%s: %s earns %g points, want %g%s", name, c.ID, r.Points, want, r.messages())
		}
		if says := told[c.ID]; !strings.Contains(r.messages(), says) {
			t.Errorf("%s: %s does not say %q%s", name, c.ID, says, r.messages())
		}
		delete(told, c.ID)
	}
	if tests != len(h.Points) || tests == 0 || len(replaced) > 0 || len(told) > 0 {
		t.Errorf("%s: %d of %d tests were run; no cells are %v, no tests %v", name, tests, len(h.Points), replaced, told)
	}
}
