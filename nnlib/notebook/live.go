package notebook

import (
	"encoding/base64"
	"fmt"
	"html"
	"slices"
	"strings"

	"dlmath/nnlib/notebook/internal/frontend"
)

// Interact shows controls with the picture that draw makes of their values, and draws it
// again whenever a person changes one:
//
//	w, b := notebook.Slider("w", -5, 5, 1), notebook.Slider("b", -5, 5, 0)
//	notebook.Interact(func() *figure.Figure {
//		return figure.Neuron(nnlib.Neuron{W: []float64{w.Value()}, B: b.Value()}, -5, 5)
//	}, w, b)
//
// It is the last thing a cell does: see [Live].
func Interact[P Picture](draw func() P, controls ...Widget) {
	frame := Image(nil)
	Live(VBox(append(slices.Clip(controls), frame)...), func() { frame.Set(draw()) })
}

// Live calls update, shows w, and calls update again whenever a person has changed a
// control or pressed a button. Where a front end can answer, it does so until the cell
// runs again or the kernel ends, and other cells run meanwhile; it returns only when the
// front end has gone. Elsewhere (a notebook that is executed without a person, GoNB, a
// terminal) it shows the pictures and texts in w as they are at first, and returns at
// once. So it is the last thing that a cell does.
//
// All happens in the goroutine that called Live: what update and the functions of the
// buttons do needs no lock, and the values of the controls stay as they are while it
// runs. When it takes long, the values that come meanwhile are passed over, but for the
// last ones. When it panics, the message is shown, and the next change is another try.
func Live(w Widget, update func()) {
	update()
	still, trouble := static(w), Paragraph("")
	all := over(trouble, w)
	if all.show() != nil {
		complain(frontend.Display("", still))
		return
	}
	complain(frontend.Display("", view(all, still)))
	if frontend.Live() != nil {
		return
	}
	for {
		clicks, ok := live.take()
		if !ok {
			return
		}
		message := attempt(func() {
			for _, clicked := range clicks {
				clicked()
			}
			update()
		})
		if message != trouble.text {
			trouble.Set(message)
		}
	}
}

// over puts w over something else.
func over(below, w Widget) *Group {
	if g, is := w.(*Group); is && g.traits["_model_name"] == "VBoxModel" {
		joined := VBox(append(slices.Clip(g.widgets), below)...)
		joined.traits["layout"] = g.traits["layout"]
		return joined
	}
	return VBox(w, below)
}

// attempt returns what a panic of f says, as HTML.
func attempt(f func()) (message string) {
	defer func() {
		if problem := recover(); problem != nil {
			message = "<pre style=\"color: #b00020\">" + html.EscapeString(fmt.Sprint(problem)) + "</pre>"
		}
	}()
	f()
	return ""
}

// view is a bundle that shows a widget where that can be shown, and else what is static.
func view(w Widget, static frontend.Bundle) frontend.Bundle {
	static.Data["application/vnd.jupyter.widget-view+json"] = map[string]any{
		"version_major": 2, "version_minor": 0, "model_id": w.widget().id,
	}
	return static
}

// static is a widget for readers that cannot touch it: its pictures and its texts, or if
// it has none the values of its controls.
func static(w Widget) frontend.Bundle {
	in := contents{}
	in.add(w)
	if len(in.pictures) == 1 && len(in.notes) == 0 {
		return bundleOf(in.pictures[0])
	}
	var page, text []string
	for _, p := range in.pictures {
		text = append(text, textOf(p))
		if frontend.Rich() { // else it need not be drawn
			page = append(page, img(p))
		}
	}
	for _, n := range in.notes {
		text = append(text, n.text)
		page = append(page, "<p>"+n.html()+"</p>")
	}
	if len(text) == 0 {
		text = in.values
	}
	b := frontend.Bundle{Data: map[string]any{plainText: strings.Join(text, "\n")}}
	if len(page) > 0 {
		b.Data[htmlText] = strings.Join(page, "\n")
	}
	return b
}

// img is a picture in HTML.
func img(p Picture) string {
	size := ""
	if width, height, ok := pixels(p); ok {
		size = fmt.Sprintf(` width="%d" height="%d"`, width, height)
	}
	return `<img alt="` + html.EscapeString(textOf(p)) + `" src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(p.PNG()) + `"` + size + `>`
}

// contents is what is in a widget, in order.
type contents struct {
	pictures []Picture
	notes    []*Note
	values   []string // of the controls, each with its label
}

func (c *contents) add(w Widget) {
	switch w := w.(type) {
	case *Group:
		for _, inner := range w.widgets {
			c.add(inner)
		}
	case *Frame:
		if w.picture != nil {
			c.pictures = append(c.pictures, w.picture)
		}
	case *Note:
		if w.text != "" {
			c.notes = append(c.notes, w)
		}
	case *Choice:
		c.value(w.model, w.Value())
	case *Number:
		c.value(w.model, w.Value())
	case *Integer:
		c.value(w.model, w.Value())
	case *Switch:
		c.value(w.model, w.Value())
	}
}

func (c *contents) value(m *model, v any) {
	c.values = append(c.values, fmt.Sprintf("%v: %v", m.traits["description"], v))
}
