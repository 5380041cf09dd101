package figure

import (
	"reflect"
	"testing"

	"gonum.org/v1/plot/font"
)

func TestScripts(t *testing.T) {
	for line, want := range map[string][]script{
		"":               nil,
		"plain":          {{"plain", 0}},
		"x_{1}":          {{"x", 0}, {"1", index}},
		"10^{−6} and":    {{"10", 0}, {"−6", exponent}, {" and", 0}},
		"w_{43}^{[3]}":   {{"w", 0}, {"43", index}, {"[3]", exponent}},
		"my_net_{2}":     {{"my_net", 0}, {"2", index}},
		"a_b^c":          {{"a_b^c", 0}},
		"open_{brace":    {{"open_{brace", 0}},
		"_{1}":           {{"1", index}},
		"ends with_":     {{"ends with_", 0}},
		"λ_{α}^{β}γ_{δ}": {{"λ", 0}, {"α", index}, {"β", exponent}, {"γ", 0}, {"δ", index}},
	} {
		if got := parseScripts(line); !reflect.DeepEqual(got, want) {
			t.Errorf("%q has the pieces %v, want %v", line, got, want)
		}
	}
}

func TestIndexAndExponentStandAboveEachOther(t *testing.T) {
	width := func(s string) font.Length { w, _, _ := handler.Box(s, font.From(sans, 12)); return w }
	if one, both := width("w_{43}"), width("w_{43}^{43}"); one != both {
		t.Errorf("an exponent as wide as the index makes the width %v, from %v", both, one)
	}
	if in, turn := width("w_{43}_{43}"), width("w_{4343}"); in < 0.99*turn || in > 1.01*turn {
		t.Errorf("an index after an index takes %v, both as one %v", in, turn)
	}
	if space, none := width("a_{1} b"), width("a_{1}b"); space <= none {
		t.Errorf("the space after an index takes no room")
	}
}
