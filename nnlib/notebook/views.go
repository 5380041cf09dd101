package notebook

import (
	"fmt"
	"html"
)

// Frame is a place for a picture that may change.
type Frame struct {
	*model
	picture Picture
}

// Image is a [Frame] with a picture; nil leaves it empty for now.
func Image(p Picture) *Frame {
	f := &Frame{model: newModel("Image", traits{
		"format": "svg+xml", // for a page this is the MIME type after "image/"
		"height": "",
		"value":  []byte{},
		"width":  "",
	})}
	f.traits["layout"].(*model).traits["align_self"] = "flex-start" // or a box would stretch it
	if p != nil {
		f.Set(p)
	}
	return f
}

// Set changes the picture.
func (f *Frame) Set(p Picture) {
	f.picture = p
	f.set(traits{"value": p.SVG()})
}

// Note is text that may change.
type Note struct {
	*model
	text   string
	markup bool
}

// Label is a line of text, with formulas between dollar signs.
func Label(text string) *Note {
	n := &Note{text: text, model: newModel("Label",
		described("", newStyle("LabelStyle", "background", "font_family", "font_size", "font_style", "font_variant",
			"font_weight", "text_color", "text_decoration")),
		traits{"placeholder": "\u200b", "value": text})}
	return n
}

// Paragraph is formatted text. [Note.Set] changes its HTML.
func Paragraph(h HTML) *Note {
	return &Note{text: string(h), markup: true, model: newModel("HTML",
		described("", newStyle("HTMLStyle", "background", "font_size", "text_color")),
		traits{"placeholder": "\u200b", "value": string(h)})}
}

// Set changes the text.
func (n *Note) Set(text string) {
	n.text = text
	n.set(traits{"value": text})
}

func (n *Note) html() string {
	if n.markup {
		return n.text
	}
	return html.EscapeString(n.text)
}

// Bar is a progress bar.
type Bar struct{ *model }

// Progress is a bar that is full at most. It panics unless most is positive.
func Progress(label string, most float64) *Bar {
	if !(most > 0) {
		panic(fmt.Sprintf("notebook: Progress %q is full at %g; that must be positive", label, most))
	}
	return &Bar{newModel("FloatProgress", described(label, newStyle("ProgressStyle", "bar_color")), traits{
		"_view_name":  "ProgressView",
		"bar_style":   "",
		"max":         most,
		"min":         0,
		"orientation": "horizontal",
		"value":       0,
	})}
}

// Set says how far it is, from 0 to the most.
func (b *Bar) Set(value float64) { b.set(traits{"value": value}) }

// Group is several widgets.
type Group struct {
	*model
	widgets []Widget
}

// VBox puts widgets one below the other.
func VBox(widgets ...Widget) *Group { return group("VBox", widgets) }

// HBox puts widgets side by side.
func HBox(widgets ...Widget) *Group { return group("HBox", widgets) }

func group(name string, widgets []Widget) *Group {
	var children []*model
	for _, w := range widgets {
		children = append(children, w.widget())
	}
	return &Group{box(name, children), widgets}
}

func box(name string, children []*model) *model {
	return newModel(name, traits{"box_style": "", "children": children})
}

// Arrange sets a property of how the group stands on the page, by the name that CSS gives
// it with _ in place of -, such as "width" or "align_items". It panics when Jupyter's
// layouts have no such property.
func (g *Group) Arrange(property, value string) *Group {
	layout := g.traits["layout"].(*model)
	if _, known := layout.traits[property]; !known || property[0] == '_' {
		panic(fmt.Sprintf("notebook: a layout has no property %q; it has width, height, align_items, margin and such", property))
	}
	layout.set(traits{property: value})
	return g
}
