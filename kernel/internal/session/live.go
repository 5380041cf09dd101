package session

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"dlmath/kernel/internal/proc"
)

// programs are those that run: the one of the cell that is executed, and those that
// live on after their cells, to answer what a person does with their controls.
type programs struct {
	mu      sync.Mutex
	running map[*running]bool
	comms   map[string]*comm // by id
}

// comm is one that a program has opened.
type comm struct {
	program  *running
	target   string
	question *question // whose answer is awaited
}

// running is a program that runs.
type running struct {
	cell     string // the ID of its cell
	messages chan json.RawMessage
	kill     chan struct{}
	killed   sync.Once
	end      context.CancelFunc
	live     chan struct{} // closed when its cell is done with it
	ended    chan struct{} // closed when it has ended; state and err are there then
	state    proc.State
	err      error

	wants error // why the program was ended: it waits for what cannot be had
}

// runProgram runs a program until it ends, or until it says that it lives on: then its
// state is the zero value.
func (s *Session) runProgram(ctx context.Context, p proc.Program, cell Cell, front Front) (proc.State, error) {
	own, end := context.WithCancel(context.WithoutCancel(ctx))
	follow := context.AfterFunc(ctx, end)
	r := &running{
		cell:     cell.ID,
		messages: make(chan json.RawMessage),
		kill:     make(chan struct{}),
		end:      end,
		live:     make(chan struct{}),
		ended:    make(chan struct{}),
	}
	p.Kill = r.kill
	p.Messages = r.messages
	p.Message = func(kind string, line json.RawMessage) error {
		if kind != "live" {
			return s.programs.said(r, kind, line, front)
		}
		if !front.Present() {
			return errNobody
		}
		if follow() { // else the cell has been interrupted
			close(r.live)
		}
		return nil
	}
	widgets := s.widgets.Program(own, page{front}, func(err error) {
		front.Stream("stderr", err.Error()+"\n")
	}, func(err error) {
		if r.wants == nil {
			r.wants = err
		}
		r.killNow()
	})
	p.Widgets, p.Values = widgets, widgets.Values()
	s.programs.add(r)
	go func() {
		defer close(r.ended)
		defer end()
		defer widgets.End()
		r.state, r.err = proc.Run(own, p, front)
		if r.wants != nil && r.err == nil {
			r.err = &Error{Name: "widgets", Message: r.wants.Error()}
		}
		for _, comm := range s.programs.remove(r) {
			front.Forget(comm)
		}
	}()
	select {
	case <-r.ended:
		return r.state, r.err
	case <-r.live:
		return proc.State{}, nil
	}
}

// said handles a message of a program that is not output.
func (ps *programs) said(r *running, kind string, line json.RawMessage, front Front) error {
	if kind != "comm_open" && kind != "comm_msg" && kind != "comm_close" {
		return fmt.Errorf("there is nobody here for messages of type %q", kind)
	}
	var c Comm
	if err := json.Unmarshal(line, &c); err != nil {
		return err
	}
	ps.mu.Lock()
	answers := false
	switch kind {
	case "comm_msg":
		known := ps.comms[c.ID]
		answers = known != nil && known.answers(c)
	case "comm_open":
		ps.comms[c.ID] = &comm{program: r, target: c.Target}
	case "comm_close":
		delete(ps.comms, c.ID)
	}
	ps.mu.Unlock()
	if answers {
		return nil
	}
	return front.Comm(c)
}

func (ps *programs) add(r *running) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.running == nil {
		ps.running, ps.comms = map[*running]bool{}, map[string]*comm{}
	}
	ps.running[r] = true
}

// remove returns the comms that belonged to the program.
func (ps *programs) remove(r *running) (comms []string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	delete(ps.running, r)
	for id, c := range ps.comms {
		if c.program == r {
			delete(ps.comms, id)
			comms = append(comms, id)
		}
	}
	return comms
}

// Tell passes a message of a comm on to the program that the comm belongs to. It waits
// while the program does not read. A comm_open is an error if nothing here has the name
// that it asks for.
func (s *Session) Tell(ctx context.Context, c Comm) error {
	if ours, err := s.tellPage(c); ours {
		return err
	}
	if c.Kind == "comm_open" {
		return fmt.Errorf("nothing here has the name %q", c.Target)
	}
	s.programs.mu.Lock()
	known := s.programs.comms[c.ID]
	s.programs.mu.Unlock()
	if known == nil {
		return fmt.Errorf("the program that comm %s belonged to has ended", c.ID)
	}
	r := known.program
	line, err := json.Marshal(c)
	if err != nil {
		return err
	}
	select {
	case r.messages <- line:
		return nil
	case <-r.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// which returns the programs that run and that a filter takes.
func (ps *programs) which(take func(*running) bool) (list []*running) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for r := range ps.running {
		if take(r) {
			list = append(list, r)
		}
	}
	return list
}

// endOf ends the program that an earlier run of the cell has left behind.
func (ps *programs) endOf(cell string) {
	for _, r := range ps.which(func(r *running) bool { return cell != "" && r.cell == cell }) {
		r.stop()
	}
}

// stop kills the program, which has nothing left to say.
func (r *running) stop() {
	r.killNow()
	<-r.ended
}

func (r *running) killNow() { r.killed.Do(func() { close(r.kill) }) }

// Kill ends the program of the cell that is executed at once. It is for a person who
// interrupts twice.
func (s *Session) Kill() {
	for _, r := range s.programs.which(func(r *running) bool {
		select {
		case <-r.live:
			return false
		default:
			return true
		}
	}) {
		r.killNow()
	}
}
