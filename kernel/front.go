//go:build !windows

package main

import (
	"context"
	"errors"
	"fmt"

	"dlmath/kernel/internal/jupyter"
	"dlmath/kernel/internal/proc"
	"dlmath/kernel/internal/session"
)

// front is Jupyter's front end as a cell sees it.
type front struct {
	*jupyter.Output
	present bool
	pages   []map[string]any // for the pager
	result  *string          // the text of the cell's value, for the history
	heard   *heard
}

var _ session.Front = (*front)(nil)

// Display shows rich output. What it gets has come as JSON, and so can be sent as such.
func (f *front) Display(b proc.Bundle) {
	bundle := jupyter.Bundle{Data: b.Data, Metadata: b.Metadata, DisplayID: b.DisplayID}
	switch b.Kind {
	case proc.Result:
		if text, ok := b.Data["text/plain"].(string); ok {
			f.result = &text
		}
		f.Output.Result(bundle)
	case session.Page:
		f.pages = append(f.pages, map[string]any{"source": "page", "data": b.Data, "start": 0})
	case proc.Update:
		f.Output.UpdateDisplay(bundle)
	case proc.Clear:
		f.Output.Clear(b.Wait)
	default:
		f.Output.Display(bundle)
	}
}

func (f *front) Present() bool { return f.present }

func (f *front) Comm(c session.Comm) error {
	comm := jupyter.Comm{ID: c.ID, Target: c.Target, Data: c.Data, Metadata: c.Metadata, Buffers: c.Buffers}
	switch {
	case !f.present:
		return errors.New("a silent cell has no front end")
	case c.Kind == "comm_open":
		return f.Output.CommOpen(comm)
	case c.Kind == "comm_close":
		f.heard.forget(c.ID)
		return f.Output.CommClose(comm)
	}
	return f.heard.of(c.ID, f.Output).CommMsg(comm)
}

func (f *front) Forget(comm string) {
	f.heard.forget(comm)
	f.Output.CommForget(comm)
}

// valueOf gives the value of a user expression.
func valueOf(ctx context.Context, s *session.Session, expression string, number int) jupyter.Evaluation {
	var value result
	err := s.Execute(ctx, session.Cell{Source: expression, Number: number}, session.Alone{Output: &value})
	switch {
	case err != nil:
		return jupyter.Evaluation{Err: shown(err, expression)}
	case value.Data == nil:
		return jupyter.Evaluation{Err: fmt.Errorf("%s has no value", expression)}
	}
	return jupyter.Evaluation{Value: jupyter.Bundle{Data: value.Data, Metadata: value.Metadata}}
}

// result keeps the value that a cell shows, and nothing else.
type result struct{ proc.Bundle }

func (r *result) Stream(string, string) {}

func (r *result) Display(b proc.Bundle) { r.Bundle = b }

// shown is a cell's error as a front end shows it.
func shown(err error, source string) error {
	var e *session.Error
	if !errors.As(err, &e) {
		return err
	}
	return &jupyter.Error{Name: e.Name, Value: e.Message, Traceback: e.Traceback(source)}
}
