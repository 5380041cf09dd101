package onnx_test

import (
	"bytes"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/onnx"
)

var update = flag.Bool("update", false, "write the golden file anew")

var activations = []nnlib.Activation{
	nnlib.Identity, nnlib.Sigmoid, nnlib.Tanh, nnlib.ReLU,
	nnlib.LeakyReLU, nnlib.Softplus, nnlib.Step, nnlib.Softmax,
}

// everyActivation is a network with each of the activations, two inputs, two outputs.
func everyActivation() *nnlib.Network {
	var layers []nnlib.Layer
	for i, σ := range activations {
		layers = append(layers, nnlib.Layer{Size: 1 + i%3, Activation: σ})
	}
	net := nnlib.NewLayers(2, layers...)
	for i := range net.Params() {
		net.Params()[i] = float64(i-20) / 16
	}
	return net
}

// The bytes of a model stay what they are. After a change on purpose, -update writes
// the file anew; that it predicts the same is for TestOnnxruntimePredictsTheSame.
func TestModelBytes(t *testing.T) {
	var got bytes.Buffer
	if err := onnx.Export(&got, everyActivation()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "every-activation.onnx")
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the exported model differs from %s", path)
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestExportRefuses(t *testing.T) {
	own := &nnlib.Elementwise{Name: "cosine", F: math.Cos}
	impostor := &nnlib.Elementwise{Name: "sigmoid", F: math.Cos}
	for _, σ := range []nnlib.Activation{own, impostor} {
		var b bytes.Buffer
		net := nnlib.NewLayers(1, nnlib.Layer{Size: 2, Activation: nnlib.Tanh}, nnlib.Layer{Size: 1, Activation: σ})
		err := onnx.Export(&b, net)
		if err == nil || !strings.Contains(err.Error(), "layer 3") || !strings.Contains(err.Error(), σ.String()) || b.Len() > 0 {
			t.Errorf("own activation %q: error %v after %d bytes", σ, err, b.Len())
		}
	}
	if err := onnx.Export(fullDisk{}, nnlib.New(nnlib.Tanh, 1, 1)); !errors.Is(err, errFull) {
		t.Errorf("writing to a full disk: %v", err)
	}
}
