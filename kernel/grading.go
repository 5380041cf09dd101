//go:build !windows

package main

import (
	"fmt"
	"os"
	"path/filepath"

	"dlmath/kernel/internal/confine"
	"dlmath/kernel/internal/grade"
	"dlmath/kernel/internal/screen"
	"dlmath/kernel/internal/session"
)

// grading is what the kernel does besides when nbgrader marks homework with it.
type grading struct{ rules *screen.Rules }

// newGrading reads the lecturer's cells, and has the programs confined. They see a copy
// of the submission's files in the kernel's own folder, and no notebook: the one that
// nbgrader marks has the hidden tests in it.
func newGrading(dir, own string, config *session.Config) (*grading, error) {
	assignment, err := lecturersNotebooks(dir)
	if err != nil {
		return nil, err
	}
	rules := assignment.Rules()
	config.Dir = filepath.Join(own, "submission")
	if err := os.Mkdir(config.Dir, 0o755); err != nil {
		return nil, err
	}
	if err := grade.CopyFiles(config.Dir, dir); err != nil {
		return nil, err
	}
	config.Permit = rules.Permit
	limits := confine.Default(config.Dir)
	config.Confine = &limits
	return &grading{rules}, nil
}

// lecturersNotebooks reads the notebooks of an assignment, given the folder in which
// nbgrader runs one: it has the assignment's name, and somewhere above it lies source.
func lecturersNotebooks(dir string) (*grade.Assignment, error) {
	name := filepath.Base(dir)
	for above := filepath.Dir(dir); ; above = filepath.Dir(above) {
		files, err := filepath.Glob(filepath.Join(above, "source", name, "*.ipynb"))
		if err != nil {
			return nil, err
		}
		if files == nil && above != filepath.Dir(above) {
			continue
		}
		if files == nil {
			return nil, fmt.Errorf("homework cannot be marked in %s: there is no folder source/%s with the lecturer's notebook above it", dir, name)
		}
		all := &grade.Assignment{Name: name}
		for _, file := range files {
			a, err := grade.ReadAssignment(file)
			if err != nil {
				return nil, err
			}
			all.Cells = append(all.Cells, a.Cells...)
			all.Allow = append(all.Allow, a.Allow...)
		}
		return all, nil
	}
}

// refuses says why a cell is not run, or nil.
func (g *grading) refuses(source string) error {
	if g.rules.Lecturer(source) {
		return nil
	}
	return grade.Refusal(g.rules.Check(source))
}
