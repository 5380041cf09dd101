package session

import (
	"context"
	"encoding/json"
	"errors"

	"dlmath/kernel/internal/proc"
)

// Cell is a cell to execute.
type Cell struct {
	Source string
	Number int    // tells cells apart in messages; counts from 1
	ID     string // the notebook's name for the cell, by which it is known when it runs again; "" if it has none
}

// Front is the front end as a cell sees it. A program that lives on after its cell uses
// it still.
type Front interface {
	proc.Output

	// Present says whether there is somebody who could answer. If not, Input and Comm fail.
	Present() bool

	// Input asks a person for a line, without its line break.
	Input(ctx context.Context, prompt string, password bool) (string, error)

	// Comm passes on what a program says over a comm. An error, of which the program is
	// told, means that nobody will ever answer. It may be called at any time.
	Comm(Comm) error

	// Forget says that the program of a comm has ended: the comm cannot be asked any
	// more, though what a person sees of it stays.
	Forget(comm string)
}

// Comm is a message of a comm, Jupyter's way for a program and a front end to talk.
type Comm struct {
	Kind     string          `json:"type"` // comm_open, comm_msg or comm_close
	ID       string          `json:"comm_id"`
	Target   string          `json:"target_name,omitempty"` // of comm_open
	Data     json.RawMessage `json:"data,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	Buffers  [][]byte        `json:"buffers,omitempty"`
}

// Page is a bundle for the front end's pager. A front without one displays it.
const Page proc.Kind = "page"

// Alone is a front with nobody before it: output alone.
type Alone struct{ proc.Output }

var _ Front = Alone{}

var errNobody = errors.New("no front end is connected")

// Present says no.
func (Alone) Present() bool { return false }

// Input fails.
func (Alone) Input(context.Context, string, bool) (string, error) { return "", errNobody }

// Comm fails.
func (Alone) Comm(Comm) error { return errNobody }

// Forget does nothing: there are no comms.
func (Alone) Forget(string) {}
