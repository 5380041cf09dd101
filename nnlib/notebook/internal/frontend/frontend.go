package frontend

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// Bundle is one thing to show, in one or more forms.
type Bundle struct {
	Data     map[string]any // by MIME type: text, bytes, or what encoding/json can encode
	Metadata map[string]any
}

// Comm is a message of a comm, Jupyter's way for a program and a front end to talk.
type Comm struct {
	Kind     string         `json:"type"` // comm_open, comm_msg or comm_close
	ID       string         `json:"comm_id"`
	Target   string         `json:"-"` // of comm_open: what the front end is to answer with
	Data     any            `json:"-"` // what encoding/json can encode; when heard, a json.RawMessage
	Metadata map[string]any `json:"metadata"`
	Buffers  [][]byte       `json:"buffers"`

	// NoWait sends without waiting for the kernel's answer.
	NoWait bool `json:"-"`
}

// ErrNobody means that there is no front end which could ever answer.
var ErrNobody = errors.New("no front end is here that could answer")

// end is the other end of the line.
type end interface {
	display(kind, id string, b Bundle) error
}

// talker is an end that can answer.
type talker interface {
	end
	comm(Comm) error
	live() error
	clear() error
	listen(hear func(Comm), hungUp func())
}

// connect finds out, once, who is at the other end.
var connect = sync.OnceValue(dial)

// Connect has the program talk to a kernel over these files, and not to the one that the
// environment names, until restore is called. It is for tests.
func Connect(out io.Writer, in io.Reader) (restore func()) {
	before, k := connect, &kernel{out: out, in: bufio.NewReader(in)}
	connect = func() end { return k }
	return func() { connect = before }
}

func dial() end {
	if k, err := openKernel(); k != nil || err != nil {
		return orBroken(k, err)
	}
	if g, err := openGonb(); g != nil || err != nil {
		return orBroken(g, err)
	}
	return text{}
}

func orBroken(e end, err error) end {
	if err != nil {
		return broken{err}
	}
	return e
}

// Display shows b below what was shown before. The id, if it is not "", names the place
// for [Update].
func Display(id string, b Bundle) error { return connect().display("display_data", id, b) }

// Result shows b as the cell's result.
func Result(b Bundle) error { return connect().display("execute_result", "", b) }

// Update shows b in the place that has this id. Without a rich front end it shows nothing.
func Update(id string, b Bundle) error { return connect().display("update_display_data", id, b) }

// Clear removes what was shown, once something new is. Where that cannot be done it
// does nothing.
func Clear() error {
	t, ok := connect().(talker)
	if !ok {
		return nil
	}
	return t.clear()
}

// Rich tells whether more than plain text can be shown.
func Rich() bool {
	_, plain := connect().(text)
	return !plain
}

// Send sends a message of a comm. An error of comm_open means that nobody will ever answer.
func Send(c Comm) error {
	t, ok := connect().(talker)
	if !ok {
		return ErrNobody
	}
	return t.comm(c)
}

// Live says that the cell's own work is done, and that the program lives on to answer
// its comms. The cell then ends, and the program must not.
func Live() error {
	t, ok := connect().(talker)
	if !ok {
		return ErrNobody
	}
	return t.live()
}

// Listen has hear called, in a goroutine of its own, for each message that the front end
// sends over a comm, and hungUp when no more can come. Hear must not wait for the kernel:
// it may [Send] with NoWait alone. Listen is called once, and after a Send that succeeded.
func Listen(hear func(Comm), hungUp func()) { connect().(talker).listen(hear, hungUp) }

// text is nobody: a terminal, or a file.
type text struct{}

func (text) display(kind, _ string, b Bundle) error {
	if kind == "update_display_data" {
		return nil
	}
	_, err := fmt.Fprintln(os.Stdout, b.Data["text/plain"])
	return err
}

// broken is a line that cannot be opened.
type broken struct{ err error }

func (b broken) display(string, string, Bundle) error { return b.err }
