package session

import (
	"encoding/json"
	"fmt"
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

// A page that is loaded again gets the states of all controls at once, those of several
// cells as they are by then, and pictures as bytes.
func TestStates(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	p := &person{messages: make(chan Comm, 1000)}
	for i, source := range []string{
		`w := notebook.Slider("w", -5, 5, 1)
notebook.Interact(func() *figure.Figure { return figure.Neuron(nnlib.Neuron{W: []float64{w.Value()}}, -5, 5) }, w)`,
		`box := notebook.Checkbox("biases", true)
notebook.Live(box, func() {})`,
	} {
		if err := s.Execute(t.Context(), Cell{Number: i, ID: fmt.Sprint(i), Source: source}, p); err != nil {
			t.Fatal(err)
		}
	}
	slider := ""
	for len(p.messages) > 0 {
		if c := <-p.messages; strings.Contains(string(c.Data), `"FloatSliderModel"`) {
			slider = c.ID
		}
	}
	move := Comm{Kind: "comm_msg", ID: slider, Data: json.RawMessage(`{"method": "update", "state": {"value": 3}}`)}
	if err := s.Tell(t.Context(), move); err != nil {
		t.Fatal(err)
	}
	data, buffers, err := s.States(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Method string
		States map[string]struct {
			Name    string `json:"model_name"`
			Module  string `json:"model_module"`
			Version string `json:"model_module_version"`
			State   map[string]any
		}
		Paths [][]string `json:"buffer_paths"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.States) != len(p.known) || all.Method != "update_states" {
		t.Errorf("%s has %d states, want %d", all.Method, len(all.States), len(p.known))
	}
	if got := all.States[slider]; got.Name != "FloatSliderModel" || got.Module != "@jupyter-widgets/controls" || got.Version == "" || got.State["value"] != 3.0 {
		t.Errorf("the slider is %v", got)
	}
	boxes := 0
	for _, state := range all.States {
		if state.Name == "CheckboxModel" && state.State["description"] == "biases" {
			boxes++
		}
	}
	if boxes != 1 {
		t.Errorf("there are %d boxes to check", boxes)
	}
	if len(all.Paths) != 1 || len(buffers) != 1 || !strings.HasPrefix(string(buffers[0]), "<?xml") {
		t.Fatalf("pictures are %v, %.50q", all.Paths, buffers)
	}
	if path := all.Paths[0]; all.States[path[0]].Name != "ImageModel" || !slices.Equal(path[1:], []string{"state", "value"}) {
		t.Errorf("the picture belongs to %v", path)
	}
	for len(p.messages) > 0 {
		if c := <-p.messages; strings.Contains(string(c.Data), `"_model_name"`) {
			t.Errorf("the page gets %.100s, for which it has not asked", c.Data)
		}
	}
}
