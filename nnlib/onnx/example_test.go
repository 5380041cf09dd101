package onnx_test

import (
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"

	"dlmath/nnlib"
	"dlmath/nnlib/onnx"
)

func ExampleExport() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(0.5))
	f, err := os.Create(filepath.Join(dir, "drilling.onnx"))
	if err != nil {
		log.Fatal(err)
	}
	if err := onnx.Export(f, net); err != nil {
		log.Fatal(err)
	}
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}

	// In Python:
	//
	//	session = onnxruntime.InferenceSession("drilling.onnx")
	//	session.run(["y"], {"x": numpy.array([[0.1, 0.1]])})
	fmt.Println("exported a", net)
	// Output: exported a 2-2-3-2 network, sigmoid, 23 parameters
}
