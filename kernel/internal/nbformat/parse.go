package nbformat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Parse reads a notebook from its text, which is copied. An error is a [*ParseError].
func Parse(data []byte) (*Notebook, error) {
	d := document(bytes.Clone(data))
	if err := d.check(); err != nil {
		return nil, err
	}
	start := d.skip(0)
	if d[start] != '{' {
		return nil, d.errorf(start, "not a notebook: a notebook is a JSON object, and this is %s", d.excerpt(span{start, d.end(start)}))
	}
	root, err := d.object(span{start, d.end(start)})
	if err != nil {
		return nil, err
	}
	if err := d.version(start, root); err != nil {
		return nil, err
	}
	n := &Notebook{text: d, Metadata: json.RawMessage("{}")}
	if at, ok := root.get("nbformat_minor"); ok {
		if n.Minor, ok = asInteger(d.decode(at)); !ok {
			return nil, d.errorf(at.start, `"nbformat_minor" is %s: expected a whole number`, d.excerpt(at))
		}
	}
	if at, ok := root.get("metadata"); ok {
		if d[at.start] != '{' {
			return nil, d.errorf(at.start, `"metadata" is %s: expected an object`, d.excerpt(at))
		}
		n.Metadata, n.metadata = json.RawMessage(d[at.start:at.end]), at
	}
	cells, ok := root.get("cells")
	if !ok {
		return nil, d.errorf(start, `the notebook has no "cells": expected a list of cells, which may be empty: "cells": []`)
	}
	if d[cells.start] != '[' {
		return nil, d.errorf(cells.start, `"cells" is %s: expected a list of cells`, d.excerpt(cells))
	}
	ascii := d.escapesNonASCII()
	for i, at := range d.array(cells) {
		c, err := d.cell(at)
		if err != nil {
			if e, ok := errors.AsType[*ParseError](err); ok {
				e.Message = fmt.Sprintf("cell %d: %s", i+1, e.Message)
			}
			return nil, err
		}
		c.ascii = ascii
		n.cells = append(n.cells, c)
	}
	if err := n.uniqueIDs(); err != nil {
		return nil, err
	}
	return n, nil
}

// version returns an error unless this is nbformat 4.
func (d document) version(start int, root object) error {
	at, ok := root.get("nbformat")
	if !ok {
		return d.errorf(start, `not a notebook: it has no field "nbformat"`)
	}
	major, ok := asInteger(d.decode(at))
	switch {
	case !ok:
		return d.errorf(at.start, `"nbformat" is %s: expected the number 4`, d.excerpt(at))
	case major < 4:
		return d.errorf(at.start, "this notebook has nbformat %d, and nbformat 4 is needed: open it in Jupyter and save it, which makes it version 4", major)
	case major > 4:
		return d.errorf(at.start, "this notebook has nbformat %d, newer than what this program knows: update it, or save the notebook as nbformat 4", major)
	}
	return nil
}

// uniqueIDs returns an error if two cells have the same id.
func (n *Notebook) uniqueIDs() error {
	if n.Minor < 5 {
		return nil // the field has no meaning yet
	}
	first := map[string]int{}
	for i, c := range n.cells {
		if j, twice := first[c.ID]; twice && c.ID != "" {
			at, _ := c.members.get("id")
			return n.text.errorf(at.start, "cell %d: its id %q is that of cell %d: give one of them another id", i+1, c.ID, j+1)
		}
		first[c.ID] = i
	}
	return nil
}

// cell reads the cell there. An error does not say its number yet.
func (d document) cell(at span) (*Cell, error) {
	if d[at.start] != '{' {
		return nil, d.errorf(at.start, "it is %s: expected an object", d.excerpt(at))
	}
	members, err := d.object(at)
	if err != nil {
		return nil, err
	}
	c := &Cell{text: d, at: at, members: members}
	// field hands a field's value to set, nil if there is none, and makes an error of
	// what set refuses.
	field := func(name, expected string, set func(at span, v any) bool) {
		where, there := members.get(name)
		switch {
		case err != nil:
		case there && !set(where, d.decode(where)):
			err = d.errorf(where.start, "%q is %s: expected %s", name, d.excerpt(where), expected)
		case !there && !set(where, nil):
			err = d.errorf(at.start, "it has no %q: expected %s", name, expected)
		}
	}
	field("cell_type", `"code", "markdown" or "raw"`, func(_ span, v any) (ok bool) {
		c.Type, ok = v.(string)
		return ok
	})
	field("id", "a string", func(_ span, v any) (ok bool) {
		c.ID, ok = v.(string)
		return ok || v == nil
	})
	field("source", "a string, or a list of lines", func(_ span, v any) (ok bool) {
		c.Source, ok = joined(v)
		return ok
	})
	field("metadata", `an object, with "tags" a list of strings`, func(at span, v any) bool {
		c.Metadata = json.RawMessage("{}")
		if v == nil {
			return true
		}
		m, ok := v.(map[string]any)
		if ok {
			c.Metadata = json.RawMessage(d[at.start:at.end])
			if tags, there := m["tags"]; there {
				c.Tags, ok = asStrings(tags)
			}
		}
		return ok
	})
	if c.Type == "code" {
		field("execution_count", "a whole number from 0, or null", func(_ span, v any) (ok bool) {
			c.storedCount, ok = asCount(v)
			return ok || v == nil
		})
	}
	if err != nil {
		return nil, err
	}
	if where, there := members.get("outputs"); there && c.Type == "code" {
		if c.stored, err = d.outputs(where); err != nil {
			return nil, err
		}
	}
	c.Outputs, c.ExecutionCount = c.stored, c.storedCount
	return c, nil
}

func (d document) outputs(at span) (list []Output, err error) {
	if d[at.start] != '[' {
		return nil, d.errorf(at.start, `"outputs" is %s: expected a list`, d.excerpt(at))
	}
	for i, at := range d.array(at) {
		tree, ok := d.decode(at).(map[string]any)
		if !ok {
			return nil, d.errorf(at.start, "output %d is %s: expected an object", i+1, d.excerpt(at))
		}
		o, err := decodeOutput(tree)
		if err != nil {
			return nil, d.errorf(at.start, "output %d: %v; clear the outputs of this cell in Jupyter and save", i+1, err)
		}
		list = append(list, o)
	}
	return list, nil
}
