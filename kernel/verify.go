//go:build !windows

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"

	"dlmath/kernel/internal/nbformat"
)

type verifyVerb struct{ selection }

// Run executes the notebooks and compares what their cells give with the outputs that
// are stored, to the bit.
func (v *verifyVerb) Run(ctx context.Context) error {
	x, notebooks, err := v.open()
	if err != nil {
		return err
	}
	different := 0
	for i, name := range v.Notebooks {
		n, err := x.verify(ctx, name, notebooks[i], os.Stdout)
		if err != nil {
			return err
		}
		different += n
	}
	if different > 0 {
		return fmt.Errorf("%d cells give other outputs than those that are stored; if the new ones are right:  go run ./kernel run NOTEBOOK", different)
	}
	return nil
}

// verify executes a notebook and writes how its outputs differ from the stored ones.
// It returns in how many cells they do.
func (x execution) verify(ctx context.Context, name string, nb *nbformat.Notebook, out io.Writer) (different int, err error) {
	var stored [][]nbformat.Output
	for _, c := range codeCells(nb) {
		var pieces nbformat.Outputs // not every program joins the pieces of a stream
		for _, o := range c.Outputs {
			pieces.Append(o)
		}
		stored = append(stored, pieces.List())
	}
	if err := x.notebook(ctx, name, nb); err != nil {
		return 0, err
	}
	for i, c := range codeCells(nb) {
		if before, now := lines(stored[i]), lines(c.Outputs); !reflect.DeepEqual(before, now) {
			different++
			fmt.Fprintf(out, "%s, cell %d (- stored, + now):\n%s", name, i+1, difference(before, now))
		}
	}
	return different, nil
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
	for _, mime := range sortedKeys(b) {
		if text, ok := b[mime].(string); ok && strings.HasPrefix(mime, "text/") {
			all = append(all, strings.Split(text, "\n")...)
			continue
		}
		if text, ok := b[mime].(string); ok && mime == "image/png" {
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
