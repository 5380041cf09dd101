//go:build !windows

package main

import (
	"cmp"
	"sync"

	"dlmath/kernel/internal/jupyter"
)

// heard is where an answer to what a front end has said goes, by the comm's id. A page
// that is loaded again asks each comm for its state, and takes no answer but its own.
type heard struct {
	mu     sync.Mutex
	latest map[string]*jupyter.Output
}

func (h *heard) note(comm string, out *jupyter.Output) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.latest == nil {
		h.latest = map[string]*jupyter.Output{}
	}
	h.latest[comm] = out
}

func (h *heard) forget(comm string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.latest, comm)
}

// of returns the output for what is said over a comm; otherwise, where nothing was heard.
func (h *heard) of(comm string, otherwise *jupyter.Output) *jupyter.Output {
	h.mu.Lock()
	defer h.mu.Unlock()
	return cmp.Or(h.latest[comm], otherwise)
}
