package figure_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/lsq"
	"dlmath/nnlib/train"

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
	digits := dataset.Digits()
	return map[string]*figure.Figure{
		"starts":         starts(t),
		"descent":        figure.Descent(bowl, steepest("steepest descent", 0.09, 0), steepest("with momentum", 0.03, 0.8)),
		"flatten":        figure.Flatten(digits.X.RawRowView(3), 8),
		"images":         figure.Images(digits, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
		"classification": figure.Classification(reader(t), digits.X.RawRowView(3), 8, digits.Classes),
		"nested":         figure.Nested("artificial intelligence", "machine learning", "neural networks", "deep learning"),
		"biological":     figure.BiologicalNeuron(nnlib.Neuron{W: []float64{0.2, 0.8, -0.5}, B: 2, Activation: nnlib.Sigmoid}),
		"neuron":         figure.Neuron(nnlib.Neuron{W: []float64{-0.7}, B: 2}, -5, 5),
		"step":           figure.Neuron(nnlib.Neuron{W: []float64{1}, Activation: nnlib.Step}, -5, 5),
		"sigmoids":       figure.Grid(1, sigmoid(1, 0), sigmoid(3, -15)),
		"activations":    figure.Activations(-3, 3, nnlib.ReLU, nnlib.Sigmoid, nnlib.Tanh, nnlib.Step),
		"points":         figure.Points(dataset.Drilling11()),
		"regions":        figure.Regions(band(), dataset.Drilling()),
		"cost":           figure.Cost(falling()),
		"costs":          figure.Costs(figure.Curve{Name: "fast", History: falling()}, figure.Curve{Name: "slow", History: slow}),
		"network":        figure.Network(nnlib.New(nnlib.Sigmoid, 4, 3, 4, 5, 2), figure.Edge{L: 3, J: 4, K: 3}),
		"crowded":        figure.Network(nnlib.New(nnlib.ReLU, 784, 16, 3)),
		"fans":           figure.Fans(scatter("one", 1, 100), scatter("two", 10, 1000)),
		"weights":        figure.Weights(random(nnlib.Sigmoid, 2, 4, 4, 2)),
	}
}

func TestGoldenImages(t *testing.T) {
	for name, f := range goldens(t) {
		t.Run(name, func(t *testing.T) {
			if !bytes.Equal(f.SVG(), f.SVG()) {
				t.Error("the SVG differs from one time to the next")
			}
			got := f.Golden()
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

// scatter is a fan of results that fall with the parameter, and scatter more and more.
func scatter(name string, from, to float64) figure.Fan {
	fan, rng := figure.Fan{Name: name}, rand.New(rand.NewPCG(1, 0))
	for x := from; x <= to; x *= math.Sqrt(10) {
		var values []float64
		for range 20 {
			values = append(values, math.Exp(rng.NormFloat64()*math.Log10(x))/x)
		}
		fan.Add(x, values...)
	}
	return fan
}

// reader is a network that has learnt to read digits.
func reader(t *testing.T) *nnlib.Network {
	net := nnlib.NewLayers(64, nnlib.Layer{Size: 8, Activation: nnlib.ReLU}, nnlib.Layer{Size: 10, Activation: nnlib.Softmax})
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.He)
	sgd := train.Trainer{
		Objective: nnlib.NewObjective(net, nnlib.CrossEntropy, dataset.Digits()), Rule: &train.SGD{Rate: 0.2}, Batch: 10,
		Steps: 2000, Every: 2000, Rand: rand.New(rand.NewPCG(2, 0)),
	}
	for s := range sgd.Run(t.Context()) {
		t.Logf("cost %.4f", s.Cost)
	}
	return net
}

// bowl is a cost of two parameters with a long valley, and slope its gradient.
func bowl(p []float64) float64         { return p[0]*p[0]/2 + 10*p[1]*p[1] }
func slope(p []float64) (x, y float64) { return p[0], 20 * p[1] }

// steepest goes down the bowl by steps of steepest descent, or with momentum.
func steepest(name string, rate, momentum float64) figure.Path {
	path := figure.Path{Name: name, Points: [][]float64{{-4, 1.5}}}
	var vx, vy float64
	for i := range 30 {
		p := path.Points[i]
		x, y := slope(p)
		vx, vy = momentum*vx-rate*x, momentum*vy-rate*y
		path.Points = append(path.Points, []float64{p[0] + vx, p[1] + vy})
	}
	return path
}

// starts are the final costs of nonlinear least squares from many starts.
func starts(t *testing.T) *figure.Figure {
	var samples []figure.Sample
	points := dataset.Drilling11()
	for _, kind := range []nnlib.ResidualKind{nnlib.ByPoint, nnlib.ByComponent} {
		s := figure.Sample{Name: fmt.Sprintf("%d points, residuals %v", points.Len(), kind)}
		for seed := range uint64(24) {
			net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
			net.Init(rand.New(rand.NewPCG(seed, 0)), nnlib.Normal(0.5))
			obj := nnlib.NewObjective(net, nnlib.Quadratic, points)
			if _, err := lsq.Solve(obj.Residuals(kind), net.Params(), nil); err != nil {
				t.Fatal(err)
			}
			s.Costs = append(s.Costs, obj.Cost(nil))
		}
		samples = append(samples, s)
	}
	return figure.Starts([]figure.Level{{Name: "1/12", Cost: 1.0 / 12}, {Name: "6/77", Cost: 6.0 / 77}}, samples...)
}
