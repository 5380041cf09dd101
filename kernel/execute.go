//go:build !windows

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/proc"
	"dlmath/kernel/internal/session"
	"dlmath/kernel/internal/setup"
)

// execution runs the cells of notebooks without a front end.
type execution struct {
	home     *setup.Home
	timeout  time.Duration // of a cell; 0 means none
	progress *progress
}

// Tags that Jupyter's own nbclient knows.
const (
	skipExecution   = "skip-execution"   // the cell is not executed, its outputs are kept
	raisesException = "raises-exception" // the cell may fail, which ends nothing
)

// notebook executes the code cells in their order, up to the first that fails, and gives
// each its outputs and execution count. It returns how many it has done, without the one
// that failed. The error names that cell and its line.
func (x execution) notebook(ctx context.Context, name string, nb *nbformat.Notebook) (done int, err error) {
	dir, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return 0, err
	}
	env := x.home.Environ()
	s, err := session.New(ctx, session.Config{
		Build: build.Config{Workspace: []string{x.home.Repo}, Env: env},
		Dir:   dir,
		Env:   env,
	})
	if err != nil {
		return 0, err
	}
	defer s.Close()
	cells := codeCells(nb)
	begins, ends := x.progress.notebook(name, len(cells))
	defer func() { ends(err) }()
	for i, c := range cells {
		if slices.Contains(c.Tags, skipExecution) {
			continue
		}
		begins(i + 1)
		outputs, err := x.cell(ctx, s, c.Source, i+1)
		if setErr := c.SetOutputs(outputs, i+1); setErr != nil {
			return i, fmt.Errorf("%s, cell %d: %w", name, i+1, setErr)
		}
		if err != nil && (ctx.Err() != nil || !slices.Contains(c.Tags, raisesException)) {
			return i, fmt.Errorf("%s, cell %d%s: %w", name, i+1, inLine(err), err)
		}
	}
	return len(cells), nil
}

// cell executes one cell. A failure is among the outputs, as Jupyter keeps it.
func (x execution) cell(ctx context.Context, s *session.Session, source string, number int) ([]nbformat.Output, error) {
	if strings.TrimSpace(source) == "" {
		return nil, nil
	}
	limit := ctx
	if x.timeout > 0 {
		var cancel context.CancelFunc
		limit, cancel = context.WithTimeout(ctx, x.timeout)
		defer cancel()
	}
	collected := &collector{number: number}
	err := s.Execute(limit, session.Cell{Source: source, Number: number}, session.Alone{Output: collected})
	if err != nil && ctx.Err() == nil {
		if limit.Err() != nil {
			err = fmt.Errorf("it ran longer than %v, and was ended; --timeout sets how long a cell may run", x.timeout)
		}
		collected.outputs.Append(failure(err))
	}
	return collected.outputs.List(), err
}

// failure is an error as a notebook keeps it.
func failure(err error) nbformat.Error {
	var e *session.Error
	if errors.As(err, &e) {
		return nbformat.Error{Name: e.Name, Value: e.Message, Traceback: strings.Split(e.Error(), "\n")}
	}
	return nbformat.Error{Name: "error", Value: err.Error(), Traceback: strings.Split(err.Error(), "\n")}
}

// inLine is ", line 3" where the error names a line of its cell.
func inLine(err error) string {
	var e *session.Error
	if errors.As(err, &e) && e.Line > 0 {
		return fmt.Sprintf(", line %d", e.Line)
	}
	return ""
}

func codeCells(nb *nbformat.Notebook) (cells []*nbformat.Cell) {
	for _, c := range nb.Cells() {
		if c.Type == "code" {
			cells = append(cells, c)
		}
	}
	return cells
}

// collector keeps a cell's output in the form of a notebook.
type collector struct {
	number  int // of the cell
	outputs nbformat.Outputs
}

var _ proc.Output = (*collector)(nil)

func (c *collector) Stream(name, text string) {
	c.outputs.Append(nbformat.Stream{Name: name, Text: text})
}

func (c *collector) Display(b proc.Bundle) {
	switch b.Kind {
	case proc.Result:
		c.outputs.Append(nbformat.ExecuteResult{Data: b.Data, Metadata: b.Metadata, ExecutionCount: c.number})
	case proc.Update:
		c.outputs.Update(b.DisplayID, b.Data, b.Metadata)
	case proc.Clear:
		c.outputs.Clear(b.Wait)
	default:
		c.outputs.Append(nbformat.DisplayData{Data: b.Data, Metadata: b.Metadata, DisplayID: b.DisplayID})
	}
}
