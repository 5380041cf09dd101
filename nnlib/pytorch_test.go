package nnlib_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/train"

	"gonum.org/v1/gonum/mat"
)

// pytorch is testdata/pytorch.json, which pytorch.py beside it has written.
type pytorch struct {
	Torch string
	Cases []struct {
		Sizes       []int
		Activations []string
		Cost        string
		Params      []float64
		X, Y        [][]float64
		Output      [][]float64
		Loss        float64
		Gradient    []float64
	}
	Runs []struct {
		Rule   string
		Params []float64
		Losses []float64
	}
}

func readPyTorch(t *testing.T) (p pytorch) {
	raw, err := os.ReadFile("testdata/pytorch.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Cases) == 0 || len(p.Runs) == 0 {
		t.Fatal("pytorch.json is empty")
	}
	return p
}

func dense(rows [][]float64) *mat.Dense {
	m := mat.NewDense(len(rows), len(rows[0]), nil)
	for i, row := range rows {
		m.SetRow(i, row)
	}
	return m
}

// near compares within 1e-12, relative for large numbers.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*(1+math.Abs(want))) {
		t.Errorf("%s is %.17g, PyTorch says %.17g", what, got, want)
	}
}

func TestAgainstPyTorch(t *testing.T) {
	activations := map[string]nnlib.Activation{"softmax": nnlib.Softmax}
	for _, σ := range hidden {
		activations[σ.String()] = σ
	}
	costs := map[string]nnlib.Cost{}
	for _, c := range []nnlib.Cost{nnlib.Quadratic, nnlib.CrossEntropy, nnlib.BinaryCrossEntropy} {
		costs[c.String()] = c
	}
	p := readPyTorch(t)
	for _, c := range p.Cases {
		t.Run(fmt.Sprint(c.Sizes, c.Activations, c.Cost), func(t *testing.T) {
			layers := make([]nnlib.Layer, len(c.Activations))
			for i, name := range c.Activations {
				layers[i] = nnlib.Layer{Size: c.Sizes[i+1], Activation: activations[name]}
			}
			net := nnlib.NewLayers(c.Sizes[0], layers...)
			net.SetParams(c.Params)
			obj := nnlib.NewObjective(net, costs[c.Cost], dataset.New(dense(c.X), dense(c.Y)))

			output := net.PredictBatch(dense(c.X))
			for i, row := range c.Output {
				for j, want := range row {
					near(t, fmt.Sprintf("output %d of point %d", j+1, i+1), output.At(i, j), want)
				}
			}
			near(t, "the cost", obj.Cost(nil), c.Loss)
			grad := make([]float64, len(c.Params))
			obj.Gradient(grad, nil)
			for i, want := range c.Gradient {
				near(t, fmt.Sprintf("∂Cost/∂p[%d]", i), grad[i], want)
			}
		})
	}
}

func TestTrainingAgainstPyTorch(t *testing.T) {
	rules := map[string]train.Rule{
		"sgd":      &train.SGD{Rate: 0.05},
		"momentum": &train.Momentum{Rate: 0.05, Mu: 0.9},
		"nesterov": &train.Nesterov{Rate: 0.05, Mu: 0.9},
		"rmsprop":  &train.RMSProp{Rate: 0.01},
		"adam":     &train.Adam{Rate: 0.01},
		"adamw":    &train.AdamW{Rate: 0.01, Decay: 0.01},
	}
	for _, r := range readPyTorch(t).Runs {
		t.Run(r.Rule, func(t *testing.T) {
			net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
			net.SetParams(r.Params)
			draws := 0
			tr := train.Trainer{
				Objective: nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling()),
				Rule:      rules[r.Rule],
				Batch:     3,
				Steps:     len(r.Losses),
				Every:     1,
				Draw:      func(n int) int { draws++; return (draws - 1) * 7 % n },
			}
			seen := 0
			for s := range tr.Run(context.Background()) {
				if s.Step == 0 {
					continue
				}
				seen++
				if want := r.Losses[s.Step-1]; !(math.Abs(s.Cost-want) <= 1e-9*want) {
					t.Fatalf("the cost after step %d is %.15g, PyTorch says %.15g", s.Step, s.Cost, want)
				}
			}
			if seen != 100 || tr.Err() != nil {
				t.Errorf("%d of 100 steps were compared; %v", seen, tr.Err())
			}
		})
	}
}
