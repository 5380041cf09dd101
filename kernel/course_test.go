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
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/grade"
	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/screen"
)

// courseNotebooks are the source notebooks of the course.
func courseNotebooks(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "notebooks", "homework", "source", "*", "*.ipynb"))
	if err != nil || len(names) == 0 {
		t.Fatalf("there is no homework: %v", err)
	}
	return names
}

// checkNames are those of the checks in a test cell.
func checkNames(source string) (names []string) {
	for _, m := range checkName.FindAllStringSubmatch(source, -1) {
		names = append(names, m[1])
	}
	return names
}

var checkName = regexp.MustCompile(`(?:homework\.(?:Number|Vector|True)\([0-9.]+, |Name: )("[^"]*")`)

// The metadata are those of nbgrader's schema 3, and no cell has an output.
func TestCourseMetadata(t *testing.T) {
	for _, name := range courseNotebooks(t) {
		seen := map[string]bool{}
		tests, prose := 0, 0
		for _, c := range read(t, name).Cells() {
			fail := func(format string, args ...any) {
				t.Errorf("%s, cell %s: %s", filepath.Base(name), c.ID, fmt.Sprintf(format, args...))
			}
			if len(c.Outputs) > 0 || c.ExecutionCount != 0 {
				fail("a source notebook carries no outputs")
			}
			var metadata struct {
				NBGrader *struct {
					Grade, Solution, Locked, Task *bool
					Points                        *float64
					GradeID                       string `json:"grade_id"`
					SchemaVersion                 int    `json:"schema_version"`
					CellType                      string `json:"cell_type"`
				}
			}
			if err := json.Unmarshal(c.Metadata, &metadata); err != nil {
				fail("%v", err)
			}
			m := metadata.NBGrader
			if m == nil {
				if c.Type == "code" {
					fail("nbgrader does not know this code")
				}
				continue
			}
			if m.Grade == nil || m.Solution == nil || m.Locked == nil || m.Task == nil || *m.Task {
				fail("grade, solution, locked and task (false) must all be there")
				continue
			}
			if m.SchemaVersion != 3 || m.CellType != c.Type || m.GradeID != c.ID || seen[m.GradeID] {
				fail("schema %d, cell type %s, grade_id %s; want schema 3, and an id of its own that is also nbgrader's", m.SchemaVersion, m.CellType, m.GradeID)
			}
			seen[m.GradeID] = true
			if *m.Grade != (m.Points != nil && *m.Points > 0) {
				fail("cells that are graded have points, and others have none")
			}
			if *m.Locked == *m.Solution {
				fail("solutions can be changed, and all else is locked")
			}
			answer, isTest := strings.CutPrefix(c.ID, "test-")
			switch {
			case *m.Grade && *m.Solution:
				if prose++; c.Type != "markdown" {
					fail("what a person marks is prose")
				}
			case *m.Grade:
				if tests++; !isTest || !seen[answer] {
					fail("a test stands below its answer, and is named after it")
				}
				names, visible := checkNames(c.Source), checkNames(screen.WithoutHidden(c.Source))
				slices.Sort(names)
				if len(visible) == 0 || len(visible) == len(names) || len(slices.Compact(slices.Clone(names))) < len(names) {
					fail("of its checks some are visible and some hidden, and each has a name of its own: %q", names)
				}
			case *m.Solution && strings.Count(c.Source, "// BEGIN SOLUTION") != 1:
				fail("it has no solution, or several")
			}
		}
		if tests < 7 || prose < 1 {
			t.Errorf("%s has %d problems and %d in prose", name, tests, prose)
		}
	}
}

