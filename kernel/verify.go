//go:build !windows

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"dlmath/kernel/internal/nbformat"
)

type verifyVerb struct {
	selection
	Sample int  `default:"100" help:"How many runs of a study to repeat (default: 100)."`
	All    bool `help:"Repeat all runs of a study."`
}

// Help is shown by --help.
func (v *verifyVerb) Help() string {
	return `Outputs must be the same to the bit. Tags of a cell make exceptions:

  tolerance=1e-9        numbers a and b in its text may differ by 1e-9 · max(1, |a|, |b|)
  nbval-ignore-output   its outputs are not compared, such as times
  raises-exception      it may fail; how, is compared
  skip-execution        it is not executed

A file NAME.study.json is the record of a study. Some of its runs, or all, are repeated and
compared to the bit.`
}

// ignoreOutput is the tag by which nbval, pytest's plugin for notebooks, knows a cell
// whose outputs vary: so one tag serves both.
const ignoreOutput = "nbval-ignore-output"

// Run executes the notebooks and compares what their cells give with the outputs that
// are stored. Each notebook is verified, also after one that differs or fails.
func (v *verifyVerb) Run(ctx context.Context) error {
	failures := v.records(ctx)
	if ctx.Err() != nil || len(v.Notebooks) == 0 {
		return errors.Join(append(failures, ctx.Err())...)
	}
	x, notebooks, err := v.open()
	if err != nil {
		return err
	}
	for i, name := range v.Notebooks {
		if !executed(notebooks[i]) {
			return fmt.Errorf("%s was never executed, so there are no outputs to compare with; first:  go run ./kernel run '%s'", name, name)
		}
	}
	different := 0
	for i, name := range v.Notebooks {
		n, err := x.verify(ctx, name, notebooks[i], os.Stdout)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		different += n
		failures = append(failures, err)
	}
	if different > 0 {
		failures = append(failures, fmt.Errorf("%s with other outputs than are stored; if the new ones are right:  go run ./kernel run NOTEBOOK", counted(different)))
	}
	return errors.Join(failures...)
}

// records verifies the records among the notebooks, and takes them out of their list.
func (v *verifyVerb) records(ctx context.Context) (failures []error) {
	sample := max(1, v.Sample)
	if v.All {
		sample = 0
	}
	v.Notebooks = slices.DeleteFunc(v.Notebooks, func(name string) bool {
		if !strings.HasSuffix(name, recordSuffix) {
			return false
		}
		if ctx.Err() == nil {
			failures = append(failures, verifyRecord(ctx, name, sample, os.Stdout, os.Stderr))
		}
		return true
	})
	return failures
}

// executed tells whether a notebook has outputs or execution counts, or no code at all.
func executed(nb *nbformat.Notebook) bool {
	cells := codeCells(nb)
	return len(cells) == 0 || slices.ContainsFunc(cells, func(c *nbformat.Cell) bool {
		return c.ExecutionCount > 0 || len(c.Outputs) > 0
	})
}

// verify executes a notebook and writes how its outputs differ from the stored ones, also
// of the cells before a failure. It returns in how many cells they do.
func (x execution) verify(ctx context.Context, name string, nb *nbformat.Notebook, out io.Writer) (different int, err error) {
	cells := codeCells(nb)
	stored := make([][]string, len(cells))
	tolerances := make([]tolerance, len(cells))
	for i, c := range cells {
		var pieces nbformat.Outputs // not every program joins the pieces of a stream
		for _, o := range c.Outputs {
			pieces.Append(o)
		}
		stored[i] = lines(pieces.List())
		if tolerances[i], err = toleranceOf(c.Tags); err != nil {
			return 0, fmt.Errorf("%s, cell %d: %w", name, i+1, err)
		}
	}
	done, failed := x.notebook(ctx, name, nb)
	for i, c := range cells[:done] {
		if slices.Contains(c.Tags, ignoreOutput) {
			continue
		}
		if diff := difference(stored[i], lines(c.Outputs), tolerances[i].equal); diff != "" {
			different++
			fmt.Fprintf(out, "%s, cell %d (- stored, + now):\n%s", name, i+1, diff)
		}
	}
	return different, failed
}

// lines are outputs as text that can be compared and read: text line by line, anything
// else as JSON, less the number of the cell's execution; a PNG image by what it shows.
func lines(outputs []nbformat.Output) (all []string) {
	for _, o := range outputs {
		switch o := o.(type) {
		case nbformat.Stream:
			all = append(all, strings.Split(strings.TrimSuffix(o.Text, "\n"), "\n")...)
		case nbformat.DisplayData:
			all = append(all, bundle(o.Data)...)
		case nbformat.ExecuteResult:
			all = append(all, bundle(o.Data)...)
		case nbformat.Error:
			all = append(all, o.Name+": "+o.Value)
		}
	}
	return all
}

func bundle(b nbformat.Bundle) (all []string) {
	for _, mime := range slices.Sorted(maps.Keys(b)) {
		text, isText := b[mime].(string)
		switch {
		case mime == "application/vnd.jupyter.widget-view+json":
			all = append(all, mime) // the id of the widget is chance
			continue
		case isText && (strings.HasPrefix(mime, "text/") || mime == "image/svg+xml"):
			all = append(all, strings.Split(text, "\n")...)
			continue
		case isText && mime == "image/png":
			if size, pixels, err := picture(text); err == nil {
				all = append(all, fmt.Sprintf("%s %s, pixels %s", mime, size, pixels))
				continue
			}
		}
		value, _ := json.Marshal(b[mime]) // what a notebook holds is JSON
		all = append(all, mime+" "+string(value))
	}
	return all
}
