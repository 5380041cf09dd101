package nbformat

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOutputs(t *testing.T) {
	text := func(s string) Bundle { return Bundle{"text/plain": s} }
	display := func(id, s string) DisplayData { return DisplayData{Data: text(s), DisplayID: id} }
	stdout := func(s string) Stream { return Stream{"stdout", s} }
	stderr := func(s string) Stream { return Stream{"stderr", s} }
	fresh := map[string]any{"new": true}
	for _, c := range []struct {
		name string
		do   func(o *Outputs)
		want []Output
	}{
		{"nothing", func(o *Outputs) {}, []Output{}},
		{"a stream", func(o *Outputs) {
			o.Append(stdout("a"))
			o.Append(stdout("b\n"))
			o.Append(stdout(""))
			o.Append(stdout("c"))
		}, []Output{stdout("ab\nc")}},
		{"two streams", func(o *Outputs) {
			o.Append(stdout("a"))
			o.Append(stderr("b"))
			o.Append(stderr("c"))
			o.Append(stdout("d"))
		}, []Output{stdout("a"), stderr("bc"), stdout("d")}},
		{"a display between", func(o *Outputs) {
			o.Append(stdout("a"))
			o.Append(display("", "x"))
			o.Append(stdout("b"))
			o.Append(Error{Name: "E"})
			o.Append(stdout("c"))
		}, []Output{stdout("a"), display("", "x"), stdout("b"), Error{Name: "E"}, stdout("c")}},
		{"clear", func(o *Outputs) {
			o.Append(stdout("a"))
			o.Clear(false)
			o.Append(stdout("b"))
		}, []Output{stdout("b")}},
		{"clear all", func(o *Outputs) {
			o.Append(stdout("a"))
			o.Clear(false)
		}, []Output{}},
		{"clear later", func(o *Outputs) {
			o.Append(stdout("a"))
			o.Clear(true)
			o.Append(stdout("b"))
			o.Append(stdout("c"))
		}, []Output{stdout("bc")}},
		{"clear later, but nothing follows", func(o *Outputs) {
			o.Append(display("d", "a"))
			o.Clear(true)
			o.Update("d", text("b"), nil)
		}, []Output{display("d", "b")}},
		{"clear later, then at once", func(o *Outputs) {
			o.Clear(true)
			o.Clear(false)
			o.Append(stdout("a"))
			o.Append(stderr("b"))
		}, []Output{stdout("a"), stderr("b")}},
		{"update", func(o *Outputs) {
			o.Append(display("d", "1"))
			o.Append(display("e", "2"))
			o.Append(ExecuteResult{Data: text("3"), DisplayID: "d", ExecutionCount: 5})
			o.Append(stdout("a"))
			o.Update("d", text("4"), fresh)
			o.Append(stdout("b"))
		}, []Output{
			DisplayData{Data: text("4"), Metadata: fresh, DisplayID: "d"},
			display("e", "2"),
			ExecuteResult{Data: text("4"), Metadata: fresh, DisplayID: "d", ExecutionCount: 5},
			stdout("ab"),
		}},
		{"update of what is not there", func(o *Outputs) {
			o.Append(display("", "1"))
			o.Update("", text("2"), nil)
			o.Update("d", text("2"), nil)
		}, []Output{display("", "1")}},
		{"the same id again", func(o *Outputs) {
			o.Append(display("d", "1"))
			o.Append(display("d", "2"))
		}, []Output{display("d", "2"), display("d", "2")}},
		{"update after clear", func(o *Outputs) {
			o.Append(display("d", "1"))
			o.Clear(false)
			o.Update("d", text("2"), nil)
		}, []Output{}},
	} {
		var o Outputs
		c.do(&o)
		if diff := cmp.Diff(c.want, o.List()); diff != "" {
			t.Errorf("%s: - want, + got:\n%s", c.name, diff)
		}
	}
}

// A list stays as it is when outputs are added afterwards.
func TestOutputsList(t *testing.T) {
	var o Outputs
	o.Append(Stream{"stdout", "a"})
	list := o.List()
	o.Append(Stream{"stdout", "b"})
	if diff := cmp.Diff([]Output{Stream{"stdout", "a"}}, list); diff != "" {
		t.Error(diff)
	}
}

// Backspace and carriage return do what they do in JupyterLab's own program, from
// which testdata/streams.json comes.
func TestOutputsAsInJupyterLab(t *testing.T) {
	b, err := os.ReadFile("testdata/streams.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Pieces []string
			Text   string
		}
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 300 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		var o Outputs
		for _, piece := range c.Pieces {
			o.Append(Stream{"stdout", piece})
		}
		if diff := cmp.Diff([]Output{Stream{"stdout", c.Text}}, o.List()); diff != "" {
			t.Errorf("%q: - want, + got:\n%s", c.Pieces, diff)
		}
	}
}

// A program that prints 20 MB in small pieces is no burden: no piece copies the text.
func BenchmarkOutputs(b *testing.B) {
	for b.Loop() {
		var o Outputs
		for range 1_000_000 {
			o.Append(Stream{"stdout", "a line of 20 bytes \n"})
		}
	}
}
