package onnx

import (
	"fmt"
	"io"

	"dlmath/nnlib"
)

const (
	irVersion = 8
	opset     = 17

	// maxParams keeps a file below the 2 GiB that a protocol buffer may have, with
	// some room for all that is not parameters.
	maxParams = (1<<31 - 1<<24) / 8
)

// Export writes the network to w as an ONNX model. Parameters keep all their bits;
// predictions of onnxruntime differ from [nnlib.Network.PredictBatch] by rounding.
//
// It returns an error when the network has an activation function other than the
// library's own, when the file would be larger than 2 GiB, or when w does. Nothing is
// written before the whole model has been made.
func Export(w io.Writer, net *nnlib.Network) error {
	if err := checkSize(len(net.Params())); err != nil {
		return err
	}
	g := graph{declared: map[string]bool{}}
	a := "x"
	for l := 2; l <= net.L(); l++ {
		name := func(letter string) string { return fmt.Sprint(letter, l) }
		in, out := net.Size(l-1), net.Size(l)
		g.bytes(graphInitializer, tensor(name("W"), net.W(l).RawMatrix().Data, out, in))
		g.bytes(graphInitializer, tensor(name("b"), net.B(l).RawVector().Data, out))
		z := name("z")
		g.bytes(graphNode, node("Gemm", z, []string{a, name("W"), name("b")}, attribute("transB", 1)))

		a = name("a")
		if l == net.L() {
			a = "y"
		}
		if err := g.activate(net.Activation(l), a, z); err != nil {
			return fmt.Errorf("onnx: layer %d: %w", l, err)
		}
	}
	g.string(graphName, "network")
	g.string(graphDocString, net.String())
	g.bytes(graphInput, points("x", net.Size(1)))
	g.bytes(graphOutput, points("y", net.Size(net.L())))

	var operators, model message
	operators.int(opsetVersion, opset)
	model.int(modelIRVersion, irVersion)
	model.string(modelProducerName, "dlmath")
	model.bytes(modelGraph, g.message)
	model.bytes(modelOpsetImport, operators)
	if _, err := w.Write(model); err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	return nil
}

func checkSize(params int) error {
	if params > maxParams {
		return fmt.Errorf("onnx: the network has %d parameters; an ONNX file, at most 2 GiB, has room for %d", params, maxParams)
	}
	return nil
}
