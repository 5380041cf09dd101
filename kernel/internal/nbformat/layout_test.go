package nbformat

import (
	"strings"
	"testing"
)

// layouts are notebooks that no Jupyter writes, but editors and other programs do:
// the text, and what it becomes when the first code cell is given fresh outputs.
var layouts = []struct{ name, text, want string }{
	{
		name: "canonical",
		text: `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "a",
   "metadata": {},
   "outputs": [],
   "source": []
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
		want: `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 7,
   "id": "a",
   "metadata": {},
   "outputs": [
    {
     "data": {
      "image/png": "iVBORw==",
      "text/plain": [
       "π < 𝜏\n",
       "3"
      ]
     },
     "execution_count": 7,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": []
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
	},
	{
		name: "one line, as Python writes it",
		text: `{"nbformat": 4, "nbformat_minor": 2, "cells": [{"source": "x", "outputs": [], "metadata": {}, "execution_count": 1, "cell_type": "code"}]}`,
		want: `{"nbformat": 4, "nbformat_minor": 2, "cells": [{"source": "x", "outputs": [{"data": {"image/png": "iVBORw==", "text/plain": ["π < 𝜏\n", "3"]}, "execution_count": 7, "metadata": {}, "output_type": "execute_result"}], "metadata": {}, "execution_count": 7, "cell_type": "code"}]}`,
	},
	{
		name: "one line, as JavaScript writes it",
		text: `{"cells":[{"cell_type":"code","outputs":[{"output_type":"stream","text":"a","name":"stdout"}],"execution_count":1,"source":""}],"nbformat":4}`,
		want: `{"cells":[{"cell_type":"code","outputs":[{"data":{"image/png":"iVBORw==","text/plain":["π < 𝜏\n","3"]},"execution_count":7,"metadata":{},"output_type":"execute_result"}],"execution_count":7,"source":""}],"nbformat":4}`,
	},
	{
		name: "a line for each cell",
		text: `{
  "nbformat": 4, "metadata": {"a": 1.50, "b": 1e3},
  "cells": [
    {"cell_type": "markdown", "source": "# é \u00e9 \/"},
    {"cell_type": "code", "outputs": [
    ], "execution_count": 1, "source": ""}
  ]
}`,
		want: `{
  "nbformat": 4, "metadata": {"a": 1.50, "b": 1e3},
  "cells": [
    {"cell_type": "markdown", "source": "# é \u00e9 \/"},
    {"cell_type": "code", "outputs": [{"data": {"image/png": "iVBORw==", "text/plain": ["π < 𝜏\n", "3"]}, "execution_count": 7, "metadata": {}, "output_type": "execute_result"}], "execution_count": 7, "source": ""}
  ]
}`,
	},
	{
		name: "tabs, CRLF, braces on the same line, space before the colon, escapes",
		text: strings.ReplaceAll(`{
	"nbformat" : 4,
	"cells" : [{
		"cell_type" : "code",
		"execution_count" : 3,
		"unknown" : {"b":1,"a":[ ]},
		"outputs" : [{"output_type":"error"}],
		"source" : "\u00e9"
	}]
}
`, "\n", "\r\n"),
		want: strings.ReplaceAll(`{
	"nbformat" : 4,
	"cells" : [{
		"cell_type" : "code",
		"execution_count" : 7,
		"unknown" : {"b":1,"a":[ ]},
		"outputs" : [
			{
				"data" : {
					"image/png" : "iVBORw==",
					"text/plain" : [
						"\u03c0 < \ud835\udf0f\n",
						"3"
					]
				},
				"execution_count" : 7,
				"metadata" : {},
				"output_type" : "execute_result"
			}
		],
		"source" : "\u00e9"
	}]
}
`, "\n", "\r\n"),
	},
	{
		name: "fields that are missing, keys in order",
		text: `{"nbformat": 4, "cells": [
    {
        "cell_type": "code",
        "metadata": {},
        "source": []
    }]}`,
		want: `{"nbformat": 4, "cells": [
    {
        "cell_type": "code",
        "execution_count": 7,
        "metadata": {},
        "outputs": [
            {
                "data": {
                    "image/png": "iVBORw==",
                    "text/plain": [
                        "π < 𝜏\n",
                        "3"
                    ]
                },
                "execution_count": 7,
                "metadata": {},
                "output_type": "execute_result"
            }
        ],
        "source": []
    }]}`,
	},
	{
		name: "fields that are missing at the end",
		text: `{"nbformat":4,"cells":[{"source":"","cell_type":"code"}]}`,
		want: `{"nbformat":4,"cells":[{"execution_count":7,"outputs":[{"data":{"image/png":"iVBORw==","text/plain":["π < 𝜏\n","3"]},"execution_count":7,"metadata":{},"output_type":"execute_result"}],"source":"","cell_type":"code"}]}`,
	},
	{
		name: "line breaks in odd places, and none indented",
		text: `{"nbformat":
4,"cells":[
{
"cell_type"
:
"code"
,
"execution_count":1
,"outputs":[],"source":""}]}`,
		want: `{"nbformat":
4,"cells":[
{
"cell_type"
:
"code"
,
"execution_count":7
,"outputs":[
{
"data": {
"image/png": "iVBORw==",
"text/plain": [
"π < 𝜏\n",
"3"
]
},
"execution_count": 7,
"metadata": {},
"output_type": "execute_result"
}
],"source":""}]}`,
	},
	{
		name: "fields less indented than their cell",
		text: "{\"nbformat\":4,\"cells\":[\n\t{\n  \"cell_type\":\"code\",\n  \"source\":\"\",\"execution_count\":7,\n\n  \"outputs\":[]}]}",
		want: "{\"nbformat\":4,\"cells\":[\n\t{\n  \"cell_type\":\"code\",\n  \"source\":\"\",\"execution_count\":7,\n\n  \"outputs\":[\n   {\n    \"data\":{\n     \"image/png\":\"iVBORw==\",\n     \"text/plain\":[\n      \"π < 𝜏\\n\",\n      \"3\"\n     ]\n    },\n    \"execution_count\":7,\n    \"metadata\":{},\n    \"output_type\":\"execute_result\"\n   }\n  ]}]}",
	},
	{
		name: "a line break behind the first field only",
		text: "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\n\"source\":\"\"}]}",
		want: "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\n\"execution_count\":7, \"outputs\":[{\"data\":{\"image/png\":\"iVBORw==\", \"text/plain\":[\"π < 𝜏\\n\", \"3\"]}, \"execution_count\":7, \"metadata\":{}, \"output_type\":\"execute_result\"}], \"source\":\"\"}]}",
	},
}

// fresh is what the layouts' wants have.
var fresh = ExecuteResult{
	Data:           Bundle{"text/plain": "π < 𝜏\n3", "image/png": []byte("\x89PNG")},
	ExecutionCount: 7,
}

func TestLayouts(t *testing.T) {
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			n := parse(t, l.text)
			set(t, code(n)[0], 7, fresh)
			equal(t, n.Bytes(), l.want)
			again := parse(t, l.want)
			set(t, code(again)[0], 7, fresh)
			equal(t, again.Bytes(), l.want)
		})
	}
}

