package main

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dlmath/kernel/internal/grade"
	"dlmath/kernel/internal/nbformat"
)

// homeworkCase is a student's work: the cells that differ from what was handed out, and
// what they deserve.
type homeworkCase struct {
	Cells  map[string]string
	Points map[string]float64
	Says   map[string]string
}

// idOf is nbgrader's name for a cell, and its points.
func idOf(c *nbformat.Cell) (id string, points float64, graded bool) {
	var m struct {
		Nbgrader struct {
			ID              string `json:"grade_id"`
			Points          float64
			Grade, Solution bool
		}
	}
	json.Unmarshal(c.Metadata, &m)
	return m.Nbgrader.ID, m.Nbgrader.Points, m.Nbgrader.Grade && !m.Nbgrader.Solution
}

// handOut makes of a source notebook what students get.
func handOut(t *testing.T, nb *nbformat.Notebook) {
	t.Helper()
	if err := grade.HandOut(nb); err != nil {
		t.Fatal(err)
	}
}

// Every case of the course gets the points and the words that it deserves, and the
// lecturer's own solutions get all points. Outside of CI the good answers alone are marked.
func TestHomeworkCases(t *testing.T) {
	sources, err := filepath.Glob(filepath.Join("..", "notebooks", "homework", "source", "*", "*.ipynb"))
	if err != nil || len(sources) == 0 {
		t.Fatalf("no assignments: %v", err)
	}
	for _, source := range sources {
		assignment := filepath.Base(filepath.Dir(source))
		t.Run(assignment, func(t *testing.T) {
			t.Parallel()
			course := t.TempDir()
			put := func(where string, edit func(*nbformat.Notebook)) {
				nb := read(t, source)
				edit(nb)
				name := filepath.Join(course, where, assignment, filepath.Base(source))
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := nb.WriteFile(name); err != nil {
					t.Fatal(err)
				}
			}
			put("source", func(*nbformat.Notebook) {})
			put("release", func(nb *nbformat.Notebook) { handOut(t, nb) })
			put("submitted/lecturer", func(*nbformat.Notebook) {})
			cases := map[string]homeworkCase{"lecturer": {Points: map[string]float64{}}}
			for _, c := range read(t, source).Cells() {
				if id, points, graded := idOf(c); graded {
					cases["lecturer"].Points[id] = points
				}
			}
			files, err := filepath.Glob(filepath.Join("testdata", "homework", assignment, "*.json"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no cases: %v", err)
			}
			for _, file := range files {
				name := strings.TrimSuffix(filepath.Base(file), ".json")
				if os.Getenv("CI") == "" && name != "right" {
					continue
				}
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				var one homeworkCase
				if err := json.Unmarshal(text, &one); err != nil {
					t.Fatalf("%s: %v", file, err)
				}
				cases[name] = one
				put("submitted/"+name, func(nb *nbformat.Notebook) {
					handOut(t, nb)
					left := maps.Clone(one.Cells)
					for _, c := range nb.Cells() {
						id, _, _ := idOf(c)
						if source, ok := left[id]; ok {
							c.SetSource(source)
							delete(left, id)
						}
					}
					for id := range left {
						t.Errorf("%s: there is no cell %q", file, id)
					}
				})
			}
			if out, err := graded(t, "--course="+course); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			marks := marksOf(t, filepath.Join(course, "marks", assignment+".csv"))
			for _, name := range slices.Sorted(maps.Keys(cases)) {
				page, err := os.ReadFile(filepath.Join(course, "feedback", name, assignment, strings.TrimSuffix(filepath.Base(source), ".ipynb")+".html"))
				if err != nil {
					t.Error(err)
				}
				for id, points := range cases[name].Points {
					if got := marks[name][id]; got != pointsText(points) {
						t.Errorf("%s: %s has %s points, want %s", name, id, got, pointsText(points))
					}
				}
				for id, words := range cases[name].Says {
					if !strings.Contains(html.UnescapeString(string(page)), words) {
						t.Errorf("%s: the page does not say %q (%s)", name, words, id)
					}
				}
				if strings.Contains(string(page), "not run: ") {
					t.Errorf("%s: an honest cell is refused:\n%s", name, page[strings.Index(string(page), "not run: "):][:200])
				}
			}
		})
	}
}

// marksOf reads a table of marks.
func marksOf(t testing.TB, file string) map[string]map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]string{}
	for _, record := range records[1:] {
		rows[record[0]] = map[string]string{}
		for i, field := range record {
			rows[record[0]][records[0][i]] = field
		}
	}
	return rows
}
