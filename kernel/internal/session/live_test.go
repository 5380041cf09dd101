package session

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// A program with sliders lives on after its cell and answers; it ends, and its comms are
// forgotten, when the cell runs again.
func TestLiveProgram(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	p := &person{messages: make(chan Comm, 1000)}
	cell := Cell{Number: 1, ID: "sliders", Source: `import ("dlmath/nnlib"; "dlmath/nnlib/figure"; "dlmath/nnlib/notebook")
%%
w := notebook.Slider("w", -5, 5, 1)
notebook.Interact(func() *figure.Figure { return figure.Neuron(nnlib.Neuron{W: []float64{w.Value()}}, -5, 5) }, w)`}
	var before []string
	for range 2 {
		if err := s.Execute(t.Context(), cell, p); err != nil {
			t.Fatal(err)
		}
		p.mu.Lock()
		known := slices.Clone(p.known)
		p.mu.Unlock()
		if len(known) == 0 {
			t.Fatal("the cell has opened no comms")
		}
		for _, id := range before {
			if slices.Contains(known, id) {
				t.Error("a comm is known of the program that the cell had before")
			}
		}
		before = known

		slider, image := "", ""
		for len(p.messages) > 0 {
			switch c := <-p.messages; {
			case strings.Contains(string(c.Data), `"FloatSliderModel"`):
				slider = c.ID
			case strings.Contains(string(c.Data), `"ImageModel"`):
				image = c.ID
			}
		}
		move := Comm{Kind: "comm_msg", ID: slider, Data: json.RawMessage(`{"method": "update", "state": {"value": 3}}`)}
		if err := s.Tell(t.Context(), move); err != nil {
			t.Fatal(err)
		}
		for deadline := time.After(30 * time.Second); ; {
			select {
			case c := <-p.messages:
				if c.ID != image {
					continue
				}
				if len(c.Buffers) != 1 || !strings.Contains(string(c.Buffers[0]), "3x") {
					t.Errorf("the figure becomes %.100q", c.Buffers)
				}
			case <-deadline:
				t.Fatal("no new figure has come")
			}
			break
		}

		// Other cells run meanwhile.
		if err := s.Execute(t.Context(), Cell{Number: 2, ID: "other", Source: "1 + 1"}, p); err != nil {
			t.Error(err)
		}
	}
	s.Close()
	if len(p.known) != 0 {
		t.Errorf("after the session %d comms are known", len(p.known))
	}
}

// A program that ends by itself has its comms forgotten too.
func TestCommsOfAProgramThatEnds(t *testing.T) {
	t.Parallel()
	p := &person{messages: make(chan Comm, 1000)}
	cell := Cell{Number: 1, Source: "import \"dlmath/nnlib/notebook\"\n%%\nnotebook.Show(notebook.Slider(\"w\", -5, 5, 1))"}
	if err := newSession(t).Execute(t.Context(), cell, p); err != nil {
		t.Fatal(err)
	}
	if len(p.messages) == 0 || len(p.known) != 0 {
		t.Errorf("of %d messages %d comms are left", len(p.messages), len(p.known))
	}
}
