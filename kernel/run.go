//go:build !windows

package main

import (
	"context"
	"os"
	"time"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/setup"
)

// selection says which notebooks to execute, and how.
type selection struct {
	Notebooks []string      `arg:"" name:"notebook" help:"Notebooks to execute."`
	Timeout   time.Duration `help:"How long a cell may run, such as 90s (default: as long as it takes)." placeholder:"TIME"`
}

// open reads all the notebooks, so that one that is damaged is found before any is executed.
func (s selection) open() (x execution, notebooks []*nbformat.Notebook, err error) {
	home, err := setup.Open()
	if err != nil {
		return x, nil, err
	}
	for _, name := range s.Notebooks {
		nb, err := nbformat.Read(name)
		if err != nil {
			return x, nil, err
		}
		notebooks = append(notebooks, nb)
	}
	return execution{home, s.Timeout, os.Stderr}, notebooks, nil
}

type runVerb struct{ selection }

// Run executes the notebooks, with no Jupyter and no Python, and writes the outputs back,
// those of the cells before a failure included. The first failure ends it.
func (v *runVerb) Run(ctx context.Context) error {
	x, notebooks, err := v.open()
	if err != nil {
		return err
	}
	for i, name := range v.Notebooks {
		nb := notebooks[i]
		failed := x.notebook(ctx, name, nb)
		if ctx.Err() != nil {
			return ctx.Err() // an interrupted run leaves the notebook as it was
		}
		if err := nb.WriteFile(name); err != nil {
			return err
		}
		if failed != nil {
			return failed
		}
	}
	return nil
}
