package jupyter

import (
	"context"
	"errors"
	"fmt"
)

// Error is a failure as a front end shows it.
type Error struct {
	Name      string   // what kind it is: one word
	Value     string   // what has happened
	Traceback []string // the lines that are shown, ANSI colours allowed; nil: name and value
}

func (e *Error) Error() string { return e.Name + ": " + e.Value }

// The causes for which a cell's context ends.
var (
	ErrInterrupted = &Error{Name: "Interrupted", Value: "the cell was interrupted"}
	ErrShutdown    = &Error{Name: "Shutdown", Value: "the kernel is shutting down"}
)

// ErrNoStdin is returned by [Output.Input] when the front end cannot be asked.
var ErrNoStdin = &Error{
	Name:  "StdinNotImplementedError",
	Value: "the cell asks for input, but this front end does not support input requests",
}

// asError gives any error of the kernel the form of an Error.
func asError(ctx context.Context, err error) *Error {
	if errors.Is(err, context.Canceled) && context.Cause(ctx) != nil {
		err = context.Cause(ctx)
	}
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Name: "Error", Value: err.Error()}
	}
	if e.Traceback == nil {
		e = &Error{e.Name, e.Value, []string{e.Error()}}
	}
	return e
}

// fields is the content of a message.
type fields map[string]any

// content returns the fields of an error message.
func (e *Error) content() fields {
	return fields{"ename": e.Name, "evalue": e.Value, "traceback": e.Traceback}
}

// reply returns the fields of a reply that reports the error.
func (e *Error) reply() fields {
	f := e.content()
	f["status"] = "error"
	return f
}

func badRequest(kind string, err error) error {
	return &Error{Name: "BadRequest", Value: fmt.Sprintf("the content of %s: %v", kind, err)}
}
