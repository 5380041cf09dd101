//go:build !windows

package main

import (
	"context"
	"os"
	"time"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/setup"
)

type runVerb struct {
	Notebooks []string      `arg:"" name:"notebook" help:"Notebooks to execute; their outputs are written back."`
	Timeout   time.Duration `help:"How long a cell may run, such as 90s (default: as long as it takes)." placeholder:"TIME"`
}

// Run executes the notebooks, with no Jupyter and no Python, and writes the outputs back,
// those of the cells before a failure included. The first failure ends it.
func (v *runVerb) Run(ctx context.Context) error {
	home, err := setup.Open()
	if err != nil {
		return err
	}
	notebooks, err := readAll(v.Notebooks)
	if err != nil {
		return err
	}
	x := execution{home, v.Timeout, os.Stderr}
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

// readAll reads notebooks, so that one that is damaged is found before any is executed.
func readAll(names []string) (notebooks []*nbformat.Notebook, err error) {
	for _, name := range names {
		nb, err := nbformat.Read(name)
		if err != nil {
			return nil, err
		}
		notebooks = append(notebooks, nb)
	}
	return notebooks, nil
}
