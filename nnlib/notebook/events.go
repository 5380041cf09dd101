package notebook

import (
	"encoding/json"
	"sync"

	"dlmath/nnlib/notebook/internal/frontend"
)

// event is something that a person did.
type event struct {
	model   *model
	value   any  // that the model's input has now
	clicked bool // or this
}

// models are those that the front end knows, and what was done with them. One goroutine
// hears what the front end says and answers it at once; another one, that of the cell,
// takes the events when it has time for them.
type models struct {
	mu        sync.Mutex
	changed   *sync.Cond
	known     map[string]*model // by id
	listening bool
	events    []event
	over      bool // no more will come
}

var live = newModels()

func newModels() *models {
	ms := &models{known: map[string]*model{}}
	ms.changed = sync.NewCond(&ms.mu)
	return ms
}

// open sends the message that opens the model's comm.
func (ms *models) open(m *model, c frontend.Comm) error {
	ms.mu.Lock()
	ms.known[m.id] = m
	ms.mu.Unlock()
	if err := frontend.Send(c); err != nil {
		return err
	}
	if !ms.listening {
		ms.listening = true
		frontend.Listen(ms.hear, ms.end)
	}
	return nil
}

func (ms *models) hear(c frontend.Comm) {
	ms.mu.Lock()
	m := ms.known[c.ID]
	ms.mu.Unlock()
	if m == nil || c.Kind != "comm_msg" {
		return
	}
	data, _ := c.Data.(json.RawMessage)
	if e, ok := m.hear(data); ok {
		ms.mu.Lock()
		ms.events = append(ms.events, e)
		ms.changed.Signal()
		ms.mu.Unlock()
	}
}

func (ms *models) end() {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	ms.over = true
	ms.changed.Signal()
}

// take waits for events, and returns all that there are: of several values only the
// newest is left to be seen. It returns false when no more will come.
func (ms *models) take() (clicks []func(), ok bool) {
	ms.mu.Lock()
	for len(ms.events) == 0 && !ms.over {
		ms.changed.Wait()
	}
	events := ms.events
	ms.events = nil
	ms.mu.Unlock()
	for _, e := range events {
		if e.clicked {
			clicks = append(clicks, e.model.clicked)
			continue
		}
		e.model.mu.Lock()
		e.model.value = e.value
		e.model.mu.Unlock()
	}
	return clicks, len(events) > 0
}
