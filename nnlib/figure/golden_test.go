package figure_test

import (
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/figure"

	"gonum.org/v1/plot/cmpimg"
)

var update = flag.Bool("update", false, "write the golden images anew; look at them before you commit")

// band is a network whose region F₁ > F₂ is the half plane x₁ + x₂ < 1.
func band() *nnlib.Network {
	net := nnlib.New(nnlib.Sigmoid, 2, 2)
	net.SetParams([]float64{-6, -6, 6, 6, 6, -6})
	return net
}

// falling is a history whose cost is 10 at step 0 and falls to a tenth every 1000 steps.
func falling() *nnlib.History {
	h := &nnlib.History{}
	for s := 0; s <= 4000; s += 100 {
		h.Add(s, math.Pow(10, 1-float64(s)/1000))
	}
	return h
}

// random is a network with random weights.
func random(σ nnlib.Activation, sizes ...int) *nnlib.Network {
	net := nnlib.New(σ, sizes...)
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(1))
	return net
}

// goldens has a figure of every kind.
func goldens(t *testing.T) map[string]*figure.Figure {
	sigmoid := func(w, b float64) *figure.Figure {
		return figure.Neuron(nnlib.Neuron{W: []float64{w}, B: b, Activation: nnlib.Sigmoid}, -10, 10)
	}
	slow := &nnlib.History{}
	for i, s := range falling().Step {
		slow.Add(s, math.Sqrt(falling().Cost[i]))
	}
	return map[string]*figure.Figure{
		"neuron":      figure.Neuron(nnlib.Neuron{W: []float64{-0.7}, B: 2}, -5, 5),
		"step":        figure.Neuron(nnlib.Neuron{W: []float64{1}, Activation: nnlib.Step}, -5, 5),
		"sigmoids":    figure.Grid(1, sigmoid(1, 0), sigmoid(3, -15)),
		"activations": figure.Activations(-3, 3, nnlib.ReLU, nnlib.Sigmoid, nnlib.Tanh, nnlib.Step),
		"points":      figure.Points(dataset.Drilling11()),
		"regions":     figure.Regions(band(), dataset.Drilling()),
		"cost":        figure.Cost(falling()),
		"costs":       figure.Costs(figure.Curve{Name: "fast", History: falling()}, figure.Curve{Name: "slow", History: slow}),
		"network":     figure.Network(nnlib.New(nnlib.Sigmoid, 4, 3, 4, 5, 2), figure.Edge{L: 3, J: 4, K: 3}),
		"hidden16":    figure.Network(nnlib.New(nnlib.ReLU, 784, 16, 16, 16, 10)),
		"weights":     figure.Weights(random(nnlib.Sigmoid, 2, 4, 4, 2)),
	}
}

func TestGoldenImages(t *testing.T) {
	for name, f := range goldens(t) {
		t.Run(name, func(t *testing.T) {
			got := f.PNG()
			path := filepath.Join("testdata", name+".png")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v (go test -update draws it)", err)
			}
			// The edges of drawn shapes round differently on other processors.
			same, err := cmpimg.EqualApprox("png", got, want, 0.03)
			if err != nil {
				t.Fatal(err)
			}
			if !same {
				changed := filepath.Join(t.ArtifactDir(), name+".png")
				if err := os.WriteFile(changed, got, 0o644); err != nil {
					t.Fatal(err)
				}
				t.Errorf("the figure has changed: compare %s with %s; if it is better, go test -update", changed, path)
			}
		})
	}
}