// Fields that are missing behind the last one, and the state of a cell that has not run.
func TestCleared(t *testing.T) {
	n := parse(t, `{"nbformat":4,"cells":[{"cell_type":"code", "a":"", "source":"","execution_count":3,"outputs":[{"output_type":"error"}]}]}`)
	set(t, n.Cells()[0], 0)
	equal(t, n.Bytes(), `{"nbformat":4,"cells":[{"cell_type":"code", "a":"", "source":"","execution_count":null,"outputs":[]}]}`)

	n = parse(t, `{"nbformat":4,"cells":[{"cell_type":"code","Source":1,"Z":1,"a":"","source":""}]}`)
	set(t, n.Cells()[0], 0)
	equal(t, n.Bytes(), `{"nbformat":4,"cells":[{"cell_type":"code","Source":1,"Z":1,"a":"","execution_count":null,"outputs":[],"source":""}]}`)
}

// A file escapes non-ASCII characters only if it has some, and none of them raw.
func TestEscaping(t *testing.T) {
	const text = `{"nbformat":4,"cells":[{"cell_type":"code","outputs":[],"source":"SOURCE"}]}`
	for source, escapes := range map[string]bool{
		`plain`:                  false,
		`\u001b[0m \n \" \u007f`: false,
		`a literal \\u00e9`:      false,
		`\\\u00e9`:               true,
		`\ud835\udf0f`:           true,
		`\u00e9 and é`:           false,
	} {
		n := parse(t, strings.Replace(text, "SOURCE", source, 1))
		set(t, n.Cells()[0], 1, Stream{"stdout", "\x7fπ"})
		want := "\x7fπ"
		if escapes {
			want = `\u007f\u03c0`
		}
		if got := string(n.Bytes()); !strings.Contains(got, `["`+want+`"]`) {
			t.Errorf("source %s: want %s in\n%s", source, want, got)
		}
	}
}
