package nbformat

import (
	"encoding/json"
	"fmt"
	"slices"
)

// InsertCode puts a code cell with this source and these tags behind cell number i of
// [Notebook.Cells], counted from 0. It has the layout of that cell. All cells are read
// anew: pointers to those before are of no more use.
func (n *Notebook) InsertCode(i int, source string, tags ...string) error {
	if err := n.reread(n.Bytes()); err != nil {
		return err
	}
	before := n.cells[i]
	style := before.style()
	outer := style.indent[:len(style.indent)-len(style.unit)]
	if style.newline == "" {
		outer = ""
	}
	list := make([]any, len(tags))
	for i, t := range tags {
		list[i] = t
	}
	tree := map[string]any{
		"cell_type": "code", "execution_count": nil, "metadata": map[string]any{"tags": list},
		"outputs": []any{}, "source": lines(source),
	}
	if n.Minor >= 5 {
		tree["id"] = n.freeID(tags)
	}
	text := style.append([]byte(style.comma+style.newline+outer), tree, outer)
	return n.reread(slices.Concat(n.text[:before.at.end], text, n.text[before.at.end:]))
}

// freeID makes the id of a cell from its first tag, so that the same steps give the same
// notebook.
func (n *Notebook) freeID(tags []string) string {
	name := append(slices.Clone(tags), "cell")[0]
	id := name
	for i := 2; slices.ContainsFunc(n.cells, func(c *Cell) bool { return c.ID == id }); i++ {
		id = fmt.Sprintf("%s-%d", name, i)
	}
	return id
}

// DropStaleWidgets removes from the metadata the state that a front end has saved for
// its widgets, unless an output still shows one of them. A run without a front end makes
// no widgets, and nothing else refers to their state.
func (n *Notebook) DropStaleWidgets() error {
	const view, stateOf = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
	var metadata struct {
		Widgets map[string]struct {
			State map[string]json.RawMessage `json:"state"`
		} `json:"widgets"`
	}
	if json.Unmarshal(n.Metadata, &metadata) != nil || metadata.Widgets == nil {
		return nil // none, or in a form that we do not know: it is kept
	}
	for _, c := range n.cells {
		for _, o := range c.Outputs {
			shown, _ := bundleOf(o)[view].(map[string]any)
			id, _ := shown["model_id"].(string)
			if _, ok := metadata.Widgets[stateOf].State[id]; ok {
				return nil
			}
		}
	}
	if err := n.reread(n.Bytes()); err != nil {
		return err
	}
	members, err := n.text.object(n.metadata)
	if err != nil {
		return err
	}
	at := members.without("widgets")
	return n.reread(slices.Concat(n.text[:at.start], n.text[at.end:]))
}

// without returns what to cut out so that the member, which is there, is gone.
func (o object) without(name string) span {
	i := slices.IndexFunc(o, func(m member) bool { return m.name == name })
	switch {
	case i+1 < len(o):
		return span{o[i].key.start, o[i+1].key.start}
	case i > 0:
		return span{o[i-1].value.end, o[i].value.end}
	}
	return span{o[i].key.start, o[i].value.end}
}

func bundleOf(o Output) Bundle {
	switch o := o.(type) {
	case DisplayData:
		return o.Data
	case ExecuteResult:
		return o.Data
	}
	return nil
}

// reread makes text the text of the notebook, which remains that of the same file.
func (n *Notebook) reread(text []byte) error {
	next, err := Parse(text)
	if err != nil {
		return err
	}
	n.text, n.cells, n.Metadata, n.metadata = next.text, next.cells, next.Metadata, next.metadata
	return nil
}
