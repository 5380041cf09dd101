package nbformat

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// piece is a part of a generated notebook. A slot is the value of a code cell's
// outputs or execution count.
type piece struct {
	text string
	cell int    // of a slot
	slot string // "outputs", "execution_count", or "" for text that must stay
}

// notebooks generates notebooks whose JSON is spaced, ordered and spelled at random,
// with fields that nobody knows.
var notebooks = rapid.Custom(func(t *rapid.T) (pieces []piece) {
	spaces := rapid.SampledFrom([]string{"", " ", "\n", "\r\n  ", "\t", "\n\n \t"})
	space := func() string { return spaces.Draw(t, "space") }
	add := func(text string) { pieces = append(pieces, piece{text: text}) }
	encoded := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "indented") {
			var indented bytes.Buffer
			json.Indent(&indented, b, " ", "\t")
			return indented.String()
		}
		return string(b)
	}
	value := rapid.OneOf(
		rapid.Map(values, encoded),
		rapid.SampledFrom([]string{`1.50`, `1E+2`, `-0`, `"\/\u00e9 \\\" }]"`, `{"outputs": [ ], "a" :{}}`, `[[[]], {}]`, `{"a":1,"a":2}`}),
	)
	// members adds an object of these in any order, and of others.
	members := func(known map[string]func()) {
		var names []string
		names = slices.AppendSeq(names, maps.Keys(known))
		unknown := rapid.MapOfN(rapid.SampledFrom([]string{"a", "zz", "Outputs", "outputs ", "output\ns", "π"}), value, 0, 3).Draw(t, "unknown")
		names = slices.AppendSeq(names, maps.Keys(unknown))
		slices.Sort(names) // so that the same seed gives the same notebook
		names = rapid.Permutation(names).Draw(t, "order")
		add("{" + space())
		for i, name := range names {
			if i > 0 {
				add("," + space())
			}
			b, _ := json.Marshal(name)
			add(string(b) + space() + ":" + space())
			if text, ok := unknown[name]; ok {
				add(text)
			} else {
				known[name]()
			}
			add(space())
		}
		add("}")
	}
	constant := func(text string) func() { return func() { add(text) } }

	add(space())
	members(map[string]func(){
		"nbformat":       constant("4"),
		"nbformat_minor": constant(rapid.SampledFrom([]string{"0", "4", "5"}).Draw(t, "minor")),
		"metadata":       constant(encoded(objects.Draw(t, "metadata"))),
		"cells": func() {
			add("[" + space())
			for i := range rapid.IntRange(0, 4).Draw(t, "cells") {
				if i > 0 {
					add("," + space())
				}
				if rapid.Bool().Draw(t, "markdown") {
					members(map[string]func(){"cell_type": constant(`"markdown"`), "source": constant(encoded(texts.Draw(t, "source")))})
				} else {
					members(map[string]func(){
						"cell_type": constant(`"code"`),
						"source":    constant(encoded([]string{texts.Draw(t, "source")})),
						"execution_count": func() {
							pieces = append(pieces, piece{rapid.SampledFrom([]string{"null", "1", "12"}).Draw(t, "count"), i, "execution_count"})
						},
						"outputs": func() {
							list := []any{}
							for _, o := range outputLists.Draw(t, "outputs") {
								list = append(list, message(o))
							}
							pieces = append(pieces, piece{encoded(list), i, "outputs"})
						},
					})
				}
				add(space())
			}
			add("]")
		},
	})
	add(space())
	return pieces
})

// Some cells of a notebook are set: every byte outside what was set stays, and what
// was set reads as the message of a kernel says.
func TestSplice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := notebooks.Draw(t, "notebook")
		var text strings.Builder
		for _, p := range pieces {
			text.WriteString(p.text)
		}
		n, err := Parse([]byte(text.String()))
		if err != nil {
			t.Fatalf("%v in\n%s", err, text.String())
		}
		if diff := cmp.Diff(text.String(), string(n.Bytes())); diff != "" {
			t.Fatal(diff)
		}
		setOutputs, setCount := map[int][]Output{}, map[int]int{}
		for i, c := range n.Cells() {
			if c.Type == "code" && rapid.Bool().Draw(t, "set") {
				setOutputs[i], setCount[i] = outputLists.Draw(t, "fresh"), rapid.IntRange(0, 20).Draw(t, "count")
				if err := c.SetOutputs(setOutputs[i], setCount[i]); err != nil {
					t.Fatal(err)
				}
			}
		}
		got := string(n.Bytes())
		rest := got
		for _, p := range pieces {
			list, isSet := setOutputs[p.cell]
			if p.slot == "" || !isSet {
				var stays bool
				if rest, stays = strings.CutPrefix(rest, p.text); !stays {
					t.Fatalf("%q does not stay in\n%s\nbecame\n%s", p.text, text.String(), got)
				}
				continue
			}
			decoder := json.NewDecoder(strings.NewReader(rest))
			var v any
			if err := decoder.Decode(&v); err != nil {
				t.Fatalf("%v in\n%s", err, got)
			}
			rest = rest[decoder.InputOffset():]
			var want any
			if p.slot == "execution_count" {
				if setCount[p.cell] != 0 {
					want = float64(setCount[p.cell])
				}
			} else {
				messages := []any{}
				for _, o := range list {
					messages = append(messages, message(o))
				}
				b, err := json.Marshal(messages)
				if err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal(b, &want); err != nil {
					t.Fatal(err)
				}
				v = rejoined(v)
			}
			if diff := cmp.Diff(want, v); diff != "" {
				t.Fatalf("%s of cell %d, - want, + got:\n%s", p.slot, p.cell, diff)
			}
		}
		if rest != "" {
			t.Fatalf("at the end there is %q more", rest)
		}

		// Read again, the notebook has the same, and takes the same without a change.
		again, err := Parse([]byte(got))
		if err != nil {
			t.Fatalf("%v in\n%s", err, got)
		}
		for i, c := range again.Cells() {
			if diff := cmp.Diff(n.Cells()[i].Outputs, c.Outputs); diff != "" {
				t.Fatal(diff)
			}
			if c.Type == "code" {
				if err := c.SetOutputs(c.Outputs, c.ExecutionCount); err != nil {
					t.Fatal(err)
				}
			}
		}
		if diff := cmp.Diff(got, string(again.Bytes())); diff != "" {
			t.Fatal(diff)
		}
	})
}

// rejoined joins the texts of a cell's outputs that stand as lines.
func rejoined(outputs any) any {
	join := func(m map[string]any, key string) {
		if list, ok := m[key].([]any); ok {
			s := ""
			for _, line := range list {
				s += line.(string)
			}
			m[key] = s
		}
	}
	for _, o := range outputs.([]any) {
		m := o.(map[string]any)
		join(m, "text")
		data, _ := m["data"].(map[string]any)
		for mime := range data {
			if mime != "application/json" && !strings.HasSuffix(mime, "+json") {
				join(data, mime)
			}
		}
	}
	return outputs
}
