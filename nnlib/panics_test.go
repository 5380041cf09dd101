package nnlib_test

import (
	"math"
	"strings"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"

	"gonum.org/v1/gonum/mat"
)

// Misuse panics, and the sentence says what is right.
func TestMisusePanicsWithAdvice(t *testing.T) {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	points := dataset.Drilling()
	obj := nnlib.NewObjective(net, nnlib.Quadratic, points)
	softmax := nnlib.NewLayers(2, nnlib.Layer{2, nnlib.Softmax})
	one := mat.NewDense(1, 2, nil)
	noSlope := &nnlib.Elementwise{Name: "mine", F: func(z float64) float64 { return z }}
	for _, c := range []struct {
		want   string
		misuse func()
	}{
		{"at least two layers", func() { nnlib.New(nnlib.Sigmoid, 3) }},
		{"at least two layers", func() { nnlib.NewLayers(3) }},
		{"layer 2 has size 0", func() { nnlib.New(nnlib.Sigmoid, 3, 0, 1) }},
		{"layer 2 has no activation function", func() { nnlib.New(nil, 3, 1) }},
		{"layer 2 of 3 has softmax", func() { nnlib.New(nnlib.Softmax, 2, 2, 2) }},
		{"no layer l = 5 here; this network has l = 2 … 4", func() { net.W(5) }},
		{"no layer l = 1 here; this network has l = 2 … 4 (layer 1 is the input", func() { net.B(1) }},
		{"no layer l = 0 here; this network has l = 1 … 4", func() { net.Size(0) }},
		{"no layer l = 1", func() { net.Activation(1) }},
		{"22 parameters were given to a network of 23", func() { net.SetParams(make([]float64, 22)) }},
		{"24 parameters were given to a network of 23", func() { net.SetParamsMATLAB(make([]float64, 24)) }},
		{"3 components was given to a network with 2 inputs", func() { net.Predict(make([]float64, 3)) }},
		{"3 components was given to a network with 2 inputs", func() { net.PredictBatch(mat.NewDense(1, 3, nil)) }},
		{"2 weights was given 1 inputs", func() { nnlib.Neuron{W: []float64{1, 2}}.Output(1) }},
		{"data with 2 inputs and 2 targets", func() { nnlib.NewObjective(nnlib.New(nnlib.Sigmoid, 2, 1), nnlib.Quadratic, points) }},
		{"layer 2 has the step function, which has no derivative", func() { nnlib.NewObjective(nnlib.New(nnlib.Step, 2, 2), nnlib.Quadratic, points) }},
		{"layer 2 has the mine function, which has no derivative", func() { nnlib.NewObjective(nnlib.New(noSlope, 2, 2), nnlib.Quadratic, points) }},
		{"cross-entropy needs a softmax output layer, not sigmoid", func() { nnlib.NewObjective(net, nnlib.CrossEntropy, points) }},
		{"binary cross-entropy needs a sigmoid output layer, not softmax", func() { nnlib.NewObjective(softmax, nnlib.BinaryCrossEntropy, points) }},
		{"sum to 1", func() {
			nnlib.NewObjective(softmax, nnlib.CrossEntropy, dataset.New(one, mat.NewDense(1, 2, []float64{0.5, 0.4})))
		}},
		{"between 0 and 1, and component 1 is 1.5 (point 1)", func() {
			nnlib.NewObjective(softmax, nnlib.CrossEntropy, dataset.New(one, mat.NewDense(1, 2, []float64{1.5, -0.5})))
		}},
		{"component 1 is NaN", func() {
			nnlib.NewObjective(net, nnlib.BinaryCrossEntropy, dataset.New(one, mat.NewDense(1, 2, []float64{math.NaN(), 0})))
		}},
		{"gradient over no points", func() { obj.BatchGradient(make([]float64, 23), nil, nil) }},
		{"3 parameters were given", func() { obj.Gradient(make([]float64, 3), nil) }},
		{"3 parameters were given", func() { obj.Cost(make([]float64, 3)) }},
		{"needs the quadratic cost", func() {
			nnlib.NewObjective(softmax, nnlib.CrossEntropy, points).Residuals(nnlib.ByPoint)
		}},
	} {
		func() {
			defer func() {
				got, _ := recover().(string)
				if !strings.Contains(got, c.want) {
					t.Errorf("the panic says %q, want %q", got, c.want)
				}
			}()
			c.misuse()
		}()
	}
}
