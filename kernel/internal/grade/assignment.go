package grade

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/screen"
)

// Assignment is the lecturer's notebook.
type Assignment struct {
	Name  string // of the notebook, without its extension
	Cells []*Cell
	Allow []string // what the assignment adds to the packages that a submission may use
}

// Cell is a cell of an assignment or of a submission.
type Cell struct {
	ID     string // nbgrader's grade_id; "" if it has none
	Type   string // "code", "markdown" or "raw"
	Source string
	Points float64 // of a cell that is graded

	Grade, Solution, Locked bool

	Unanswered string // of a solution: the text that was handed out; "" if that is not known
	Note       string // on a cell that was restored, for the student
}

// Manual says that a person gives the points.
func (c *Cell) Manual() bool { return c.Grade && c.Solution }

// Test says that the cell's report gives the points.
func (c *Cell) Test() bool { return c.Grade && !c.Solution && c.Type == "code" }

// metadata is nbgrader's, in schema 3.
type metadata struct {
	Nbgrader *struct {
		ID       string  `json:"grade_id"`
		Grade    bool    `json:"grade"`
		Solution bool    `json:"solution"`
		Locked   bool    `json:"locked"`
		Task     bool    `json:"task"`
		Points   float64 `json:"points"`
	} `json:"nbgrader"`
}

// readCells returns the cells of a notebook. Metadata that are damaged are as none.
func readCells(nb *nbformat.Notebook) (cells []*Cell) {
	for _, c := range nb.Cells() {
		one := &Cell{Type: c.Type, Source: c.Source}
		var m metadata
		if err := json.Unmarshal(c.Metadata, &m); err == nil && m.Nbgrader != nil {
			n := m.Nbgrader
			one.ID, one.Solution, one.Points = n.ID, n.Solution || n.Task, n.Points
			one.Grade = n.Grade || n.Task
			one.Locked = !one.Solution && (n.Grade || n.Locked)
		}
		cells = append(cells, one)
	}
	return cells
}

// ReadAssignment reads a source notebook. An error names the cell that is wrong.
func ReadAssignment(path string) (*Assignment, error) {
	nb, err := nbformat.Read(path)
	if err != nil {
		return nil, err
	}
	a := &Assignment{Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), Cells: readCells(nb), Allow: allowed(nb)}
	seen := map[string]int{}
	for i, c := range a.Cells {
		if c.ID == "" {
			continue
		}
		if other, twice := seen[c.ID]; twice {
			return nil, fmt.Errorf("%s: cells %d and %d both have the grade_id %q: each needs one of its own", path, other, i+1, c.ID)
		}
		seen[c.ID] = i + 1
		if c.Grade && !(c.Points >= 0) {
			return nil, fmt.Errorf("%s, cell %d (%s): it has %g points; expected a number from 0", path, i+1, c.ID, c.Points)
		}
	}
	return a, nil
}

// allowed is what a notebook's metadata add: {"dlmath": {"allow": ["math/cmplx"]}}.
func allowed(nb *nbformat.Notebook) []string {
	var m struct {
		Dlmath struct {
			Allow []string `json:"allow"`
		} `json:"dlmath"`
	}
	json.Unmarshal(nb.Metadata, &m) // what is of another form allows nothing
	return m.Dlmath.Allow
}

// Rules are those for the cells of a submission.
func (a *Assignment) Rules() *screen.Rules {
	var cells []screen.Cell
	for _, c := range a.Cells {
		if c.Type == "code" && !c.Solution {
			cells = append(cells, screen.Cell{Source: c.Source, Locked: c.Locked})
		}
	}
	return screen.New(cells, append(screen.Default[:len(screen.Default):len(screen.Default)], a.Allow...)...)
}

// Handed reads what was handed out, to know answers that nobody has changed.
func (a *Assignment) Handed(release *nbformat.Notebook) {
	for _, c := range readCells(release) {
		if own := a.find(c.ID); own != nil && own.Solution {
			own.Unanswered = c.Source
		}
	}
}

func (a *Assignment) find(id string) *Cell {
	for _, c := range a.Cells {
		if id != "" && c.ID == id {
			return c
		}
	}
	return nil
}

// Problems are the graded cells.
func (a *Assignment) Problems() (list []*Cell) {
	for _, c := range a.Cells {
		if c.Grade {
			list = append(list, c)
		}
	}
	return list
}

// Merge returns the cells of a submission as they are marked, and notes for the student on
// what had to be mended. Locked cells have the lecturer's text, and graded cells that are
// missing stand behind the one that they stood behind, and what is the student's own. A cell is known by its grade_id; of
// several with the same one the first counts.
func (a *Assignment) Merge(submission []*Cell) (cells []*Cell, notes []string) {
	note := func(c *Cell, format string, args ...any) {
		c.Note = fmt.Sprintf(format, args...)
		notes = append(notes, c.Note)
	}
	at := map[string]bool{}
	for _, c := range submission {
		own := a.find(c.ID)
		one := &Cell{Type: c.Type, Source: c.Source}
		switch {
		case own == nil && c.ID != "":
			note(one, "A cell has the name %q, which is not one of this assignment: it is taken for a cell of yours.", c.ID)
		case own == nil:
		case at[c.ID]:
			note(one, "There are several cells with the name %q; the first counts.", c.ID)
		default:
			at[c.ID] = true
			*one = *own
			switch {
			case !own.Locked:
				one.Source = c.Source
				if c.Type != own.Type {
					note(one, "The cell %q was of type %s; it is read as %s, which it was.", c.ID, c.Type, own.Type)
				}
			case !sameText(own.Source, c.Source):
				note(one, "The cell %q is not to be changed; its own text was put back.", c.ID)
			}
		}
		cells = append(cells, one)
	}
	before := ""
	for _, own := range a.Cells {
		if own.ID == "" {
			continue
		}
		if !at[own.ID] && (own.Grade || own.Locked) {
			one := *own
			if own.Solution {
				one.Source = ""
			}
			note(&one, "The cell %q was missing; it was put back.", own.ID)
			cells = insertAfter(cells, before, &one, own.Grade)
			at[own.ID] = true
		} else if !at[own.ID] {
			notes = append(notes, fmt.Sprintf("The cell %q, for an answer of yours, is missing.", own.ID))
			continue
		}
		before = own.ID
	}
	return cells, notes
}

// sameText compares a locked cell with what a student was given of it.
func sameText(source, handed string) bool {
	trim := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return trim(handed) == trim(source) || trim(handed) == trim(screen.WithoutHidden(source))
}

// insertAfter puts a cell behind the one with this id, or first. Late says to put it behind
// the student's own code there, too: it may be the answer, and have lost its name.
func insertAfter(cells []*Cell, id string, c *Cell, late bool) []*Cell {
	i := 0
	for j, other := range cells {
		if id != "" && other.ID == id {
			i = j + 1
		}
	}
	for j := i; late && j < len(cells) && cells[j].ID == ""; j++ {
		if cells[j].Type == "code" {
			i = j + 1
		}
	}
	return append(cells[:i:i], append([]*Cell{c}, cells[i:]...)...)
}
