package figure_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/figure"

	"gonum.org/v1/gonum/mat"
)

// text returns all text of an SVG document, and fails when it is not well-formed XML.
func text(t *testing.T, svg []byte) string {
	t.Helper()
	var out strings.Builder
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			t.Fatalf("the SVG is not well-formed: %v", err)
		}
		if chars, ok := token.(xml.CharData); ok {
			out.Write(chars)
		}
	}
}

func TestNeuronTitleIsItsFormula(t *testing.T) {
	for want, n := range map[string]nnlib.Neuron{
		"y = x":                {W: []float64{1}},
		"y = −x":               {W: []float64{-1}},
		"y = 2x":               {W: []float64{2}},
		"y = −0.7x":            {W: []float64{-0.7}},
		"y = x + 2":            {W: []float64{1}, B: 2},
		"y = x − 0.7":          {W: []float64{1}, B: -0.7},
		"y = sigmoid(3x − 15)": {W: []float64{3}, B: -15, Activation: nnlib.Sigmoid},
	} {
		f := figure.Neuron(n, -5, 5)
		if f.Title.Text != want {
			t.Errorf("the title is %q, want %q", f.Title.Text, want)
		}
		if !strings.Contains(text(t, f.SVG()), want) {
			t.Errorf("the SVG does not show %q", want)
		}
	}
}

func TestSVGNamesFontsThatEveryoneHas(t *testing.T) {
	svg := string(figure.Points(dataset.Drilling()).SVG())
	if got, want := strings.Count(svg, "font-family:"), strings.Count(svg, "Arial"); got != want || got == 0 {
		t.Errorf("%d texts name a font, %d of them one that every machine has", got, want)
	}
}

func TestKeyNamesTheCategories(t *testing.T) {
	got := text(t, figure.Points(dataset.Drilling()).SVG())
	for _, want := range []string{"category A", "category B"} {
		if !strings.Contains(got, want) {
			t.Errorf("the key lacks %q", want)
		}
	}
}

func TestMisusePanicsWithAdvice(t *testing.T) {
	three := dataset.New(mat.NewDense(1, 3, nil), mat.NewDense(1, 1, nil))
	for want, misuse := range map[string]func(){
		"this one has 2 weights":             func() { figure.Neuron(nnlib.Neuron{W: []float64{1, 2}}, 0, 1) },
		"from 1 to 1 is empty":               func() { figure.Neuron(nnlib.Neuron{W: []float64{1}}, 1, 1) },
		"these have 3":                       func() { figure.Points(three) },
		"need a network with 2 inputs":       func() { figure.Regions(nnlib.New(nnlib.Sigmoid, 3, 2), three) },
		"j = 1 … 2 and k = 1 … 3, not j = 3": func() { figure.Network(nnlib.New(nnlib.Sigmoid, 3, 2), figure.Edge{L: 2, J: 3, K: 1}) },
		"the history is empty":               func() { figure.Cost(&nnlib.History{}) },
		"the cost at step 3 is 0":            func() { figure.Cost(&nnlib.History{Step: []int{3}, Cost: []float64{0}}) },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("the panic says %q, want %q", got, want)
				}
			}()
			misuse()
		}()
	}
}
