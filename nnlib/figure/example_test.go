package figure_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/figure"
)

// A figure is a plot: change what you like, then write it as SVG or PNG.
func ExampleNeuron() {
	f := figure.Neuron(nnlib.Neuron{W: []float64{2}, B: -0.7}, -5, 5)
	fmt.Println(f.Title.Text)
	f.Title.Text = "My neuron"
	fmt.Println(bytes.Contains(f.SVG(), []byte("My neuron")))
	// Output:
	// y = 2x − 0.7
	// true
}

// Figure 2: the sigmoid above, and with its input scaled and shifted below.
func ExampleGrid() {
	upper := figure.Neuron(nnlib.Neuron{W: []float64{1}, B: 0, Activation: nnlib.Sigmoid}, -10, 10)
	lower := figure.Neuron(nnlib.Neuron{W: []float64{3}, B: -15, Activation: nnlib.Sigmoid}, -10, 10)
	f := figure.Grid(1, upper, lower)
	fmt.Println(f.Width == upper.Width, f.Height == upper.Height+lower.Height)
	// Output: true true
}

// Figure 6: the edge of the weight w₄₃ of layer 3 stands out.
func ExampleNetwork() {
	net := nnlib.New(nnlib.Sigmoid, 4, 3, 4, 5, 2)
	f := figure.Network(net, figure.Edge{L: 3, J: 4, K: 3})
	fmt.Println(f.Title.Text)
	// Output: 4-3-4-5-2 network, sigmoid, 68 parameters
}

// A network without weights finds every digit as likely as any other.
func ExampleClassification() {
	digits := dataset.Digits()
	net := nnlib.NewLayers(64, nnlib.Layer{Size: 10, Activation: nnlib.Softmax})
	f := figure.Classification(net, digits.X.RawRowView(3), 8, digits.Classes)
	fmt.Println(f.Title.Text)
	fmt.Println(bytes.Count(f.SVG(), []byte("0.100")))
	// Output:
	// 64-10 network, softmax, 650 parameters → class 0
	// 10
}

// How the cost of five guesses depends on their scale.
func ExampleFans() {
	points := dataset.Drilling()
	var fan figure.Fan
	for _, scale := range []float64{0.1, 1, 10} {
		var costs []float64
		for seed := range uint64(5) {
			net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
			net.Init(rand.New(rand.NewPCG(seed, 0)), nnlib.Normal(scale))
			costs = append(costs, nnlib.NewObjective(net, nnlib.Quadratic, points).Cost(nil))
		}
		fan.Add(scale, costs...)
	}
	f := figure.Fans(fan)
	f.X.Label.Text, f.Y.Label.Text = "scale", "Cost"
	fmt.Println(f.X.Min < 0.1, f.X.Max > 10)
	// Output: true true
}

// Steepest descent in a valley.
func ExampleDescent() {
	cost := func(p []float64) float64 { return p[0]*p[0]/2 + 10*p[1]*p[1] }
	path := figure.Path{Name: "steepest descent"}
	p := []float64{-4, 1.5}
	for range 20 {
		path.Points = append(path.Points, p)
		p = []float64{p[0] - 0.09*p[0], p[1] - 0.09*20*p[1]}
	}
	f := figure.Descent(cost, path)
	fmt.Println(f.X.Label.Text, f.Y.Label.Text)
	// Output: p_{1} p_{2}
}
