package parameters

import (
	"encoding/json"
	"strings"
	"testing"

	"dlmath/kernel/internal/nbformat"
)

// notebook has a code cell of this source with the tag, between two others.
func notebook(t *testing.T, source string) *nbformat.Notebook {
	t.Helper()
	quoted, err := json.Marshal(source)
	if err != nil {
		t.Fatal(err)
	}
	nb, err := nbformat.Parse([]byte(`{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "title",
   "metadata": {},
   "source": ["# Title"]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "defaults",
   "metadata": {
    "tags": ["parameters"], "unknown": 1.50
   },
   "outputs": [],
   "source": ` + string(quoted) + `
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "last",
   "metadata": {},
   "outputs": [],
   "source": ["%%"]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

// Each declaration, the value given, and the declaration that comes of it.
func TestValues(t *testing.T) {
	for _, test := range []struct{ declared, value, want string }{
		{"var x = 20", "30", "var x = 30"},
		{"var x = 20", "1e3", "var x int = 1e3"},
		{"var x = 20", "-1", "var x = -1"},
		{"var x int64 = 20", "30", "var x int64 = 30"},
		{"var x uint8", "255", "var x uint8 = 255"},
		{"var x = 0.05", "0.1", "var x = 0.1"},
		{"var x = 0.05", "1", "var x float64 = 1"},
		{"var x float32 = 1", "2.5", "var x float32 = 2.5"},
		{"const x = 0.05", "1", "const x = 1.0"},
		{"const x = 20", "1e2", "const x = 100"},
		{"const x float64 = 2", "3", "const x float64 = 3"},
		{"const x = \"a\"", "b", "const x = \"b\""},
		{"var x = \"a\"", "", "var x = \"\""},
		{"var x string", "say \"a=b\"", `var x = "say \"a=b\""`},
		{"var x = true", "false", "var x = false"},
		{"var x = 2i", "1", "var x complex128 = 1"},
		{"var x = 'a'", "'b'", "var x = 'b'"},
		{"var x = []int{2}", "2, 3,4", "var x = []int{2, 3, 4}"},
		{"var x = []float64{0.5}", "[1, 0.5]", "var x = []float64{1, 0.5}"},
		{"var x = []string{}", "a,b c", `var x = []string{"a", "b c"}`},
		{"var x []int", "", "var x = []int{}"},
		{"type mode string\nvar x mode = \"fast\"", "slow", `var x mode = "slow"`},
		{"var x = 2 * time.Second", "90s", "var x = 90 * time.Second"},
		{"import \"time\"\nvar x time.Duration", "1h30m", "var x = 90 * time.Minute"},
		{"var (\n\ty = 1 // another\n\tx = 2\n)", "3", "var x = 3"},
		{"var a, x = 1, 2", "3", "var x = 3"},
		{"%%\nlocal := 1", "", ""},
		{"var x = 1\n\n%%\nfmt.Println(x)", "2", "var x = 2"},
	} {
		nb := notebook(t, test.declared)
		err := Inject(nb, []string{"x=" + test.value})
		if test.want == "" {
			if err == nil {
				t.Errorf("%s: no error", test.declared)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.declared, err)
			continue
		}
		if got := nb.Cells()[2].Source; got != heading+test.want {
			t.Errorf("%s with %s:\n%s\nwant\n%s", test.declared, test.value, got, test.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, test := range []struct{ declared, param, want string }{
		{"var epochs = 20", "epochs=many", "--param epochs=many: expected a whole number for epochs of type int, declared in cell 1, line 1"},
		{"var x = 20", "x=0.5", "expected a whole number"},
		{"\nvar x uint8", "x=256", "declared in cell 1, line 2"},
		{"var x uint8", "x=-1", "expected a whole number from 0 to 255 for x of type uint8"},
		{"var x int8", "x=128", "from -128 to 127"},
		{"const x = 1", "x=0.5", "expected a whole number for x of type untyped int"},
		{"var x = 0.5", "x=\"0.5\"", "expected a number for x of type float64"},
		{"var x = 0.5", "x=os.Exit(1)", "expected a number"},
		{"var x = 0.5", "x=", "expected a number"},
		{"var x = true", "x=yes", "expected true or false"},
		{"var x = []int{1}", "x=1,two", "expected a whole number, with commas between, for x of type []int"},
		{"var x time.Duration", "x=90", "a time such as 90s"},
		{"var epochs, rate = 20, 0.5", "epoch=3", "is epochs meant? Cell 1 declares epochs, rate"},
		{"var x = map[string]int{}", "x=1", "expected a parameter that is a number"},
		{"var x = nnlib.New()", "x=1", "write its type"},
		{"const (\n\ta = iota\n\tx\n)", "x=3", "shares its declaration"},
		{"var x = 1", "x", "expected name=value"},
		{"var x = (", "x=1", "cell 1, with the tag \"parameters\": "},
		{"func f() {}", "x=1", "declares nothing"},
	} {
		nb := notebook(t, test.declared)
		before := string(nb.Bytes())
		err := Inject(nb, []string{test.param})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s with %s:\ngot  %v\nwant %s", test.declared, test.param, err, test.want)
		}
		if string(nb.Bytes()) != before {
			t.Errorf("%s with %s has changed the notebook", test.declared, test.param)
		}
	}
}

// The new cell looks like its neighbours, nothing else changes, and the next values
// replace the last.
func TestInjectedCell(t *testing.T) {
	nb := notebook(t, "var a = 1\nvar b = 2")
	before := string(nb.Bytes())
	if err := Inject(nb, []string{"b=3", "a=4", "b=5"}); err != nil {
		t.Fatal(err)
	}
	cut := strings.Index(before, "  {\n   \"cell_type\": \"code\",\n   \"execution_count\": null,\n   \"id\": \"last\"")
	want := before[:cut] + `  {
   "cell_type": "code",
   "execution_count": null,
   "id": "injected-parameters",
   "metadata": {
    "tags": [
     "injected-parameters"
    ]
   },
   "outputs": [],
   "source": [
    "// Values given on the command line; the next that are given replace this cell.\n",
    "var a = 4\n",
    "var b = 5"
   ]
  },
` + before[cut:]
	if got := string(nb.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := Inject(nb, []string{"a=6"}); err != nil {
		t.Fatal(err)
	}
	again := strings.Replace(want, "\"var a = 4\\n\",\n    \"var b = 5\"", "\"var a = 6\"", 1)
	if got := string(nb.Bytes()); got != again {
		t.Errorf("the second time\n%s\nwant\n%s", got, again)
	}
}
