package grade

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/nbformat"

	"github.com/google/renameio/v2"
)

// Course is a folder as nbgrader has it:
//
//	source/ASSIGNMENT/NAME.ipynb              the lecturer's notebooks
//	release/ASSIGNMENT/NAME.ipynb             what was handed out
//	submitted/STUDENT/ASSIGNMENT/NAME.ipynb   what came back
//
// and to which marking adds
//
//	marks/ASSIGNMENT.csv                      a row for each student
//	marks/.ASSIGNMENT/STUDENT.json            what has been marked, not to be marked again
//	feedback/STUDENT/ASSIGNMENT/NAME.html     the pages for the students
type Course struct {
	Dir     string
	Timeout time.Duration // of a test cell
	Build   build.Config
	Again   bool                 // mark also what was marked before
	Say     func(string, ...any) // hears of each student
}

// Assignments are those of which something was submitted.
func (c *Course) Assignments() ([]string, error) {
	dirs, err := filepath.Glob(filepath.Join(c.Dir, "submitted", "*", "*"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err == nil && info.IsDir() && !hidden(dir) {
			names = append(names, filepath.Base(dir))
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); names == nil {
		return nil, fmt.Errorf("%s: nothing was submitted: put the notebooks where nbgrader does, submitted/STUDENT/ASSIGNMENT/NAME.ipynb", c.Dir)
	}
	return names, nil
}

func hidden(path string) bool { return strings.HasPrefix(filepath.Base(path), ".") }

// students are those who have submitted an assignment, in order.
func (c *Course) students(assignment string) (list []string, err error) {
	dirs, err := filepath.Glob(filepath.Join(c.Dir, "submitted", "*", assignment))
	for _, dir := range dirs {
		if student := filepath.Dir(dir); !hidden(student) {
			list = append(list, filepath.Base(student))
		}
	}
	return list, err
}

// read reads the source notebooks of an assignment.
func (c *Course) read(assignment string) ([]*Assignment, error) {
	names, err := filepath.Glob(filepath.Join(c.Dir, "source", assignment, "*.ipynb"))
	if err != nil {
		return nil, err
	}
	if names == nil {
		return nil, fmt.Errorf("there is no notebook in %s: marks need the lecturer's, with all tests", filepath.Join(c.Dir, "source", assignment))
	}
	var list []*Assignment
	for _, name := range names {
		a, err := ReadAssignment(name)
		if err != nil {
			return nil, err
		}
		release := filepath.Join(c.Dir, "release", assignment, filepath.Base(name))
		if nb, err := nbformat.Read(release); err == nil {
			a.Handed(nb)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

// marked is what is kept of a student's submission.
type marked struct {
	Of      string    `json:"of"` // a hash of what was marked
	Results []*Result `json:"results"`
}

// Mark marks an assignment for these students, or for all; many at once. It writes what
// it has after each student, so that an interrupted run goes on where it was.
func (c *Course) Mark(ctx context.Context, assignment string, only ...string) error {
	assignments, err := c.read(assignment)
	if err != nil {
		return err
	}
	students, err := c.students(assignment)
	if err != nil {
		return err
	}
	for _, name := range only {
		if !slices.Contains(students, name) {
			return fmt.Errorf("%s has not submitted %s: there is no folder %s", name, assignment, filepath.Join(c.Dir, "submitted", name, assignment))
		}
	}
	table, err := readTable(c.table(assignment), assignments)
	if err != nil {
		return err
	}
	var builder *build.Builder
	getBuilder := sync.OnceValues(func() (_ *build.Builder, err error) {
		builder, err = build.New(ctx, c.Build)
		return builder, err
	})
	todo := make(chan string)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wait sync.WaitGroup
	// Twice as many as processors: a few wait for loops that never end.
	for range min(2*runtime.GOMAXPROCS(0), max(1, len(students))) {
		wait.Go(func() {
			if err := c.work(ctx, assignment, assignments, todo, getBuilder); err != nil {
				cancel(err)
			}
		})
	}
give:
	for _, student := range students {
		if len(only) > 0 && !slices.Contains(only, student) {
			continue
		}
		select {
		case todo <- student:
		case <-ctx.Done():
			break give
		}
	}
	close(todo)
	wait.Wait()
	if builder != nil {
		builder.Close()
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	results := map[string][]*Result{}
	for _, student := range students {
		m, err := c.readMarked(assignment, student)
		if err != nil {
			continue // not marked yet
		}
		results[student] = m.Results
		table.give(student, m.Results, assignments)
		for i, r := range m.Results {
			if err := c.writePage(student, assignment, assignments[i].Name, r); err != nil {
				return err
			}
		}
	}
	return table.write(students, results, assignments)
}

// work marks students until there are no more. All workers share a builder: what one has
// compiled the others need not.
func (c *Course) work(ctx context.Context, assignment string, assignments []*Assignment, todo <-chan string, getBuilder func() (*build.Builder, error)) error {
	for student := range todo {
		of, err := c.fingerprint(student, assignment)
		if err != nil {
			return err
		}
		if old, err := c.readMarked(assignment, student); err == nil && old.Of == of && len(old.Results) == len(assignments) && !c.Again {
			c.Say("%s: unchanged\n", student)
			continue
		}
		builder, err := getBuilder()
		if err != nil {
			return err
		}
		m := &Marker{Timeout: c.Timeout, Builder: builder, Env: c.Build.Env}
		new := marked{Of: of}
		for _, a := range assignments {
			r, err := c.mark(ctx, m, a, student, assignment)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", student, assignment, err)
			}
			new.Results = append(new.Results, r)
		}
		if err := c.writeMarked(assignment, student, new); err != nil {
			return err
		}
		var points, most float64
		open := 0
		for _, r := range new.Results {
			p, m, o := r.Points()
			points, most, open = points+p, most+m, open+o
		}
		if open > 0 {
			c.Say("%s: %s of %s points, %s to read\n", student, Decimal(points), Decimal(most), count(open, "answer"))
		} else {
			c.Say("%s: %s of %s points\n", student, Decimal(points), Decimal(most))
		}
	}
	return nil
}

// mark marks one notebook, in a copy of the submission's folder.
func (c *Course) mark(ctx context.Context, m *Marker, a *Assignment, student, assignment string) (*Result, error) {
	submitted := filepath.Join(c.Dir, "submitted", student, assignment)
	name := filepath.Join(submitted, a.Name+".ipynb")
	info, err := os.Lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		return a.Missing(a.Name + ".ipynb is not a file but a link, or a folder: hand in the notebook itself."), nil
	}
	if err == nil && info.Size() > largest {
		return a.Missing(fmt.Sprintf("The notebook has %d MB; clear its outputs, and hand it in again.", info.Size()>>20)), nil
	}
	cells, err := Submission(name)
	if errors.Is(err, fs.ErrNotExist) {
		return a.Missing(fmt.Sprintf("The notebook %s.ipynb was not handed in, or has another name.", a.Name)), nil
	} else if err != nil {
		return a.Missing("The notebook cannot be read: " + strings.ReplaceAll(err.Error(), submitted+string(filepath.Separator), "")), nil
	}
	dir, err := os.MkdirTemp("", "dlmath-grade-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	for _, from := range []string{submitted, filepath.Join(c.Dir, "source", assignment)} {
		if err := CopyFiles(dir, from); err != nil {
			return nil, err
		}
	}
	merged, notes := a.Merge(cells)
	r, err := m.Mark(ctx, a, merged, dir)
	if err != nil {
		return nil, err
	}
	r.Notes = append(notes, r.Notes...)
	return r, nil
}

// largest is the size in bytes of a notebook that is read.
const largest = 64 << 20

// fingerprint is a hash of all that a mark depends on.
func (c *Course) fingerprint(student, assignment string) (string, error) {
	h := sha256.New()
	for _, dir := range []string{filepath.Join(c.Dir, "submitted", student, assignment), filepath.Join(c.Dir, "source", assignment), filepath.Join(c.Dir, "release", assignment)} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%q %x\n", strings.TrimPrefix(name, c.Dir), sha256.Sum256(text))
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

func (c *Course) table(assignment string) string {
	return filepath.Join(c.Dir, "marks", assignment+".csv")
}

func (c *Course) markedFile(assignment, student string) string {
	return filepath.Join(c.Dir, "marks", "."+assignment, student+".json")
}

func (c *Course) readMarked(assignment, student string) (m marked, err error) {
	text, err := os.ReadFile(c.markedFile(assignment, student))
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	return m, err
}

func (c *Course) writeMarked(assignment, student string, m marked) error {
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return writeFile(c.markedFile(assignment, student), text)
}

func (c *Course) writePage(student, assignment, name string, r *Result) error {
	var b bytes.Buffer
	if err := r.WritePage(&b, assignment+": "+student); err != nil {
		return fmt.Errorf("the page of %s: %w", student, err)
	}
	return writeFile(filepath.Join(c.Dir, "feedback", student, assignment, name+".html"), b.Bytes())
}

// writeFile writes a file whole or not at all, and makes its folder.
func writeFile(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return renameio.WriteFile(name, text, 0o644, renameio.WithTempDir(filepath.Dir(name)))
}
