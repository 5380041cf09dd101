package figure_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
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

// root is an activation function that has no value on the left.
var root = &nnlib.Elementwise{Name: "root", F: func(z float64) float64 { return math.Log(z) * 0 }, D: func(_, a float64) float64 { return a }}

func TestMisusePanicsWithAdvice(t *testing.T) {
	three := dataset.New(mat.NewDense(1, 3, nil), mat.NewDense(1, 1, nil))
	for want, misuse := range map[string]func(){
		"this one has 2 weights":         func() { figure.Neuron(nnlib.Neuron{W: []float64{1, 2}}, 0, 1) },
		"from 1 to 1 is empty":           func() { figure.Neuron(nnlib.Neuron{W: []float64{1}}, 1, 1) },
		"these have 3":                   func() { figure.Points(three) },
		"give at least one row":          func() { figure.Images(three, 3) },
		"0 pixels do not fill rows of 8": func() { figure.Flatten(nil, 8) },
		"3 pixels do not fill rows of 2": func() { figure.Images(three, 2, 0) },
		"1 classes were given for the 2 outputs": func() {
			figure.Classification(nnlib.New(nnlib.Sigmoid, 3, 2), []float64{0, 0, 0}, 3, []string{"A"})
		},
		"with 1 to 6 weights can be drawn": func() { figure.BiologicalNeuron(nnlib.Neuron{}) },
		"name at least one":                func() { figure.Nested() },
		"0 figures in 2 columns":           func() { figure.Grid(2) },
		"unit 7 of 20 is not drawn":        func() { figure.Network(nnlib.New(nnlib.Sigmoid, 20, 2), figure.Edge{L: 2, J: 1, K: 7}) },
		"softmax is a function of all":     func() { figure.Activations(-1, 1, nnlib.Softmax) },
		"at least one activation":          func() { figure.Activations(-1, 1) },
		"its value at 0 is NaN":            func() { figure.Activations(0, 1, root) },
		"there is no curve":                func() { figure.Costs() },
		"the history of slow is empty":     func() { figure.Costs(figure.Curve{Name: "slow"}) },
		"there is no path":                 func() { figure.Descent(bowl) },
		"the path \"a\" has no point":      func() { figure.Descent(bowl, figure.Path{Name: "a"}) },
		"point 0 of the path \"\" has 3":   func() { figure.Descent(bowl, figure.Path{Points: [][]float64{{1, 2, 3}}}) },
		"is [+Inf 0]; it must be finite":   func() { figure.Descent(bowl, figure.Path{Points: [][]float64{{math.Inf(1), 0}}}) },
		"its contour lines cannot": func() {
			figure.Descent(func([]float64) float64 { return math.NaN() }, figure.Path{Points: [][]float64{{1, 1}}})
		},
		"there is no fan":                          func() { figure.Fans() },
		"the fan \"a\" has 1 values":               func() { figure.Fans(figure.Fan{Name: "a", X: []float64{1}}) },
		"the fan has no result at 1":               func() { figure.Fans(figure.Fan{X: []float64{1}, Values: [][]float64{{}}}) },
		"the parameter 1 comes after 2":            func() { figure.Fans(figure.Fan{X: []float64{2, 1}, Values: [][]float64{{1}, {1}}}) },
		"value 0 of the parameter of the fan is 0": func() { figure.Fans(figure.Fan{X: []float64{0}, Values: [][]float64{{1}}}) },
		"a result of the fan at 3 is NaN":          func() { figure.Fans(figure.Fan{X: []float64{3}, Values: [][]float64{{1, math.NaN()}}}) },
		"there is no sample":                       func() { figure.Starts(nil) },
		"the sample \"a\" has no cost":             func() { figure.Starts(nil, figure.Sample{Name: "a"}) },
		"cost 0 of \"a\" is 0":                     func() { figure.Starts(nil, figure.Sample{Name: "a", Costs: []float64{0}}) },
		"the level \"b\" is -1":                    func() { figure.Starts([]figure.Level{{"b", -1}}, figure.Sample{Costs: []float64{1}}) },
		"need a network with 2 inputs":             func() { figure.Regions(nnlib.New(nnlib.Sigmoid, 3, 2), three) },
		"j = 1 … 2 and k = 1 … 3, not j = 3":       func() { figure.Network(nnlib.New(nnlib.Sigmoid, 3, 2), figure.Edge{L: 2, J: 3, K: 1}) },
		"the history is empty":                     func() { figure.Cost(&nnlib.History{}) },
		"the cost at step 3 is 0":                  func() { figure.Cost(&nnlib.History{Step: []int{3}, Cost: []float64{0}}) },
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

func TestWeightsKeyHasTheLargestWeight(t *testing.T) {
	net := nnlib.New(nnlib.Sigmoid, 2, 2)
	net.W(2).Set(1, 0, -3)
	got := text(t, figure.Weights(net).SVG())
	for _, want := range []string{"w = −3", "w = −1.5", "w = 0", "w = 1.5", "w = 3"} {
		if !strings.Contains(got, want) {
			t.Errorf("the key lacks %q", want)
		}
	}
	figure.Weights(nnlib.New(nnlib.Sigmoid, 2, 2)).SVG() // all weights 0
}

func TestWideLayersAreShortened(t *testing.T) {
	small := figure.Network(nnlib.New(nnlib.Sigmoid, 17, 17)).SVG()
	large := figure.Network(nnlib.New(nnlib.Sigmoid, 7840, 1000)).SVG()
	if len(large) > len(small)+200 {
		t.Errorf("the diagram of 7840 units has %d bytes and that of 17 has %d; it should show as many", len(large), len(small))
	}
	for _, want := range []string{"= 7840", "= 1000"} {
		if !strings.Contains(text(t, large), want) {
			t.Errorf("the diagram does not say %q", want)
		}
	}
}

func TestClassificationShowsTheNumbers(t *testing.T) {
	net := nnlib.New(nnlib.Sigmoid, 4, 2)
	net.B(2).SetVec(1, 2)
	x := []float64{0.25, 0.5, 0.75, 1}
	got := text(t, figure.Classification(net, x, 2, []string{"cat", "dog"}).SVG())
	for _, want := range []string{"0.25", "0.75", "1.00", "0.500", "0.881", "argmax: dog", "2 × 2 pixels"} {
		if !strings.Contains(got, want) {
			t.Errorf("the figure does not show %q", want)
		}
	}
}

func TestDescentScalesAreTheSame(t *testing.T) {
	for name, path := range map[string]figure.Path{
		"wide":    {Points: [][]float64{{0, 0}, {9, 1}}},
		"high":    {Points: [][]float64{{0, 0}, {1, 900}}},
		"at rest": {Points: [][]float64{{3, 3}}},
	} {
		f := figure.Descent(bowl, path)
		svg := string(f.SVG())
		if !strings.Contains(svg, "<path") {
			t.Errorf("%s: nothing is drawn", name)
		}
		// The field is about 1.3 times as wide as high, whatever the path.
		if form := (f.X.Max - f.X.Min) / (f.Y.Max - f.Y.Min); form < 1.2 || form > 1.6 {
			t.Errorf("%s: the field has the form %.3f", name, form)
		}
		for _, p := range path.Points {
			if p[0] <= f.X.Min || p[0] >= f.X.Max || p[1] <= f.Y.Min || p[1] >= f.Y.Max {
				t.Errorf("%s: the point %v lies outside", name, p)
			}
		}
	}
}

// The axes hold the quartiles with a little room, and name the few values of the parameter.
func TestFansShowQuartiles(t *testing.T) {
	var fan figure.Fan
	fan.Add(0.5, 1, 2, 3, 4, 5)
	fan.Add(8, 90, 70, 80, 60, 1e9)
	f := figure.Fans(fan)
	for _, axis := range [][4]float64{{f.X.Min, 0.5, f.X.Max, 8}, {f.Y.Min, 2, f.Y.Max, 90}} {
		if r := axis[1] / axis[0]; r < 1.01 || r > 1.5 {
			t.Errorf("the axis begins at %g and its first value is %g", axis[0], axis[1])
		}
		if r := axis[2] / axis[3]; r < 1.01 || r > 1.5 {
			t.Errorf("the axis ends at %g and its last value is %g", axis[2], axis[3])
		}
	}
	if got := text(t, f.SVG()); !strings.Contains(got, "0.5") || !strings.Contains(got, "8") {
		t.Errorf("the values 0.5 and 8 are not named: %q", got)
	}
	fan.X, fan.Values = fan.X[:1], [][]float64{{7, 7}}
	if f := figure.Fans(fan); !(f.Y.Min < 7 && 7 < f.Y.Max) {
		t.Errorf("a single value 7 lies outside %g … %g", f.Y.Min, f.Y.Max)
	}
}

func TestAnIndexBecomesSmallText(t *testing.T) {
	f := figure.Network(nnlib.New(nnlib.Sigmoid, 4, 3, 4, 5, 2), figure.Edge{L: 3, J: 4, K: 3})
	got := text(t, f.SVG())
	if strings.ContainsAny(got, "_^{}") || !strings.Contains(got, "[3]") {
		t.Errorf("the marks of indices show in the figure: %q", got)
	}
}
