//go:build !windows

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/parameters"
	"dlmath/kernel/internal/setup"
)

// selection says which notebooks to execute, and how.
type selection struct {
	Notebooks []string      `arg:"" name:"notebook" help:"Notebooks to execute."`
	Timeout   time.Duration `help:"How long a cell may take, compiling included, such as 90s (default: as long as it takes)." placeholder:"TIME"`
}

// open reads all the notebooks, so that one that is damaged is found before any is
// executed. A notebook that is named twice is executed once.
func (s *selection) open() (x execution, notebooks []*nbformat.Notebook, err error) {
	home, err := setup.Open()
	if err != nil {
		return x, nil, err
	}
	s.Notebooks = slices.DeleteFunc(s.Notebooks, alreadySeen())
	for _, name := range s.Notebooks {
		nb, err := nbformat.Read(name)
		if err != nil {
			return x, nil, err
		}
		notebooks = append(notebooks, nb)
	}
	return execution{home, s.Timeout, newProgress(os.Stderr)}, notebooks, nil
}

// alreadySeen tells of each file name whether an earlier one meant the same file.
func alreadySeen() func(string) bool {
	var seen []os.FileInfo
	return func(name string) bool {
		info, err := os.Stat(name)
		if err != nil {
			return false // to read it will say why
		}
		if slices.ContainsFunc(seen, func(other os.FileInfo) bool { return os.SameFile(info, other) }) {
			return true
		}
		seen = append(seen, info)
		return false
	}
}

type runVerb struct {
	selection
	Param  []string `name:"param" sep:"none" help:"Another value for a name that the cell tagged parameters declares; may be given several times." placeholder:"NAME=VALUE"`
	Output string   `short:"o" help:"Write to this file, and leave the notebook as it is." placeholder:"FILE"`
	HTML   pages    `name:"html" help:"Also write a web page, one file that needs no network, beside the notebook that is written; --html=DIR writes it to a folder."`
}

// Help is shown by --help.
func (v *runVerb) Help() string {
	return `Tags of a cell that count:

  parameters         it declares what --param can change, such as var epochs = 20
  raises-exception   it may fail, and the cells below it are executed all the same
  skip-execution     it is not executed, and keeps its outputs`
}

// Run executes the notebooks, with no Jupyter and no Python, and writes the outputs back,
// those of the cells before a failure included. The first failure ends it.
func (v *runVerb) Run(ctx context.Context) error {
	x, notebooks, err := v.open()
	if err != nil {
		return err
	}
	if v.Output != "" && len(notebooks) > 1 {
		return errors.New("--output names one file, and there are several notebooks: give one, or run without --output")
	}
	for i, name := range v.Notebooks {
		if len(v.Param) > 0 {
			if err := parameters.Inject(notebooks[i], v.Param); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if err := nbformat.Writable(v.target(name)); err != nil {
			return err
		}
	}
	if err := v.HTML.plan(v.Notebooks, v.target); err != nil {
		return err
	}
	for i, name := range v.Notebooks {
		if err := v.run(ctx, x, name, notebooks[i]); err != nil {
			return err
		}
	}
	return nil
}

// target is the file to write.
func (v *runVerb) target(name string) string {
	if v.Output != "" {
		return v.Output
	}
	return name
}

func (v *runVerb) run(ctx context.Context, x execution, name string, nb *nbformat.Notebook) error {
	_, failed := x.notebook(ctx, name, nb)
	if ctx.Err() != nil {
		return ctx.Err() // an interrupted run leaves the notebook as it was
	}
	if err := nb.DropStaleWidgets(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := nb.WriteFile(v.target(name)); err != nil {
		return errors.Join(failed, err)
	}
	return errors.Join(failed, v.HTML.write(name, nb))
}
