package nbformat

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func number(s string) json.Number { return json.Number(s) }

// Agreement with Python over many more numbers: TestPython.
func TestNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "-12": "-12", "123456789012345678901234567890": "123456789012345678901234567890",
		"1.50": "1.5", "1E2": "100.0", "-0.0": "-0.0", "1e15": "1000000000000000.0", "1e16": "1e+16",
		"0.0001": "0.0001", "0.00001": "1e-05", "12e-400": "0.0", "1e999": "1e999", "2.5e-10": "2.5e-10",
	} {
		if got := normal(json.Number(in)); string(got) != want {
			t.Errorf("%s is spelled %s, want %s", in, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	for in, want := range map[string][]any{
		"":                           {},
		"a":                          {"a"},
		"a\n\nb\n":                   {"a\n", "\n", "b\n"},
		"a\r\nb\rc\n\r":              {"a\r\n", "b\r", "c\n", "\r"},
		"a\vb\fc\x1cd\x1de\x1ef\x1f": {"a\v", "b\f", "c\x1c", "d\x1d", "e\x1e", "f\x1f"},
		"é\u0085π\u2028x\u2029":      {"é\u0085", "π\u2028", "x\u2029"},
		"bad \xff\xfe\n":             {"bad \uFFFD\n"},
	} {
		if diff := cmp.Diff(want, lines(in)); diff != "" {
			t.Errorf("%q, - want, + got:\n%s", in, diff)
		}
	}
}

// What cannot be written is named, and the cell stays as it was.
func TestSetOutputsErrors(t *testing.T) {
	const text = `{"nbformat":4,"cells":[{"cell_type":"raw","source":""},{"cell_type":"code","source":"","execution_count":null,"outputs":[]}]}`
	n := parse(t, text)
	good := Stream{"stdout", "x"}
	for _, c := range []struct {
		cell, count int
		output      Output
		want        string
	}{
		{0, 1, good, "a raw cell has no outputs: only a code cell does"},
		{1, -1, good, "the execution count is -1: expected 1 or more, or 0 for a cell that has not run"},
		{1, 1, nil, "output 2: it is <nil>: expected a Stream, DisplayData, ExecuteResult or Error"},
		{1, 1, &screen{}, "output 2: it is *nbformat.screen: expected a Stream, DisplayData, ExecuteResult or Error"},
		{1, 1, DisplayData{Data: Bundle{"text/plain": 5}}, "output 2: text/plain: it is int: expected a string, or a []byte to be encoded in base64"},
		{1, 1, DisplayData{Data: Bundle{"application/json": math.NaN()}}, "output 2: application/json: it cannot be written as JSON: json: unsupported value: NaN"},
		{1, 1, ExecuteResult{Metadata: map[string]any{"f": t.Fatal}}, "output 2: the metadata: it cannot be written as JSON: json: unsupported type: func(...interface {})"},
		{1, 1, ExecuteResult{ExecutionCount: -2}, "output 2: the execution count is -2: expected 1 or more, or 0 for none"},
	} {
		cell := n.Cells()[c.cell]
		if err := cell.SetOutputs([]Output{good, c.output}, c.count); err == nil || err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
		if cell.Outputs != nil || cell.ExecutionCount != 0 {
			t.Errorf("%s: the cell was set", c.want)
		}
	}
	equal(t, n.Bytes(), text)
}

// Afterwards the field has what a reader of the file finds.
func TestSetOutputsReads(t *testing.T) {
	n := parse(t, `{"nbformat":4,"cells":[{"cell_type":"code","source":""}]}`)
	c := n.Cells()[0]
	set(t, c, 3,
		Stream{"stdout", "bad \xff"},
		DisplayData{DisplayID: "d", Data: Bundle{
			"image/png":        []byte{0, 0xff},
			"text/html":        "<b>\n",
			"application/json": map[string]any{"a": 1e-7, "b": []int{1}, "c": json.RawMessage(`[1e2]`), "d": "</>"},
		}},
		Error{Name: "E\xff"},
	)
	none := map[string]any{}
	want := []Output{
		Stream{"stdout", "bad \uFFFD"},
		DisplayData{Metadata: none, Data: Bundle{
			"image/png":        "AP8=",
			"text/html":        "<b>\n",
			"application/json": map[string]any{"a": number("1e-07"), "b": []any{number("1")}, "c": []any{number("100.0")}, "d": "</>"},
		}},
		Error{Name: "E\uFFFD"},
	}
	if diff := cmp.Diff(want, c.Outputs); diff != "" || c.ExecutionCount != 3 {
		t.Errorf("count %d; - want, + got:\n%s", c.ExecutionCount, diff)
	}
	again := parse(t, string(n.Bytes())).Cells()[0]
	if diff := cmp.Diff(want, again.Outputs); diff != "" || again.ExecutionCount != 3 {
		t.Errorf("count %d; - want, + got:\n%s", again.ExecutionCount, diff)
	}
}
