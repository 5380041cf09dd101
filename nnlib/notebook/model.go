package notebook

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"

	"dlmath/nnlib/notebook/internal/frontend"
)

// protocolVersion is that of the messages of Jupyter's widgets:
// https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md
const protocolVersion = "2.1.0"

// modelVersion is that of the models @jupyter-widgets/base and controls.
const modelVersion = "2.0.0"

// traits are the state of a model, by the names that ipywidgets gives its parts. A value
// is what encoding/json can encode, bytes, a model, or a list of models.
type traits map[string]any

// model is a thing on the screen, of which the front end has a copy. The two keep each
// other informed over a comm.
type model struct {
	id string

	mu     sync.Mutex
	traits traits // as the front end has them
	open   bool

	// input is the trait that a person can change, if any. accept says what the program
	// takes a value from the front end for, and whether that makes sense.
	input  string
	accept func(v any) (any, bool)
	value  any // of input, as the program sees it: [events.take] renews it

	clicked func() // of a button
	beside  *model // something without a place, that the front end must know too
}

// newModel makes a model of the package @jupyter-widgets/controls, with its own traits.
func newModel(name string, own ...traits) *model {
	m := bareModel("@jupyter-widgets/controls", name, name+"View")
	maps.Copy(m.traits, traits{
		"_dom_classes": []string{},
		"layout":       newLayout(),
		"tabbable":     nil,
		"tooltip":      nil,
	})
	for _, t := range own {
		maps.Copy(m.traits, t)
	}
	return m
}

func bareModel(module, name, view string) *model {
	return &model{
		id: fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()),
		traits: traits{
			"_model_module":         module,
			"_model_module_version": modelVersion,
			"_model_name":           name + "Model",
			"_view_count":           nil,
			"_view_module":          module,
			"_view_module_version":  modelVersion,
			"_view_name":            view,
		},
	}
}

// newLayout is where a thing stands, and how large it is. nil leaves a trait to the page.
func newLayout() *model {
	m := bareModel("@jupyter-widgets/base", "Layout", "LayoutView")
	for _, name := range []string{
		"align_content", "align_items", "align_self", "border_bottom", "border_left", "border_right", "border_top",
		"bottom", "display", "flex", "flex_flow", "grid_area", "grid_auto_columns", "grid_auto_flow", "grid_auto_rows",
		"grid_column", "grid_gap", "grid_row", "grid_template_areas", "grid_template_columns", "grid_template_rows",
		"height", "justify_content", "justify_items", "left", "margin", "max_height", "max_width", "min_height",
		"min_width", "object_fit", "object_position", "order", "overflow", "padding", "right", "top", "visibility", "width",
	} {
		m.traits[name] = nil
	}
	return m
}

// newStyle is how a thing looks.
func newStyle(name string, unset ...string) *model {
	m := bareModel("@jupyter-widgets/controls", name, "StyleView")
	m.traits["_view_module"] = "@jupyter-widgets/base"
	for _, name := range unset {
		m.traits[name] = nil
	}
	return m
}

// described are the traits of what has a label before it.
func described(label string, style *model) traits {
	if _, ok := style.traits["description_width"]; !ok {
		style.traits["description_width"] = ""
	}
	return traits{"description": label, "description_allow_html": false, "style": style}
}

// parts are the models that this one refers to, and that the front end must know before.
func (m *model) parts() (list []*model) {
	for _, name := range []string{"layout", "style", "source", "target", "children"} {
		switch v := m.traits[name].(type) {
		case *model:
			list = append(list, v)
		case []*model:
			list = append(list, v...)
		case link:
			list = append(list, v.model)
		}
	}
	if m.beside != nil {
		list = append(list, m.beside)
	}
	return list
}

// link is a trait of another model.
type link struct {
	model *model
	trait string
}

// wire is traits as they are sent: references by name, and bytes apart.
type wire struct {
	State   map[string]any `json:"state"`
	Paths   [][]string     `json:"buffer_paths"`
	buffers [][]byte
}

func (t traits) wire() wire {
	w := wire{State: map[string]any{}, Paths: [][]string{}}
	for name, v := range t {
		switch v := v.(type) {
		case []byte:
			w.Paths = append(w.Paths, []string{name})
			w.buffers = append(w.buffers, v)
		case *model:
			w.State[name] = reference(v)
		case link:
			w.State[name] = []string{reference(v.model), v.trait}
		case []*model:
			names := []string{}
			for _, m := range v {
				names = append(names, reference(m))
			}
			w.State[name] = names
		default:
			w.State[name] = v
		}
	}
	return w
}

func reference(m *model) string { return "IPY_MODEL_" + m.id }

// show makes the front end know the model, after all its parts. Like set it is for the
// cell's goroutine, and holds no lock while it waits for the kernel: meanwhile the model
// may hear something.
func (m *model) show() error {
	m.mu.Lock()
	open, parts, w := m.open, m.parts(), m.traits.wire()
	m.open = true
	m.mu.Unlock()
	if open {
		return nil
	}
	for _, part := range parts {
		if err := part.show(); err != nil {
			return err
		}
	}
	return live.open(m, frontend.Comm{
		Kind: "comm_open", ID: m.id, Target: "jupyter.widget",
		Data: w, Buffers: w.buffers, Metadata: map[string]any{"version": protocolVersion},
	})
}

// set changes traits on the program's side.
func (m *model) set(changed traits) {
	m.mu.Lock()
	maps.Copy(m.traits, changed)
	if v, ok := changed[m.input]; ok {
		m.value = v
	}
	open := m.open
	m.mu.Unlock()
	if open {
		complain(m.send("update", changed, false))
	}
}

// now is the value of the model's input, as the program sees it.
func (m *model) now() any {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.value
}

// send sends traits to the front end. The method is "update", or "echo_update" for what
// came from a front end, so that others show it too.
func (m *model) send(method string, t traits, noWait bool) error {
	w := t.wire()
	return frontend.Send(frontend.Comm{
		Kind: "comm_msg", ID: m.id, NoWait: noWait, Buffers: w.buffers,
		Data: struct {
			Method string `json:"method"`
			wire
		}{method, w},
	})
}

// hear handles a message from the front end, and returns what the program is to do.
func (m *model) hear(data json.RawMessage) (e event, ok bool) {
	var said struct {
		Method  string         `json:"method"`
		State   map[string]any `json:"state"`
		Content struct {
			Event string `json:"event"`
		} `json:"content"`
	}
	if err := json.Unmarshal(data, &said); err != nil {
		return e, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch said.Method {
	case "request_state":
		m.send("update", m.traits, true)
	case "update":
		known := traits{}
		for name, v := range said.State {
			switch m.traits[name].(type) {
			case *model, []*model, link, []byte: // are the program's alone
				continue
			}
			if _, is := m.traits[name]; !is {
				continue
			}
			if name == m.input {
				accepted, sensible := m.accept(v)
				if !sensible {
					continue
				}
				e, ok = event{model: m, value: accepted}, true
			}
			known[name] = v
		}
		if len(known) > 0 {
			maps.Copy(m.traits, known)
			m.send("echo_update", known, true)
		}
	case "custom":
		if said.Content.Event == "click" && m.clicked != nil {
			return event{model: m, clicked: true}, true
		}
	}
	return e, ok
}
