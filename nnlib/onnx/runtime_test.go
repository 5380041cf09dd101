package onnx_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/onnx"

	"gonum.org/v1/gonum/mat"
)

const tolerance = 1e-12 // relative, or absolute for outputs below 1

// pythonEnv names the environment variable with the Python that has the packages of
// .ci/requirements.txt.
const pythonEnv = "DLMATH_TEST_PYTHON"

// python returns that Python. Without it the test is skipped; in CI it fails.
func python(t *testing.T) string {
	if path := os.Getenv(pythonEnv); path != "" {
		return path
	}
	const missing = "set " + pythonEnv + " to a Python that has the packages onnx and onnxruntime, made by:  python3 -m venv V && V/bin/pip install --require-hashes -r .ci/requirements.txt && export " + pythonEnv + "=$PWD/V/bin/python"
	if os.Getenv("CI") != "" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// experiment is a network and the batches to put through it.
type experiment struct {
	name    string
	net     *nnlib.Network
	batches [][][]float64
}

// answer is what testdata/check.py says of an experiment.
type answer struct {
	Input, Output [2]any // name and shape
	Batches       []struct {
		Shape []int
		Y     []float64
	}
}

// ask lets onnxruntime run all experiments.
func ask(t *testing.T, experiments []experiment) []answer {
	interpreter := python(t)
	type question struct {
		Model   string        `json:"model"`
		Batches [][][]float64 `json:"batches"`
	}
	var questions []question
	dir := t.TempDir()
	for i, e := range experiments {
		path := filepath.Join(dir, fmt.Sprintf("%d.onnx", i))
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := onnx.Export(f, e.net); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		questions = append(questions, question{path, e.batches})
	}
	in, err := json.Marshal(questions)
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), interpreter, filepath.Join("testdata", "check.py"))
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s testdata/check.py: %v\n%s", interpreter, err, &stderr)
	}
	var reply struct {
		Versions map[string]string
		Answers  []answer
	}
	if err := json.Unmarshal(out, &reply); err != nil {
		t.Fatal(err)
	}
	if len(reply.Answers) != len(experiments) {
		t.Fatalf("%d answers to %d experiments", len(reply.Answers), len(experiments))
	}
	t.Logf("%d models by onnx %s and onnxruntime %s", len(reply.Answers), reply.Versions["onnx"], reply.Versions["onnxruntime"])
	return reply.Answers
}

// randomExperiments has every activation in the output layer and in a hidden one,
// with batches of 0, 1 and 7 points; then a larger network.
func randomExperiments() []experiment {
	rng := rand.New(rand.NewPCG(12, 0))
	points := func(rows, cols int) [][]float64 {
		x := make([][]float64, rows)
		for i := range x {
			x[i] = make([]float64, cols)
			for k := range x[i] {
				x[i][k] = 2 * rng.NormFloat64()
			}
		}
		return x
	}
	out := []experiment{{"every activation", everyActivation(), [][][]float64{points(7, 2)}}}
	add := func(net *nnlib.Network, init nnlib.Initializer) {
		net.Init(rng, init)
		out = append(out, experiment{net.String(), net, [][][]float64{points(0, net.Size(1)), points(1, net.Size(1)), points(7, net.Size(1))}})
	}
	for _, last := range activations {
		for _, inner := range activations[:7] {
			layers := []nnlib.Layer{{Size: 1 + rng.IntN(9), Activation: inner}, {Size: 1 + rng.IntN(5), Activation: last}}
			for range rng.IntN(3) {
				layers = slices.Insert(layers, 0, nnlib.Layer{Size: 1 + rng.IntN(9), Activation: activations[rng.IntN(7)]})
			}
			add(nnlib.NewLayers(1+rng.IntN(6), layers...), nnlib.Normal(1))
		}
	}
	add(nnlib.NewLayers(784, nnlib.Layer{Size: 128, Activation: nnlib.ReLU}, nnlib.Layer{Size: 10, Activation: nnlib.Softmax}), nnlib.He)
	return out
}

// scalarExperiments put z itself through each activation: small, large, at every corner.
func scalarExperiments() []experiment {
	var batch [][]float64
	for _, z := range []float64{0, 5e-324, 1e-300, 1e-16, 1e-9, 1e-3, 0.3, 1, 2.5, 17, 36, 37.5, 50, 700, 745, 1000, 1e300, math.MaxFloat64} {
		batch = append(batch, []float64{z}, []float64{-z})
	}
	var out []experiment
	for _, σ := range activations {
		net := nnlib.New(σ, 1, 1)
		net.SetParams([]float64{1, 0})
		out = append(out, experiment{"σ alone, " + σ.String(), net, [][][]float64{batch}})
	}
	return out
}

func TestOnnxruntimePredictsTheSame(t *testing.T) {
	experiments := append(randomExperiments(), scalarExperiments()...)
	var worst float64
	for i, answer := range ask(t, experiments) {
		e := experiments[i]
		inputs, outputs := e.net.Size(1), e.net.Size(e.net.L())
		if got, want := fmt.Sprint(answer.Input, answer.Output), fmt.Sprintf("[x [N %d]] [y [N %d]]", inputs, outputs); got != want {
			t.Errorf("%s: the model goes from and to %s, want %s", e.name, got, want)
		}
		if len(answer.Batches) != len(e.batches) {
			t.Fatalf("%s: %d batches came back of %d", e.name, len(answer.Batches), len(e.batches))
		}
		for j, rows := range e.batches {
			got := answer.Batches[j]
			if !slices.Equal(got.Shape, []int{len(rows), outputs}) {
				t.Errorf("%s: %d points gave outputs of shape %v", e.name, len(rows), got.Shape)
				continue
			}
			for r, x := range rows {
				for c, want := range e.net.Predict(x) {
					deviation := math.Abs(got.Y[r*outputs+c]-want) / max(1, math.Abs(want))
					worst = max(worst, deviation)
					if !(deviation <= tolerance) {
						t.Errorf("%s: x = %g: y%d = %.17g, by onnxruntime %.17g", e.name, x, c+1, want, got.Y[r*outputs+c])
					}
				}
			}
		}
	}
	t.Logf("largest deviation %.2g", worst)
}

// The digits of a small softplus are kept, not only its place behind the point.
func TestSoftplusKeepsItsDigits(t *testing.T) {
	net := nnlib.New(nnlib.Softplus, 1, 1)
	net.SetParams([]float64{1, 0})
	var batch [][]float64
	for z := -700.0; z <= 50; z += 0.7 {
		batch = append(batch, []float64{z})
	}
	got := ask(t, []experiment{{"softplus", net, [][][]float64{batch}}})[0].Batches[0].Y
	x := mat.NewDense(len(batch), 1, slices.Concat(batch...))
	for i, want := range net.PredictBatch(x).RawMatrix().Data {
		if math.Abs(got[i]-want) > 1e-14*want {
			t.Errorf("softplus(%g) = %.17g, by onnxruntime %.17g", batch[i][0], want, got[i])
		}
	}
}
