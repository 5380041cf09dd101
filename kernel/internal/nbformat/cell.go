package nbformat

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Cell is a cell of a [Notebook]. Its fields are for reading; a program sets what
// it may by [Cell.SetOutputs] and [Cell.SetSource].
type Cell struct {
	Type     string          // "code", "markdown" or "raw"
	ID       string          // "" if the cell has none, as before nbformat 4.5
	Source   string          // its lines joined
	Tags     []string        // of the metadata
	Metadata json.RawMessage // an object; "{}" if the cell has none

	Outputs        []Output // of a code cell
	ExecutionCount int      // of a code cell, from 1; 0 if it has not run

	text    document
	at      span
	members object
	ascii   bool // the text escapes non-ASCII characters

	stored      []Output // what the text has
	storedCount int

	newOutputs, newCount, newSource string // JSON to stand in place of what the text has; "" to leave it
}

// SetOutputs sets the outputs of a code cell and its execution count, from 1; 0
// stands for a cell that has not run. Afterwards the field Outputs holds what a
// reader of the file will find: without display ids, values as JSON has them.
//
// Outputs equal to those in the file keep their bytes, and so does the count.
//
// An error names the output and what of it cannot be written; then nothing is set.
func (c *Cell) SetOutputs(outputs []Output, count int) error {
	if c.Type != "code" {
		return fmt.Errorf("a %s cell has no outputs: only a code cell does", c.Type)
	}
	if count < 0 {
		return fmt.Errorf("the execution count is %d: expected 1 or more, or 0 for a cell that has not run", count)
	}
	trees := make([]any, len(outputs))
	var read []Output
	for i, o := range outputs {
		tree, err := encodeOutput(o)
		if err == nil {
			o, err = decodeOutput(tree)
		}
		if err != nil {
			return fmt.Errorf("output %d: %w", i+1, err)
		}
		trees[i] = tree
		read = append(read, o)
	}
	c.Outputs, c.ExecutionCount = read, count

	style := c.style()
	c.newOutputs, c.newCount = "", ""
	same := slices.EqualFunc(read, c.stored, func(a, b Output) bool { return reflect.DeepEqual(a, b) })
	if _, there := c.members.get("outputs"); !same || !there {
		c.newOutputs = string(style.append(nil, trees, style.indent))
	}
	if _, there := c.members.get("execution_count"); count != c.storedCount || !there {
		c.newCount = string(style.append(nil, executionCount(count), style.indent))
	}
	return nil
}

// SetSource sets the source of the cell. If the cell has it already, it keeps its bytes.
func (c *Cell) SetSource(source string) {
	source = valid(source)
	at, _ := c.members.get("source")
	c.Source, c.newSource = source, ""
	if stored, _ := joined(c.text.decode(at)); source != stored {
		style := c.style()
		c.newSource = string(style.append(nil, lines(source), style.indent))
	}
}

// edit replaces a part of the text.
type edit struct {
	at   span
	text string
}

// edits returns what SetOutputs and SetSource have changed, in the order of the text.
func (c *Cell) edits() (list []edit) {
	if c.newCount != "" {
		list = append(list, c.edit("execution_count", c.newCount))
	}
	if c.newOutputs != "" {
		list = append(list, c.edit("outputs", c.newOutputs))
	}
	if c.newSource != "" {
		list = append(list, c.edit("source", c.newSource))
	}
	slices.SortStableFunc(list, func(a, b edit) int { return a.at.start - b.at.start })
	return list
}

// edit gives a field a value. A field that is missing is put where it stands in a
// cell whose keys are in order; "source", which every cell has, comes after it.
func (c *Cell) edit(name, value string) edit {
	if at, ok := c.members.get(name); ok {
		return edit{at, value}
	}
	next := c.members[slices.IndexFunc(c.members, func(m member) bool { return m.name > name })].key.start
	style := c.style()
	field := strconv.Quote(name) + style.colon + value + style.comma + style.newline + style.indent
	return edit{span{next, next}, field}
}

// Attachments returns the pictures that a Markdown cell holds, as data URLs by name.
func (c *Cell) Attachments() map[string]string {
	at, ok := c.members.get("attachments")
	if !ok {
		return nil
	}
	list := map[string]string{}
	files, _ := c.text.decode(at).(map[string]any)
	for name, v := range files {
		bundle, _ := v.(map[string]any)
		for mime, content := range bundle {
			if text, ok := joined(content); ok {
				list[name] = "data:" + mime + ";base64," + strings.TrimSpace(text)
			}
		}
	}
	return list
}
