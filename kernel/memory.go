//go:build !windows

package main

import (
	"fmt"
	"os"

	"dlmath/kernel/internal/history"
	"dlmath/kernel/internal/jupyter"
)

// memory keeps the cells of a kernel in the history. Where that cannot be done, as in a
// folder that is read-only, cells run all the same, and a person is told so once.
type memory struct {
	history *history.History // nil where there is none
	err     error
	logged  bool
	told    bool
}

func openMemory(file string) memory {
	h, err := history.Open(file)
	return memory{history: h, err: err}
}

// begin keeps a cell that is about to run.
func (m *memory) begin(r jupyter.ExecuteRequest, out *jupyter.Output) {
	if m.history != nil {
		m.err = m.history.Add(r.Count, r.Code)
	}
	m.tell(r, out)
}

// end keeps its value.
func (m *memory) end(r jupyter.ExecuteRequest, value string, out *jupyter.Output) {
	if m.history != nil {
		m.err = m.history.AddOutput(r.Count, value)
	}
	m.tell(r, out)
}

// tell says once what is wrong: below the cell if somebody is there to read it, and else,
// since a notebook that is executed by a program shall not change, where the kernel logs.
func (m *memory) tell(r jupyter.ExecuteRequest, out *jupyter.Output) {
	if m.err == nil || m.told {
		return
	}
	text := fmt.Sprintf("The cells that you run will not be found again after a restart: %v.\n", m.err)
	switch {
	case r.AllowStdin:
		m.told = true
		out.Stream("stderr", text)
	case !m.logged:
		m.logged = true
		fmt.Fprint(os.Stderr, text)
	}
}

func (m *memory) entries(r jupyter.HistoryRequest) ([]jupyter.HistoryEntry, error) {
	if m.history == nil {
		return nil, nil
	}
	return m.history.Entries(r)
}
