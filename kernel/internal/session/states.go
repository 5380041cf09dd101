package session

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// widgetTarget is what the comm of a control is opened with.
const widgetTarget = "jupyter.widget"

// patience is how long programs have to tell the states of their controls.
const patience = 2 * time.Second

// States returns the states of all controls of all programs, as a page that is loaded
// again asks for them: the data and the buffers of an update_states message. The error
// says that a program does not answer.
func (s *Session) States(ctx context.Context) (json.RawMessage, [][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	asked := s.programs.ask()
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		question := Comm{Kind: "comm_msg", ID: id, Data: json.RawMessage(`{"method":"request_state"}`)}
		s.Tell(ctx, question) // an error means that the program has ended, or that the time is over
	}
	type state struct {
		Name    json.RawMessage            `json:"model_name"`
		Module  json.RawMessage            `json:"model_module"`
		Version json.RawMessage            `json:"model_module_version"`
		State   map[string]json.RawMessage `json:"state"`
	}
	all := struct {
		Method string           `json:"method"`
		States map[string]state `json:"states"`
		Paths  [][]any          `json:"buffer_paths"`
	}{"update_states", map[string]state{}, [][]any{}}
	var buffers [][]byte
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		c, err := asked[id].answer(ctx)
		if err != nil {
			return nil, nil, err
		}
		if c == nil {
			continue // its program has ended meanwhile
		}
		var full fullState
		if err := json.Unmarshal(c.Data, &full); err != nil {
			return nil, nil, fmt.Errorf("the state of control %s is not understood: %w", id, err)
		}
		all.States[id] = state{full.State["_model_name"], full.State["_model_module"], full.State["_model_module_version"], full.State}
		for _, path := range full.Paths {
			all.Paths = append(all.Paths, append([]any{id, "state"}, path...))
		}
		buffers = append(buffers, c.Buffers...)
	}
	data, err := json.Marshal(all)
	return data, buffers, err
}

// fullState is what a control says when it is asked for its state.
type fullState struct {
	Method string                     `json:"method"`
	State  map[string]json.RawMessage `json:"state"`
	Paths  [][]any                    `json:"buffer_paths"`
}

// question is one to a control, of which the next full state is the answer.
type question struct {
	program *running
	answers chan Comm
}

// ask notes a question to each control. Whoever calls it must send the questions.
func (ps *programs) ask() map[string]question {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	asked := map[string]question{}
	for id, c := range ps.comms {
		if c.target == widgetTarget {
			c.question = &question{c.program, make(chan Comm, 1)}
			asked[id] = *c.question
		}
	}
	return asked
}

// answers says whether a message of a control answers a question, and passes it on.
func (c *comm) answers(said Comm) bool {
	if c.question == nil {
		return false
	}
	var full fullState
	if json.Unmarshal(said.Data, &full) != nil || full.Method != "update" || full.State["_model_name"] == nil {
		return false
	}
	c.question.answers <- said
	c.question = nil
	return true
}

// answer waits for the answer. It is nil if the program has ended.
func (q question) answer(ctx context.Context) (*Comm, error) {
	select {
	case c := <-q.answers:
		return &c, nil
	case <-q.program.ended:
		return nil, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("a program does not tell the states of its controls: %w", ctx.Err())
	}
}
