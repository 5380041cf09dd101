package notebook

import (
	"fmt"
	"math"
	"time"
)

// Widget is a thing on the screen: a control, a picture, or a group of them. [Show]
// shows it, and [Live] and [Interact] keep it alive.
type Widget interface{ widget() *model }

func (m *model) widget() *model { return m }

// Number is a control for a real number.
type Number struct{ *model }

// Integer is a control for a whole number.
type Integer struct {
	*model
	shown *model // if that is more than the model
}

// Choice is a control for one of several options.
type Choice struct {
	*model
	options []string
}

// Switch is a control that is on or off.
type Switch struct{ *model }

// Slider is a slider from lo to hi that stands at value. It moves in steps of a power of
// ten, 100 to 1000 of them; [Number.Step] sets others. It panics unless
// lo ≤ value ≤ hi and lo < hi.
func Slider(label string, lo, hi, value float64) *Number {
	checkRange("Slider", label, lo, hi, value)
	m := newModel("FloatSlider", slider(label, lo, hi, value))
	return numberOf(m, value).Step(math.Pow(10, math.Floor(math.Log10((hi-lo)/100)+1e-9)))
}

// LogSlider is a slider from lo to hi on a logarithmic scale. It panics unless
// 0 < lo ≤ value ≤ hi and lo < hi.
func LogSlider(label string, lo, hi, value float64) *Number {
	checkRange("LogSlider", label, lo, hi, value)
	if !(lo > 0) {
		panic(fmt.Sprintf("notebook: LogSlider %q begins at %g; a logarithmic scale needs positive numbers", label, lo))
	}
	return numberOf(newModel("FloatLogSlider", slider(label, math.Log10(lo), math.Log10(hi), value), traits{
		"base":           10,
		"step":           0.05,
		"readout_format": ".3g",
	}), value)
}

// NumberField is a field for a number from lo to hi. It panics unless lo ≤ value ≤ hi
// and lo < hi.
func NumberField(label string, lo, hi, value float64) *Number {
	checkRange("NumberField", label, lo, hi, value)
	m := newModel("BoundedFloatText", described(label, newStyle("DescriptionStyle")), traits{
		"_view_name":        "FloatTextView",
		"continuous_update": false,
		"disabled":          false,
		"max":               hi,
		"min":               lo,
		"step":              nil,
		"value":             value,
	})
	return numberOf(m, value)
}

// IntSlider is a slider over the whole numbers from lo to hi that stands at value. It
// panics unless lo ≤ value ≤ hi and lo < hi.
func IntSlider(label string, lo, hi, value int) *Integer {
	checkRange("IntSlider", label, float64(lo), float64(hi), float64(value))
	return integerOf(newModel("IntSlider", slider(label, lo, hi, value), traits{"step": 1, "readout_format": "d"}), value)
}

// Dropdown is a list of options, at first the first one. It panics when there is none.
func Dropdown(label string, options ...string) *Choice {
	if len(options) == 0 {
		panic(fmt.Sprintf("notebook: Dropdown %q needs at least one option", label))
	}
	m := newModel("Dropdown", described(label, newStyle("DescriptionStyle")), traits{
		"_options_labels": options,
		"disabled":        false,
		"index":           0,
	})
	m.takes("index", 0, func(v any) (any, bool) {
		i, ok := whole(v)
		return i, ok && i >= 0 && i < len(options)
	})
	return &Choice{m, options}
}

// Checkbox is on or off.
func Checkbox(label string, on bool) *Switch {
	m := newModel("Checkbox", described(label, newStyle("CheckboxStyle", "background")), traits{
		"disabled": false,
		"indent":   true,
		"value":    on,
	})
	m.takes("value", on, func(v any) (any, bool) {
		on, ok := v.(bool)
		return on, ok
	})
	return &Switch{m}
}

// Button calls clicked when it is pressed, before what [Live] or [Interact] call.
func Button(label string, clicked func()) Widget {
	m := newModel("Button", traits{
		"button_style": "",
		"description":  label,
		"disabled":     false,
		"icon":         "",
		"style": newStyle("ButtonStyle", "button_color", "font_family", "font_size", "font_style", "font_variant",
			"font_weight", "text_color", "text_decoration"),
	})
	m.clicked = clicked
	return m
}

