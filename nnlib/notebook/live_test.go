package notebook

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// is says whether a message sends this trait of the model.
func sends(m *model, method, trait string, value any) func(said) bool {
	return func(s said) bool {
		if s.Type != "comm_msg" || s.Comm != m.id || s.Data.Method != method {
			return false
		}
		for i, path := range s.Data.Paths {
			if path[0] == trait && string(s.Buffers[i]) == value {
				return true
			}
		}
		got, ok := s.Data.State[trait]
		return ok && cmp.Equal(got, value)
	}
}

// start runs something live in a goroutine, until the test ends.
func start(t *testing.T, k *fakeKernel, f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	t.Cleanup(func() {
		k.to.Close()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("it does not end when the kernel has gone")
		}
	})
}

func TestInteract(t *testing.T) {
	k := connect(t, false)
	w, b := Slider("w", -5, 5, 1), IntSlider("b", -5, 5, 0)
	frame := Image(nil)
	start(t, k, func() {
		Live(VBox(w, b, frame), func() { frame.Set(drawing(fmt.Sprintf("w=%g b=%d", w.Value(), b.Value()))) })
	})
	_, next := k.waitFor(0, "live", func(s said) bool { return s.Type == "live" })

	// All that a model refers to is known before it, the view shows the last one, and with
	// it is the picture.
	known := map[string]bool{}
	for _, s := range k.said[:next-2] {
		if s.Type != "comm_open" || s.Target != "jupyter.widget" || s.Metadata["version"] != "2.1.0" {
			t.Fatalf("before it is shown, the program says %+v", s)
		}
		for _, v := range s.Data.State {
			for _, v := range append([]any{v}, asList(v)...) {
				if id, is := strings.CutPrefix(fmt.Sprint(v), "IPY_MODEL_"); is && !known[id] {
					t.Errorf("%v refers to a model that is not known", s.Data.State["_model_name"])
				}
			}
		}
		known[s.Comm] = true
	}
	shown := k.said[next-2]
	if shown.Type != "display_data" || !known[fmt.Sprint(shown.Data.View["model_id"])] ||
		shown.Data.SVG != "w=1 b=0" || string(shown.Data.Picture) != "PNG of w=1 b=0" {
		t.Errorf("it is shown as %+v", shown)
	}

	// A move gives an echo and a picture.
	k.move(w.model, "value", 2.5)
	_, next = k.waitFor(next, "the echo", sends(w.model, "echo_update", "value", 2.5))
	_, next = k.waitFor(next, "the picture", sends(frame.model, "update", "value", "w=2.5 b=0"))
	k.move(b.model, "value", -3)
	_, next = k.waitFor(next, "the picture", sends(frame.model, "update", "value", "w=2.5 b=-3"))

	// What makes no sense changes nothing.
	k.move(b.model, "value", 0.5)
	k.move(b.model, "value", nil)
	k.move(b.model, "no such trait", 1)
	k.tell("no such model", map[string]any{"method": "update", "state": map[string]any{"value": 1}})
	k.move(w.model, "value", 3)
	picture, next := k.waitFor(next, "a picture", func(s said) bool { return s.Comm == frame.id })
	if !sends(frame.model, "update", "value", "w=3 b=-3")(picture) {
		t.Errorf("after values that make no sense the picture is %q", picture.Buffers)
	}

	// A page that is loaded again asks for every model's state.
	for _, s := range k.said[:next] {
		if s.Type == "comm_open" {
			k.tell(s.Comm, map[string]any{"method": "request_state"})
			state, _ := k.waitFor(next, "its state", func(a said) bool { return a.Comm == s.Comm && a.Data.Method == "update" })
			if len(state.Data.State)+len(state.Data.Paths) != len(s.Data.State)+len(s.Data.Paths) {
				t.Errorf("the state of %v has other traits than at first", s.Data.State["_model_name"])
			}
		}
	}
	k.waitFor(next, "the slider's state", sends(w.model, "update", "value", 3.0))
	k.waitFor(next, "the picture", sends(frame.model, "update", "value", "w=3 b=-3"))
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// While a picture is drawn, values may come; only the last ones are drawn then.
func TestDraggingDoesNotQueue(t *testing.T) {
	k := connect(t, false)
	x := Slider("x", 0, 1000, 0)
	var drawn atomic.Int32
	begun, goOn := make(chan struct{}, 1000), make(chan struct{})
	frame := Image(nil)
	start(t, k, func() {
		Live(VBox(x, frame), func() {
			if drawn.Add(1) == 2 {
				begun <- struct{}{}
				<-goOn
			}
			before := x.Value()
			frame.Set(drawing(fmt.Sprint(before)))
			if x.Value() != before {
				t.Error("a value has changed while a picture was drawn")
			}
		})
	})
	_, next := k.waitFor(0, "live", func(s said) bool { return s.Type == "live" })
	k.move(x.model, "value", 1)
	<-begun
	for i := range 1000 {
		k.move(x.model, "value", i+1)
	}
	k.waitFor(next, "the last echo", sends(x.model, "echo_update", "value", 1000.0))
	close(goOn)
	k.waitFor(next, "the last picture", sends(frame.model, "update", "value", "1000"))
	if n := drawn.Load(); n != 3 {
		t.Errorf("%d pictures were drawn, want the first, the one during which all values came, and the last", n)
	}
}

func TestButtonChoiceAndSwitch(t *testing.T) {
	k := connect(t, false)
	points := 0
	add := Button("Add", func() { points++ })
	category, on := Dropdown("category", "A", "B"), Checkbox("on", false)
	note := Label("")
	start(t, k, func() {
		Live(VBox(add, category, on, note), func() { note.Set(fmt.Sprintf("%d %s %v", points, category.Value(), on.Value())) })
	})
	_, next := k.waitFor(0, "live", func(s said) bool { return s.Type == "live" })
	k.tell(add.widget().id, map[string]any{"method": "custom", "content": map[string]any{"event": "click"}})
	k.waitFor(next, "a point more", sends(note.model, "update", "value", "1 A false"))
	k.move(category.model, "index", 1)
	k.move(on.model, "value", true)
	k.waitFor(next, "B and on", sends(note.model, "update", "value", "1 B true"))
	k.move(category.model, "index", 2) // there is none
	k.tell(add.widget().id, map[string]any{"method": "custom", "content": map[string]any{"event": "click"}})
	k.waitFor(next, "another point", sends(note.model, "update", "value", "2 B true"))
}

// A picture that cannot be drawn says why, and the next one can.
func TestPanicWhileLive(t *testing.T) {
	k := connect(t, false)
	x := Slider("x", 0, 10, 1)
	start(t, k, func() {
		Interact(func() drawing {
			if x.Value() == 0 {
				panic("division <by zero>")
			}
			return drawing(fmt.Sprint(1 / x.Value()))
		}, x)
	})
	_, next := k.waitFor(0, "live", func(s said) bool { return s.Type == "live" })
	k.move(x.model, "value", 0)
	_, next = k.waitFor(next, "what went wrong", func(s said) bool {
		return strings.Contains(fmt.Sprint(s.Data.State["value"]), "division &lt;by zero&gt;")
	})
	k.move(x.model, "value", 4)
	k.waitFor(next, "a picture", func(s said) bool { return len(s.Buffers) == 1 && string(s.Buffers[0]) == "0.25" })
	k.waitFor(next, "that nothing is wrong", func(s said) bool { return s.Data.Method == "update" && s.Data.State["value"] == "" })
}

// Where nobody can answer, the picture stands alone, and the cell ends.
func TestWithoutFrontEnd(t *testing.T) {
	k := connect(t, true)
	x := Slider("x", 0, 10, 2)
	Interact(func() drawing { return drawing(fmt.Sprint("x=", x.Value())) }, x)
	if want := []string{"comm_open", "display_data"}; !slices.Equal(k.types(), want) {
		t.Fatalf("the program says %v, want %v", k.types(), want)
	}
	if shown := k.said[1]; shown.Data.SVG != "x=2" || shown.Data.View != nil || shown.Data.HTML != "" {
		t.Errorf("it is shown as %+v", shown)
	}
	Show(VBox(Image(drawing("one")), Image(drawing("two")), Label("a < b")))
	shown := k.said[len(k.said)-1].Data
	if shown.Text != "[picture]\n[picture]\na < b" || strings.Count(shown.HTML, "<img") != 2 || !strings.Contains(shown.HTML, "a &lt; b") {
		t.Errorf("a group is shown as %+v", shown)
	}
	Show(x)
	if got := k.said[len(k.said)-1].Data.Text; got != "x: 2" {
		t.Errorf("a slider is shown as %q", got)
	}
}
