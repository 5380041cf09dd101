package parameters

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// Each declaration, the value given as JSON, and the declaration that comes of it.
func TestDeclare(t *testing.T) {
	for _, test := range []struct{ declared, value, want string }{
		{"var x = 20", "30", "var x = 30"},
		{"var x = 0.05", "1", "var x float64 = 1"},
		{"var x = 0.05", "1e-05", "var x = 1e-05"},
		{"var x = 0.05", `{"$float": "nan"}`, "var x = math.NaN()"},
		{"var x float32", `{"$float": "-inf"}`, "var x float32 = math.Inf(-1)"},
		{"var x uint64 = 1", "18446744073709551615", "var x uint64 = 18446744073709551615"},
		{"const x = 0.05", "1", "const x = 1.0"},
		{"var x = true", "false", "var x = false"},
		{"var x = \"a\"", `"say \"a\"\nb\\ ∂θ 🐹"`, `var x = "say \"a\"\nb\\ ∂θ 🐹"`},
		{"var x = \"a\"", "5", `var x = "5"`}, // papermill takes the text 5 for a number
		{"var x = 0.5", `"0.25"`, "var x = 0.25"},
		{"var x = []int{2}", "[2, 3]", "var x = []int{2, 3}"},
		{"var x = []int{2}", `"2,3"`, "var x = []int{2, 3}"},
		{"var x = []float64{}", `[1, 0.5, {"$float": "inf"}]`, "var x = []float64{1, 0.5, math.Inf(1)}"},
		{"var x []string", `["a,b", "\""]`, `var x = []string{"a,b", "\""}`},
		{"var x [][]int", "[[1], [], [2, 3]]", "var x = [][]int{[]int{1}, []int{}, []int{2, 3}}"},
		{"var x map[string]float64", `{"b": 1, "a": 0.5}`, `var x = map[string]float64{"a": 0.5, "b": 1}`},
		{"var x map[int][]string", `{"1": ["a"]}`, `var x = map[int][]string{1: []string{"a"}}`},
		{"var x = []int{1}", "null", "var x []int = nil"},
		{"var x *int", "null", "var x *int = nil"},
		{"var x any = 1", "[1, true]", "var x any = []any{1, true}"},
		{"var x = 2 * time.Second", `"90s"`, "var x = 90 * time.Second"},
		{"type mode string\nvar x mode", `"slow"`, `var x mode = "slow"`},
		// Names that are not declared.
		{"", "30", "var x = 30"},
		{"", "0.5", "var x = 0.5"},
		{"", "1.0", "var x = 1.0"},
		{"", `{"$float": "nan"}`, "var x = math.NaN()"},
		{"", "18446744073709551615", "var x = uint64(18446744073709551615)"},
		{"", "true", "var x = true"},
		{"", `"a\tb"`, `var x = "a\tb"`},
		{"", "null", "var x any = nil"},
		{"", "[]", "var x = []any{}"},
		{"", "[1, 2]", "var x = []int{1, 2}"},
		{"", "[1, 0.5]", "var x = []float64{1, 0.5}"},
		{"", `[1, "a", null]`, `var x = []any{1, "a", nil}`},
		{"", "[[1], [2, 3]]", "var x = [][]int{[]int{1}, []int{2, 3}}"},
		{"", `{"b": {"c": true}, "a": {}}`, `var x = map[string]any{"a": map[string]any{}, "b": map[string]bool{"c": true}}`},
		{"", `{"b": 2, "a": 1.5}`, `var x = map[string]float64{"a": 1.5, "b": 2}`},
	} {
		got, err := Declare(test.declared, []Value{{"x", json.RawMessage(test.value)}})
		if err != nil || got != test.want {
			t.Errorf("%s with %s:\n%s (%v)\nwant\n%s", test.declared, test.value, got, err, test.want)
		}
	}
}

func TestDeclareErrors(t *testing.T) {
	for _, test := range []struct{ declared, name, value, want string }{
		{"var x = 20", "x", "0.5", "parameter x = 0.5: expected a whole number for x of type int"},
		{"var x = 20", "x", "[1]", "expected a single value for x of type int"},
		{"var x = 20", "x", "null", "expected a value, not None, for x of type int"},
		{"var x = []int{1}", "x", "3", "expected a list for x of type []int"},
		{"var x = []int{1}", "x", `[1, "two"]`, "expected a whole number, with commas between, for x of type []int"},
		{"var x map[string]int", "x", `{"a": 0.5}`, `expected a whole number at the key "a" for x of type map[string]int`},
		{"const x = 0.5", "x", `{"$float": "inf"}`, "expected a number that a constant can have for x"},
		{"", "x", "99999999999999999999", "expected a number that Go has, not 99999999999999999999,"},
		{"", "x", "[1e999]", "expected a number that Go has"},
		{"", "a b", "1", `parameter "a b": expected a name of Go`},
		{"var x = (", "x", "1", `the cell with the tag "parameters": `},
	} {
		_, err := Declare(test.declared, []Value{{test.name, json.RawMessage(test.value)}})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s with %s:\ngot  %v\nwant %s", test.declared, test.value, err, test.want)
		}
	}
}

// A value of JSON comes to the same declaration as its text on the command line, and many
// values to the same order.
func TestDeclareAgreesWithInject(t *testing.T) {
	const declared = "var (\n\tepochs = 20\n\trate = 0.05\n\tsizes = []int{2, 3}\n\tname = \"a\"\n\tfast = true\n\tseed uint64 = 1\n)"
	nb := notebook(t, declared)
	if err := Inject(nb, []string{"seed=7", "fast=false", "name=b \"c\"", "sizes=4,5", "rate=1", "epochs=3"}); err != nil {
		t.Fatal(err)
	}
	got, err := Declare(declared, []Value{
		{"seed", json.RawMessage("7")}, {"fast", json.RawMessage("false")}, {"name", json.RawMessage(`"b \"c\""`)},
		{"sizes", json.RawMessage("[4, 5]")}, {"rate", json.RawMessage("1")}, {"epochs", json.RawMessage("3")},
	})
	if want := strings.TrimPrefix(nb.Cells()[2].Source, heading); err != nil || got != want {
		t.Errorf("got\n%s (%v)\nwant\n%s", got, err, want)
	}
}

func TestList(t *testing.T) {
	list, err := List("// A comment.\nvar a = 20\nvar (\n\tb float64\n\tc = []int{2, // two\n\t3}\n)\nconst d, e = 'x', \"y\"\nvar f = time.Second")
	want := []Parameter{{"a", "int", "20"}, {"b", "float64", ""}, {"c", "[]int", "[]int{2, // two\n\t3}"}, {"d", "rune", "'x'"}, {"e", "string", `"y"`}, {"f", "time.Duration", "time.Second"}}
	if err != nil || !slices.Equal(list, want) {
		t.Errorf("got  %q (%v)\nwant %q", list, err, want)
	}
}