// Player is an [IntSlider] with a button that makes it count by itself from lo to hi, one
// at each interval. It panics unless lo < hi and the interval is at least a millisecond.
func Player(label string, lo, hi int, interval time.Duration) *Integer {
	checkRange("Player", label, float64(lo), float64(hi), float64(lo))
	if interval < time.Millisecond {
		panic(fmt.Sprintf("notebook: Player %q has the interval %v; it must be at least a millisecond", label, interval))
	}
	slider := IntSlider(label, lo, hi, lo)
	play := newModel("Play", described("", newStyle("DescriptionStyle")), traits{
		"disabled":    false,
		"interval":    interval.Milliseconds(),
		"max":         hi,
		"min":         lo,
		"playing":     false,
		"repeat":      false,
		"show_repeat": true,
		"step":        1,
		"value":       lo,
	})
	slider.shown = box("HBox", []*model{play, slider.model})
	// The page itself moves the slider with the button, and needs no program for it.
	joined := bareModel("@jupyter-widgets/controls", "Link", "")
	joined.traits["_view_name"] = nil
	joined.traits["source"], joined.traits["target"] = link{play, "value"}, link{slider.model, "value"}
	slider.shown.beside = joined
	return slider
}

// slider are the traits of every slider.
func slider[T int | float64](label string, lo, hi, value T) traits {
	t := described(label, newStyle("SliderStyle", "handle_color"))
	for name, v := range (traits{
		"behavior":          "drag-tap",
		"continuous_update": true,
		"disabled":          false,
		"max":               hi,
		"min":               lo,
		"orientation":       "horizontal",
		"readout":           true,
		"value":             value,
	}) {
		t[name] = v
	}
	return t
}

func checkRange(what, label string, lo, hi, value float64) {
	if !(lo < hi) || math.IsInf(hi-lo, 0) {
		panic(fmt.Sprintf("notebook: %s %q goes from %g to %g; the first must be below the second", what, label, lo, hi))
	}
	if !(lo <= value && value <= hi) {
		panic(fmt.Sprintf("notebook: %s %q goes from %g to %g and cannot stand at %g", what, label, lo, hi, value))
	}
}

// Value is the number that the control shows.
func (n *Number) Value() float64 { return n.now().(float64) }

// Set changes the number, within the control's range.
func (n *Number) Set(value float64) { n.set(traits{"value": value}) }

// Step sets by how much a slider moves at least. It returns the number itself. It panics
// unless the step is positive.
func (n *Number) Step(step float64) *Number {
	if !(step > 0) {
		panic(fmt.Sprintf("notebook: a step of %g; it must be positive", step))
	}
	change := traits{"step": step}
	if n.traits["_model_name"] == "FloatSliderModel" {
		decimals := max(0, int(math.Ceil(-math.Log10(step)-1e-9))) + 1
		change["readout_format"] = fmt.Sprintf(".%df", decimals)
	}
	n.set(change)
	return n
}

// Value is the number that the control shows.
func (n *Integer) Value() int { return n.now().(int) }

// Set changes the number, within the control's range.
func (n *Integer) Set(value int) { n.set(traits{"value": value}) }

func (n *Integer) widget() *model {
	if n.shown != nil {
		return n.shown
	}
	return n.model
}

// Value is the option that is chosen.
func (c *Choice) Value() string { return c.options[c.Index()] }

// Index is the number of the option that is chosen, from 0.
func (c *Choice) Index() int { return c.now().(int) }

// Set chooses the option with this number.
func (c *Choice) Set(index int) { c.set(traits{"index": index}) }

// Value tells whether the control is on.
func (s *Switch) Value() bool { return s.now().(bool) }

// Set turns the control on or off.
func (s *Switch) Set(on bool) { s.set(traits{"value": on}) }

// takes says which trait a person can change, and what the program sees of it.
func (m *model) takes(input string, value any, accept func(v any) (any, bool)) {
	m.input, m.value, m.accept = input, value, accept
}

func numberOf(m *model, value float64) *Number {
	m.takes("value", value, func(v any) (any, bool) {
		x, ok := v.(float64)
		return x, ok
	})
	return &Number{m}
}

func integerOf(m *model, value int) *Integer {
	m.takes("value", value, func(v any) (any, bool) { return whole(v) })
	return &Integer{model: m}
}

// whole is a number of JSON as an int.
func whole(v any) (i int, ok bool) {
	x, ok := v.(float64)
	return int(x), ok && x == math.Trunc(x)
}
