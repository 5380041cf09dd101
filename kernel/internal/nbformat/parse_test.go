package nbformat

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	n := parse(t, `{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "dlmath"}, "n": 1.0}, "cells": [
		{"id": "a", "cell_type": "markdown", "source": ["# One\n", "two"], "metadata": {"tags": []}},
		{"id": "b", "cell_type": "raw", "source": "", "metadata": null},
		{"id": "c", "cell_type": "code", "source": "x\r\ny", "metadata": {"tags": ["parameters", "π"], "z": 1e2},
		 "execution_count": 12, "outputs": [
			{"output_type": "stream", "name": "stdout", "text": ["a\n", "b"], "unknown": 1},
			{"output_type": "display_data", "metadata": {"width": 1e-7, "n": -0}, "data": {
				"text/plain": ["1", "2"], "image/png": "iVBORw==\n", "application/json": ["1", "2"],
				"application/vnd.plotly.v1+json": {"a": [1.50, null, true]}, "text/odd": [1]}},
			{"output_type": "execute_result", "data": {"text/html": ""}, "execution_count": 12},
			{"output_type": "execute_result", "data": null, "metadata": null, "execution_count": null},
			{"output_type": "error", "ename": "E", "evalue": "why", "traceback": ["a\nb", "c"]}
		]},
		{"cell_type": "code", "source": "", "execution_count": null},
		{"cell_type": "new", "source": "", "outputs": 1}
	]}`)
	type cell struct {
		Type, ID, Source, Metadata string
		Tags                       []string
		Outputs                    []Output
		ExecutionCount             int
	}
	var got []cell
	for _, c := range n.Cells() {
		got = append(got, cell{c.Type, c.ID, c.Source, string(c.Metadata), c.Tags, c.Outputs, c.ExecutionCount})
	}
	none := map[string]any{}
	want := []cell{
		{Type: "markdown", ID: "a", Source: "# One\ntwo", Metadata: `{"tags": []}`},
		{Type: "raw", ID: "b", Metadata: `{}`},
		{
			Type: "code", ID: "c", Source: "x\r\ny", Metadata: `{"tags": ["parameters", "π"], "z": 1e2}`, Tags: []string{"parameters", "π"},
			ExecutionCount: 12,
			Outputs: []Output{
				Stream{"stdout", "a\nb"},
				DisplayData{
					Metadata: map[string]any{"width": number("1e-07"), "n": number("0")},
					Data: Bundle{
						"text/plain": "12", "image/png": "iVBORw==\n", "application/json": []any{"1", "2"},
						"application/vnd.plotly.v1+json": map[string]any{"a": []any{number("1.5"), nil, true}}, "text/odd": []any{number("1")},
					},
				},
				ExecuteResult{Data: Bundle{"text/html": ""}, Metadata: none, ExecutionCount: 12},
				ExecuteResult{Data: Bundle{}, Metadata: none},
				Error{"E", "why", []string{"a\nb", "c"}},
			},
		},
		{Type: "code", Metadata: `{}`},
		{Type: "new", Metadata: `{}`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	if n.Minor != 5 || string(n.Metadata) != `{"kernelspec": {"name": "dlmath"}, "n": 1.0}` {
		t.Errorf("minor %d, metadata %s", n.Minor, n.Metadata)
	}
	if n := parse(t, `{"cells":[],"nbformat":4}`); string(n.Metadata) != "{}" || n.Minor != 0 || n.Cells() != nil {
		t.Errorf("an empty notebook is %+v", n)
	}
}

func TestParseErrors(t *testing.T) {
	notebook := func(cells string) string {
		return "{\"nbformat\": 4, \"nbformat_minor\": 5,\n \"cells\": [\n" + cells + "]}"
	}
	deep := strings.Repeat("[", 200_000)
	for _, c := range []struct {
		name, text   string
		line, column int
		words        string
	}{
		{"empty", " \n", 1, 1, "the file is empty"},
		{"web page", "\n<!DOCTYPE html>", 1, 1, "web page, not a notebook"},
		{"UTF-8 with a mark", "\xef\xbb\xbf{}", 1, 1, "byte order mark"},
		{"UTF-16", "\xff\xfe{\x00", 1, 1, "byte order mark"},
		{"Latin 1", "{\n \"é\": \"\xe9\"}", 2, 8, "the byte 0xe9 is not UTF-8"},
		{"cut off", "{\n \"a\": [1", 2, 9, "the file ends in the middle"},
		{"cut off in a string", "{\n \"π", 2, 4, "the file ends in the middle"},
		{"comma", "{\n \"é\": [1, ],\n}", 2, 11, "damaged JSON: invalid character ']' looking for beginning of value; restore"},
		{"two values", "{}\n{}", 2, 1, "after top-level value"},
		{"control character", "{\"a\": \"\n\"}", 1, 8, "invalid character '\\n' in string literal"},
		{"conflict", "{\n<<<<<<< HEAD\n", 2, 1, "merge conflict"},
		{"conflict at once", "<<<<<<< HEAD\n{", 1, 1, "merge conflict"},
		{"conflict's end", "{\"a\": 1\n>>>>>>> branch\n", 2, 1, "merge conflict"},
		{"NaN", "{\"a\":\n NaN}", 2, 2, "JSON has no NaN"},
		{"infinite", "[-Infinity]", 1, 3, "JSON has no Infinity"},
		{"deep", deep, 1, 10001, "nested more than 10000 deep"},
		{"deep in a cell", notebook(`{"cell_type": "code", "source": "", "metadata": ` + deep), 3, 10046, "nested more than 10000 deep"},

		{"list", "\n [1]", 2, 2, "not a notebook: a notebook is a JSON object, and this is [1]"},
		{"number", "12", 1, 1, "and this is 12"},
		{"other JSON", `{"name": "x", "version": "1.0"}`, 1, 1, `not a notebook: it has no field "nbformat"`},
		{"nbformat 3", "{\"worksheets\": [],\n \"nbformat\": 3}", 2, 14, "this notebook has nbformat 3, and nbformat 4 is needed: open it in Jupyter and save it"},
		{"nbformat 5", `{"nbformat": 5}`, 1, 14, "has nbformat 5, newer than"},
		{"nbformat text", `{"nbformat": "4"}`, 1, 14, `"nbformat" is "4": expected the number 4`},
		{"nbformat fraction", `{"nbformat": 4.0}`, 1, 14, `"nbformat" is 4.0: expected the number 4`},
		{"minor", `{"nbformat": 4, "nbformat_minor": null}`, 1, 35, `"nbformat_minor" is null: expected a whole number`},
		{"metadata", `{"nbformat": 4, "metadata": []}`, 1, 29, `"metadata" is []: expected an object`},
		{"no cells", `{"nbformat": 4}`, 1, 1, `the notebook has no "cells"`},
		{"cells", `{"nbformat": 4, "cells": {}}`, 1, 26, `"cells" is {}: expected a list of cells`},
		{"twice", "{\"nbformat\": 4,\n\"cells\": [], \"c\\u0065lls\": []}", 2, 14, `the key "cells" stands a second time`},

		{"cell", notebook(`{"cell_type": "raw", "source": ""}, null`), 3, 37, "cell 2: it is null: expected an object"},
		{"cell, long", notebook(`"` + strings.Repeat("ä", 50) + `"`), 3, 1, `it is "` + strings.Repeat("ä", 39) + "…: expected an object"},
		{"cell, several lines", notebook("[\n1,\n\t2]"), 3, 1, "it is [ 1, 2]: expected an object"},
		{"no type", notebook(`{}`), 3, 1, `cell 1: it has no "cell_type": expected "code"`},
		{"type", notebook(`{"cell_type": 1}`), 3, 15, `cell 1: "cell_type" is 1: expected "code"`},
		{"no source", notebook(`{"cell_type": "code"}`), 3, 1, `cell 1: it has no "source": expected a string`},
		{"source", notebook(`{"cell_type": "code", "source": ["a", 1]}`), 3, 33, `cell 1: "source" is ["a", 1]: expected a string, or a list of lines`},
		{"id", notebook(`{"cell_type": "code", "source": "", "id": 5}`), 3, 43, `"id" is 5: expected a string`},
		{"ids", notebook("{\"cell_type\": \"raw\", \"source\": \"\", \"id\": \"a\"},\n{\"cell_type\": \"raw\", \"source\": \"\", \"id\": \"a\"}"), 4, 42, `cell 2: its id "a" is that of cell 1`},
		{"key twice", notebook(`{"source": "a", "source": "b"}`), 3, 17, `cell 1: the key "source" stands a second time`},
		{"metadata of a cell", notebook(`{"cell_type": "code", "source": "", "metadata": 1}`), 3, 49, `"metadata" is 1: expected an object`},
		{"tags", notebook(`{"cell_type": "code", "source": "", "metadata": {"tags": "x"}}`), 3, 49, `with "tags" a list of strings`},
		{"count", notebook(`{"cell_type": "code", "source": "", "execution_count": -1}`), 3, 56, `"execution_count" is -1: expected a whole number from 0, or null`},
		{"outputs", notebook(`{"cell_type": "code", "source": "", "outputs": null}`), 3, 48, `cell 1: "outputs" is null: expected a list`},
		{"output", notebook(`{"cell_type": "code", "source": "", "outputs": [3]}`), 3, 49, "cell 1: output 1 is 3: expected an object"},
		{"output's type", notebook(`{"cell_type": "code", "source": "", "outputs": [{"output_type": "pyout"}]}`), 3, 49, `cell 1: output 1: its "output_type" is "pyout", and not stream`},
		{"no output type", notebook(`{"cell_type": "code", "source": "", "outputs": [{}]}`), 3, 49, `its "output_type" is ""`},
		{"output's field", notebook(`{"cell_type": "code", "source": "", "outputs": [{"output_type": "stream", "name": 1, "text": 2}]}`), 3, 49, `output 1: its "name" is not a string; clear the outputs`},
		{"output's count", notebook(`{"cell_type": "code", "source": "", "outputs": [{"output_type": "execute_result", "execution_count": 1.5}]}`), 3, 49, `its "execution_count" is not a whole number`},
		{"traceback", notebook(`{"cell_type": "code", "source": "", "outputs": [{"output_type": "error", "traceback": [1]}]}`), 3, 49, `its "traceback" is not a list of strings`},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, err := Parse([]byte(c.text))
			e, ok := errors.AsType[*ParseError](err)
			if !ok || n != nil {
				t.Fatalf("got %v, %v; want a ParseError", n, err)
			}
			if e.Line != c.line || e.Column != c.column || !strings.Contains(e.Message, c.words) {
				t.Errorf("got  %v\nwant line %d, column %d: …%s…", err, c.line, c.column, c.words)
			}
		})
	}
}

// Before nbformat 4.5 a field id means nothing.
func TestSameIDBefore45(t *testing.T) {
	parse(t, `{"nbformat": 4, "nbformat_minor": 4, "cells": [
		{"cell_type": "raw", "source": "", "id": "a"}, {"cell_type": "raw", "source": "", "id": "a"}]}`)
}

// Parse copies: what the caller does to the bytes afterwards does not matter.
func TestParseCopies(t *testing.T) {
	const text = `{"cells": [], "nbformat": 4}`
	data := []byte(text)
	n, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	clear(data)
	equal(t, n.Bytes(), text)
}

func TestReadErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := Read(filepath.Join(dir, "none.ipynb")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that the file does not exist", err)
	}
	path := filepath.Join(dir, "damaged.ipynb")
	if err := os.WriteFile(path, []byte("{\n,}"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Read(path)
	if err == nil || !strings.HasPrefix(err.Error(), path+":2:1: damaged JSON: ") {
		t.Errorf("got %v, want %s:2:1: …", err, path)
	}
	if _, err := Parse([]byte("{\n,}")); err == nil || !strings.HasPrefix(err.Error(), "line 2, column 1: damaged JSON: ") {
		t.Errorf("got %v, want line 2, column 1: …", err)
	}
}
