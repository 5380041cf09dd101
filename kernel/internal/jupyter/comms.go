package jupyter

import (
	"encoding/json"
	"log"
	"maps"
	"sync"
)

// registry knows the comms that are open: their targets, by id.
type registry struct {
	mu      sync.Mutex
	targets map[string]string
}

func (g *registry) add(id, target string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.targets[id] = target
}

func (g *registry) remove(id string) (known bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, known = g.targets[id]
	delete(g.targets, id)
	return known
}

func (g *registry) has(id string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, known := g.targets[id]
	return known
}

func (g *registry) all() map[string]string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.targets)
}

// converse handles the messages of comms, in their order, until the queue is closed.
func (s *server) converse() {
	for {
		r, ok := s.comms.pop()
		if !ok {
			return
		}
		if r.header.Type == "comm_info_request" {
			s.answer(r)
			continue
		}
		s.begin(r)
		if err := protect(func() error { return s.comm(r) }); err != nil {
			log.Printf("jupyter: %s: %v", r.header.Type, err)
		}
		s.done(r)
	}
}

type commContent struct {
	ID     string          `json:"comm_id"`
	Target string          `json:"target_name"`
	Data   json.RawMessage `json:"data"`
}

func (s *server) comm(r *request) error {
	content, err := parse[commContent](r)
	if err != nil {
		return err
	}
	comm := Comm{ID: content.ID, Target: content.Target, Data: content.Data, Metadata: r.metadata, Buffers: r.buffers}
	out := &Output{server: s, request: r}
	defer out.flush()
	switch r.header.Type {
	case "comm_open":
		s.open.add(comm.ID, comm.Target)
		err := protect(func() error { return s.kernel.CommOpen(s.ctx, comm, out) })
		if err != nil {
			out.CommClose(Comm{ID: comm.ID})
		}
		return err
	case "comm_msg":
		if s.open.has(comm.ID) { // else one of the kernel before a restart
			return s.kernel.CommMsg(s.ctx, comm, out)
		}
	case "comm_close":
		if s.open.remove(comm.ID) {
			return s.kernel.CommClose(s.ctx, comm, out)
		}
	}
	return nil
}

// commInfo answers comm_info_request.
func (s *server) commInfo(r *request) (fields, error) {
	content, err := parse[struct {
		Target string `json:"target_name"`
	}](r)
	if err != nil {
		return nil, err
	}
	comms := fields{}
	for id, target := range s.open.all() {
		if content.Target == "" || content.Target == target {
			comms[id] = fields{"target_name": target}
		}
	}
	return fields{"comms": comms}, nil
}
