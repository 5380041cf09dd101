//go:build !windows

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/confine"
	"dlmath/kernel/internal/grade"
	"dlmath/kernel/internal/setup"
)

type gradeVerb struct {
	Course     string        `help:"The course's folder, as nbgrader has it: source, submitted, … (default: the current one)." default:"." type:"path" placeholder:"FOLDER"`
	Assignment string        `help:"Mark this assignment (default: all of which something was submitted)." placeholder:"NAME"`
	Student    []string      `help:"Mark this student alone; may be given several times." placeholder:"NAME"`
	Timeout    time.Duration `help:"How long a test cell may take." default:"30s" placeholder:"TIME"`
	Again      bool          `help:"Mark also what was marked before and has not changed."`
	Release    bool          `help:"Write what students get to release/ASSIGNMENT: no solutions, no hidden tests; mark nothing."`
	Check      string        `help:"For students, before they hand in: run the visible tests of this notebook, and say what is missing." type:"path" placeholder:"NOTEBOOK"`
}

// Help is shown by --help.
func (v *gradeVerb) Help() string {
	return `It reads submitted/STUDENT/ASSIGNMENT/NAME.ipynb, with the lecturer's tests in
source/ASSIGNMENT/NAME.ipynb, and writes

  marks/ASSIGNMENT.csv                    a row for each student, a column for each problem;
                                          the empty fields are those that you fill in
  feedback/STUDENT/ASSIGNMENT/NAME.html   the page for the student

Run it again after you have filled in points, or when more was handed in: what is marked
and has not changed is not marked again.`
}

// Run marks submissions, with no Jupyter and no Python.
func (v *gradeVerb) Run(ctx context.Context) error {
	home, err := setup.Open()
	if err != nil {
		return err
	}
	env := home.Environ()
	config := build.Config{Workspace: []string{home.Repo}, Env: env}
	for _, sentence := range confine.Lacking() {
		fmt.Fprintln(os.Stderr, "Note:", sentence)
	}
	if v.Check != "" {
		if v.Assignment != "" || len(v.Student) > 0 {
			return errors.New("--check looks at one notebook: it goes with neither --assignment nor --student")
		}
		return v.check(ctx, config)
	}
	c := &grade.Course{Dir: v.Course, Timeout: v.Timeout, Build: config, Again: v.Again, Say: func(format string, args ...any) { fmt.Printf(format, args...) }}
	if v.Release {
		if v.Assignment == "" {
			return errors.New("--release needs the name of an assignment: --assignment=NAME")
		}
		dir, err := c.Release(v.Assignment)
		if err == nil {
			fmt.Println("Written to", dir)
		}
		return err
	}
	assignments := []string{v.Assignment}
	if v.Assignment == "" {
		if assignments, err = c.Assignments(); err != nil {
			return err
		}
	}
	for _, a := range assignments {
		fmt.Println(a)
		if err := c.Mark(ctx, a, v.Student...); err != nil {
			return err
		}
	}
	return nil
}

// check says to a student how a notebook stands.
func (v *gradeVerb) check(ctx context.Context, config build.Config) error {
	a, err := grade.ReadAssignment(v.Check)
	if err != nil {
		return err
	}
	if len(a.Problems()) == 0 {
		return fmt.Errorf("%s has no test cells: is it a notebook of the homework?", v.Check)
	}
	builder, err := build.New(ctx, config)
	if err != nil {
		return err
	}
	defer builder.Close()
	m := &grade.Marker{Timeout: v.Timeout, Builder: builder, Env: config.Env}
	r, err := m.Mark(ctx, a, a.Cells, filepath.Dir(v.Check))
	if err != nil {
		return err
	}
	fmt.Print(r.Text())
	return nil
}
