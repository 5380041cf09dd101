package notebook

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type drawing string

func (d drawing) SVG() []byte { return []byte(d) }
func (d drawing) PNG() []byte { return []byte("PNG of " + d) }

// Every model has the state that Python's ipywidgets gives it, key by key.
func TestModelsAreThoseOfIpywidgets(t *testing.T) {
	var want struct {
		Protocol string
		Models   map[string]any
	}
	golden, err := os.ReadFile("testdata/states.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(golden, &want); err != nil {
		t.Fatal(err)
	}
	if want.Protocol != protocolVersion {
		t.Errorf("ipywidgets speaks version %s of the protocol, and this package %s", want.Protocol, protocolVersion)
	}
	player := Player("epoch", 0, 10, 200*time.Millisecond)
	ours := map[string]*model{
		"Slider":      Slider("w", -5, 5, 1).model,
		"Slider.Step": Slider("w", -5, 5, 1).Step(0.25).model,
		"LogSlider":   LogSlider("η", 1e-3, 10, 0.1).model,
		"NumberField": NumberField("x", 0, 1, 0.5).model,
		"IntSlider":   IntSlider("layers", 1, 9, 3).model,
		"Dropdown":    Dropdown("category", "A", "B").model,
		"Checkbox":    Checkbox("momentum", true).model,
		"Button":      Button("Add point", func() {}).widget(),
		"Player":      player.widget(),
		"Link":        player.widget().beside,
		"Progress":    Progress("steps", 10).model,
		"Image":       Image(drawing("<svg/>")).model,
		"Label":       Label("$x^2$").model,
		"Paragraph":   Paragraph("<b>bold</b>").model,
		"HBox":        HBox(Label("a")).Arrange("width", "50%").model,
		"VBox":        VBox(Label("a")).model,
	}
	for name, m := range ours {
		if diff := cmp.Diff(want.Models[name], asJSON(t, expand(m))); diff != "" {
			t.Errorf("%s differs (- ipywidgets, + here):\n%s", name, diff)
		}
		delete(want.Models, name)
	}
	for name := range want.Models {
		t.Errorf("%s is not compared", name)
	}
}

// expand returns the model's state, with that of each model it refers to in its place.
func expand(m *model) map[string]any {
	state := map[string]any{}
	for name, v := range m.traits {
		switch v := v.(type) {
		case *model:
			state[name] = expand(v)
		case link:
			state[name] = []any{expand(v.model), v.trait}
		case []*model:
			list := []any{}
			for _, inner := range v {
				list = append(list, expand(inner))
			}
			state[name] = list
		case []byte:
			state[name] = map[string]string{"bytes": string(v)}
		default:
			state[name] = v
		}
	}
	return state
}

func asJSON(t *testing.T, v any) (decoded any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &decoded); err != nil {
		t.Fatal(err)
	}
	return decoded
}

func TestControlsRefuseNonsense(t *testing.T) {
	for _, c := range []struct {
		make func()
		want string
	}{
		{func() { Slider("w", 5, -5, 0) }, `notebook: Slider "w" goes from 5 to -5; the first must be below the second`},
		{func() { Slider("w", -5, 5, 6) }, `notebook: Slider "w" goes from -5 to 5 and cannot stand at 6`},
		{func() { LogSlider("η", 0, 1, 0.1) }, `notebook: LogSlider "η" begins at 0; a logarithmic scale needs positive numbers`},
		{func() { Dropdown("category") }, `notebook: Dropdown "category" needs at least one option`},
		{func() { Player("t", 0, 9, 0) }, `notebook: Player "t" has the interval 0s; it must be at least a millisecond`},
		{func() { Progress("steps", 0) }, `notebook: Progress "steps" is full at 0; that must be positive`},
		{func() { Slider("w", 0, 1, 0).Step(0) }, `notebook: a step of 0; it must be positive`},
		{func() { VBox().Arrange("colour", "red") }, `notebook: a layout has no property "colour"; it has width, height, align_items, margin and such`},
	} {
		func() {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("panics with %v, want %q", got, c.want)
				}
			}()
			c.make()
		}()
	}
}
