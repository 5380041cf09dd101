package nbformat_test

import (
	"fmt"
	"strings"
	"testing"

	"dlmath/kernel/internal/nbformat"
)

func parsed(t *testing.T, text string) *nbformat.Notebook {
	t.Helper()
	nb, err := nbformat.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

// An inserted cell has the layout of the one before it; all else keeps its bytes.
func TestInsertCode(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{
			`{"cells": [{"cell_type": "code", "id": "new", "source": "a", "metadata": {}, "outputs": [], "execution_count": 1}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`,
			`{"cells": [{"cell_type": "code", "id": "new", "source": "a", "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["é"]}], "execution_count": 2}, {"cell_type": "code", "execution_count": null, "id": "new-2", "metadata": {"tags": ["new"]}, "outputs": [], "source": ["x\n", "y"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`,
		},
		{
			"{\"cells\":[\r\n\t{\r\n\t\t\"cell_type\":\"code\",\r\n\t\t\"execution_count\":2,\r\n\t\t\"metadata\":{},\r\n\t\t\"outputs\":[],\r\n\t\t\"source\":[]\r\n\t}\r\n],\"nbformat\":4}",
			"{\"cells\":[\r\n\t{\r\n\t\t\"cell_type\":\"code\",\r\n\t\t\"execution_count\":2,\r\n\t\t\"metadata\":{},\r\n\t\t\"outputs\":[\r\n\t\t\t{\r\n\t\t\t\t\"name\":\"stdout\",\r\n\t\t\t\t\"output_type\":\"stream\",\r\n\t\t\t\t\"text\":[\r\n\t\t\t\t\t\"é\"\r\n\t\t\t\t]\r\n\t\t\t}\r\n\t\t],\r\n\t\t\"source\":[]\r\n\t}," +
				"\r\n\t{\r\n\t\t\"cell_type\":\"code\",\r\n\t\t\"execution_count\":null,\r\n\t\t\"metadata\":{\r\n\t\t\t\"tags\":[\r\n\t\t\t\t\"new\"\r\n\t\t\t]\r\n\t\t},\r\n\t\t\"outputs\":[],\r\n\t\t\"source\":[\r\n\t\t\t\"x\\n\",\r\n\t\t\t\"y\"\r\n\t\t]\r\n\t}\r\n],\"nbformat\":4}",
		},
	} {
		nb := parsed(t, test.text)
		// What was set before is kept.
		if err := nb.Cells()[0].SetOutputs([]nbformat.Output{nbformat.Stream{Name: "stdout", Text: "é"}}, 2); err != nil {
			t.Fatal(err)
		}
		if err := nb.InsertCode(0, "x\ny", "new"); err != nil {
			t.Fatal(err)
		}
		if got := string(nb.Bytes()); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
		if c := nb.Cells()[1]; len(nb.Cells()) != 2 || c.Source != "x\ny" || len(c.Tags) != 1 {
			t.Errorf("the cell is %+v", c)
		}
	}
}

func TestSetSource(t *testing.T) {
	const text = `{"cells":[{"cell_type":"markdown","source":"a\u000ab","metadata":{}}],"nbformat":4}`
	nb := parsed(t, text)
	c := nb.Cells()[0]
	for _, test := range []struct{ source, json string }{
		{"a\nb", `"a\u000ab"`},
		{"c\n\"d\"", `["c\n","\"d\""]`},
		{"", "[]"},
		{"a\nb", `"a\u000ab"`},
	} {
		c.SetSource(test.source)
		if want := strings.Replace(text, `"a\u000ab"`, test.json, 1); string(nb.Bytes()) != want || c.Source != test.source {
			t.Errorf("got\n%s\nwant\n%s", nb.Bytes(), want)
		}
	}
}

// The state of widgets goes when no output shows one of them, and nothing else does.
func TestDropStaleWidgets(t *testing.T) {
	const widgets = `"widgets" : {"application/vnd.jupyter.widget-state+json": {"state": {"m1": {}}, "version_major": 2}}`
	const text = `{"cells":[{"cell_type":"code","source":[],"metadata":{},"execution_count":1,"outputs":[
	{"output_type":"display_data","metadata":{},"data":{"application/vnd.jupyter.widget-view+json":{"model_id":%q}}}]}],"metadata": {%s},"nbformat":4}`
	for _, test := range []struct{ model, metadata, want string }{
		{"m1", `"a": 1, ` + widgets, `"a": 1, ` + widgets},
		{"m2", widgets, ``},
		{"m2", ` ` + widgets + ` , "a": 1.0 `, ` "a": 1.0 `},
		{"m2", `"a": 1, ` + widgets + ` `, `"a": 1 `},
		{"m2", `"a": 1, ` + widgets + `, "b": 2`, `"a": 1, "b": 2`},
		{"m2", `"a": 1`, `"a": 1`},
		{"m2", `"widgets": [1]`, `"widgets": [1]`},
	} {
		nb := parsed(t, fmt.Sprintf(text, test.model, test.metadata))
		if err := nb.DropStaleWidgets(); err != nil {
			t.Fatal(err)
		}
		if got, want := string(nb.Bytes()), fmt.Sprintf(text, test.model, test.want); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}
