package nnlib_test

import (
	"fmt"
	"math/rand/v2"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/lsq"

	"gonum.org/v1/gonum/mat"
)

// Three inputs, each with a weight of its own, and one bias.
func ExampleNeuron() {
	n := nnlib.Neuron{W: []float64{0.2, 0.8, -0.5}, B: 2}
	fmt.Printf("%.2f\n", n.Output(1, 2, 3))
	// Output: 2.30
}

// The five-layer network of figure 6, and its matrix W^[3] with the weight w_43.
func ExampleNew() {
	net := nnlib.New(nnlib.Sigmoid, 4, 3, 4, 5, 2)
	fmt.Println(net)
	net.W(3).Set(4-1, 3-1, 0.5)
	fmt.Println(mat.Formatted(net.W(3)))
	// Output:
	// 4-3-4-5-2 network, sigmoid, 68 parameters
	// ⎡  0    0    0⎤
	// ⎢  0    0    0⎥
	// ⎢  0    0    0⎥
	// ⎣  0    0  0.5⎦
}

// Every z^[l] and a^[l] on the way of a point through the network.
func ExampleNetwork_Forward() {
	net := nnlib.New(nnlib.Sigmoid, 1, 1, 1)
	net.SetParams([]float64{2, -1, 1, 0}) // w², b², w³, b³
	f := net.Forward([]float64{0.5})
	for l := 2; l <= net.L(); l++ {
		fmt.Printf("layer %d: z = %.2f, a = %.4f\n", l, f.Z(l)[0], f.A(l)[0])
	}
	// Output:
	// layer 2: z = 0.00, a = 0.5000
	// layer 3: z = 0.50, a = 0.6225
}

// The lecture's way to train: nonlinear least squares on the ten points. Solve
// works on the parameters in place, so that the network is trained afterwards.
func ExampleObjective_Residuals() {
	points := dataset.Drilling()
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(0.5))
	obj := nnlib.NewObjective(net, nnlib.Quadratic, points)

	if _, err := lsq.Solve(obj.Residuals(nnlib.ByPoint), net.Params(), nil); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("Cost below 1e-6:", obj.Cost(nil) < 1e-6)
	fmt.Println("categories:", net.ClassifyBatch(points.X))
	// Output:
	// Cost below 1e-6: true
	// categories: [0 0 0 0 0 1 1 1 1 1]
}

// An activation function of one's own takes its place like any other.
func ExampleElementwise() {
	square := &nnlib.Elementwise{
		Name: "square",
		F:    func(z float64) float64 { return z * z },
		D:    func(z, _ float64) float64 { return 2 * z },
	}
	net := nnlib.New(square, 1, 1)
	net.SetParams([]float64{3, 1})
	fmt.Println(net.Predict([]float64{2}))
	// Output: [49]
}