// What is to be written without the library cannot be had from it.
func TestCourseWithoutLibrary(t *testing.T) {
	refused := map[string][]string{
		"4-back-propagation": {
			"func costGradient(net *nnlib.Network, points *dataset.Set) []float64 {\n\tg := make([]float64, len(net.Params()))\n\tnnlib.NewObjective(net, nnlib.Quadratic, points).Gradient(g, nil)\n\treturn g\n}",
			"func gradient(net *nnlib.Network, x, y []float64) []float64 {\n\to := nnlib.Objective{Network: net}\n\treturn o.Delta(0)[0]\n}",
			"import \"gonum.org/v1/gonum/diff/fd\"\nfunc differences(f func(p []float64) float64, p []float64, h float64) []float64 {\n\treturn fd.Gradient(nil, f, p, &fd.Settings{Formula: fd.Central, Step: h})\n}",
			"func gradient(net *nnlib.Network, x, y []float64) []float64 { return train.Trainer{}.Objective.Delta(0)[0] }",
		},
		"5-gradient-descent": {
			"func sgd(obj *nnlib.Objective, eta float64, steps int, rng *rand.Rand) {\n\tt := train.Trainer{Objective: obj, Rule: &train.SGD{Rate: eta}, Steps: steps, Rand: rng}\n\tfor range t.Run(context.Background()) {\n\t}\n}",
		},
		"6-least-squares": {
			"func solve(residuals func(p []float64) []float64, jac func(p []float64) *mat.Dense, p []float64, trials int) []float64 {\n\tr, _ := lsq.Solve(lsq.Problem{}, p, nil)\n\treturn r.P\n}",
			"import l \"dlmath/nnlib/lsq\"\nvar solver = l.Solve",
		},
	}
	for _, name := range courseNotebooks(t) {
		a, err := grade.ReadAssignment(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, source := range refused[a.Name] {
			if a.Rules().Check(source) == nil {
				t.Errorf("%s allows\n%s", a.Name, source)
			}
		}
		delete(refused, a.Name)
	}
	if len(refused) > 0 {
		t.Errorf("no assignments are %v", slices.Collect(maps.Keys(refused)))
	}
}

// handedIn is what a student hands in, and what it deserves.
type handedIn struct {
	Cells  map[string]string  // by grade_id; all others are as they were handed out
	Points map[string]float64 // of test cells
	Says   map[string]string  // what one of the messages of a test cell contains
}

// The course's own solutions earn all points, and so do other good ones; typical mistakes
// get the points and the words that they deserve. What is handed out compiles and earns
// nothing, and its visible checks are worth at least half.
func TestCourseMarks(t *testing.T) {
	checkout, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	builder, err := build.New(t.Context(), build.Config{Dir: t.TempDir(), Workspace: []string{checkout}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { builder.Close() })
	for _, name := range courseNotebooks(t) {
		a, err := grade.ReadAssignment(name)
		if err != nil {
			t.Fatal(err)
		}
		mark := func(t *testing.T, cells []*grade.Cell) map[string]*grade.Mark {
			t.Helper()
			m := &grade.Marker{Timeout: time.Minute, Builder: builder, Env: os.Environ()}
			r, err := m.Mark(t.Context(), a, cells, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			var page strings.Builder
			if err := r.WritePage(&page, a.Name); err != nil || strings.Contains(page.String(), "HIDDEN TESTS") {
				t.Errorf("the page for the student cannot be made, or has hidden tests in it: %v", err)
			}
			for i, c := range r.Cells {
				if c.Error != "" {
					t.Errorf("cell %d: %s\n%s", i+1, c.Error, c.Source)
				}
			}
			marks := map[string]*grade.Mark{}
			for _, m := range r.Marks() {
				if marks[m.ID] = m; m.Error != "" && !m.Manual {
					t.Errorf("%s: %s", m.ID, m.Error)
				}
			}
			return marks
		}
		release := handOutCells(t, name)
		t.Run(a.Name+"/solutions", func(t *testing.T) {
			t.Parallel()
			marks := mark(t, a.Cells)
			visible := mark(t, release)
			for _, c := range a.Cells {
				if !c.Test() {
					continue
				}
				if m := marks[c.ID]; *m.Points != c.Points || maximum(m) != c.Points {
					t.Errorf("%s earns %g of %g points; its metadata say %g%s", c.ID, *m.Points, maximum(m), c.Points, messages(m))
				}
				if m := visible[c.ID]; *m.Points != 0 || maximum(m) < c.Points/2 {
					t.Errorf("%s earns %g points before anything is done, and %g of %g are visible%s", c.ID, *m.Points, maximum(m), c.Points, messages(m))
				}
			}
		})
		files, err := filepath.Glob(filepath.Join("testdata", "homework", a.Name, "*.json"))
		if err != nil || len(files) < 4 || !slices.ContainsFunc(files, func(f string) bool { return filepath.Base(f) == "right.json" }) {
			t.Errorf("%s: want right.json and three mistakes or more, found %q (%v)", a.Name, files, err)
		}
		for _, file := range files {
			t.Run(a.Name+"/"+strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
				t.Parallel()
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				var h handedIn
				if err := json.Unmarshal(text, &h); err != nil {
					t.Fatal(err)
				}
				left := maps.Clone(h.Cells)
				cells, notes := a.Merge(release)
				for _, c := range cells {
					if source, ok := left[c.ID]; ok {
						c.Source = source
						delete(left, c.ID)
					}
				}
				if len(left) > 0 || len(notes) > 0 || len(h.Points) == 0 {
					t.Errorf("no cells are %v; %q", left, notes)
				}
				marks := mark(t, cells)
				if filepath.Base(file) == "right.json" {
					for _, c := range a.Cells {
						if c.Test() && h.Points[c.ID] != c.Points {
							t.Errorf("%s deserves %g points", c.ID, c.Points)
						}
					}
				}
				for id, points := range h.Points {
					if m := marks[id]; m == nil || *m.Points != points {
						t.Errorf("want %g points for %s%s", points, id, messages(m))
					}
				}
				for id, words := range h.Says {
					if !strings.Contains(messages(marks[id]), words) {
						t.Errorf("%s does not say %q%s", id, words, messages(marks[id]))
					}
				}
			})
		}
	}
}

// handOutCells are the cells of what students get of a notebook.
func handOutCells(t *testing.T, source string) []*grade.Cell {
	t.Helper()
	nb, err := nbformat.Read(source)
	if err != nil {
		t.Fatal(err)
	}
	if err := grade.HandOut(nb); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), filepath.Base(source))
	if err := nb.WriteFile(name); err != nil {
		t.Fatal(err)
	}
	cells, err := grade.Submission(name)
	if err != nil {
		t.Fatal(err)
	}
	return cells
}

// maximum is the sum of the points that the checks of a test cell are worth.
func maximum(m *grade.Mark) (sum float64) {
	for _, c := range m.Says {
		sum += c.Max
	}
	return sum
}

// messages are the checks of a test cell, a line for each.
func messages(m *grade.Mark) string {
	var b strings.Builder
	if m != nil {
		for _, c := range m.Says {
			fmt.Fprintf(&b, "\n\t%g of %g  %s: %s", c.Points, c.Max, c.Name, c.Message)
		}
	}
	return b.String()
}
