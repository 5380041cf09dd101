package figure_test

import (
	"flag"
	"math"
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

func TestGoldenImages(t *testing.T) {
	for name, f := range map[string]*figure.Figure{
		"neuron":  figure.Neuron(nnlib.Neuron{W: []float64{-0.7}, B: 2}, -5, 5),
		"sigmoid": figure.Neuron(nnlib.Neuron{W: []float64{2}, B: -1, Activation: nnlib.Sigmoid}, -5, 5),
		"points":  figure.Points(dataset.Drilling11()),
		"regions": figure.Regions(band(), dataset.Drilling()),
		"cost":    figure.Cost(falling()),
		"network": figure.Network(nnlib.New(nnlib.Sigmoid, 4, 3, 4, 5, 2), figure.Edge{L: 3, J: 4, K: 3}),
	} {
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
