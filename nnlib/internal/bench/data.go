package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"

	"gonum.org/v1/gonum/mat"
)

// What all peers compute with. They read it from the files that writeData makes:
// float64, the lowest byte first.
const (
	points    = 4096 // of the minibatch workload
	batchSize = 64
	rate      = 0.05
	starts    = 200 // of the least squares workload
)

var batchSizes = []int{784, 128, 64, 10}

// batchData is a data set in which the classes can be learned, in part.
func batchData() (p []float64, x, labels, order []float64) {
	rng := rand.New(rand.NewPCG(1, 0))
	net := batchNetwork()
	net.Init(rng, nnlib.Normal(0.05))
	p = net.Params()
	x, labels, order = make([]float64, points*784), make([]float64, points), make([]float64, points)
	for i, row := range rng.Perm(points) {
		label := rng.IntN(10)
		labels[i], order[i] = float64(label), float64(row)
		for j := range 784 {
			if x[i*784+j] = rng.Float64(); j%10 == label {
				x[i*784+j] += 0.5
			}
		}
	}
	return p, x, labels, order
}

func batchNetwork() *nnlib.Network {
	return nnlib.NewLayers(784, nnlib.Layer{Size: 128, Activation: nnlib.ReLU},
		nnlib.Layer{Size: 64, Activation: nnlib.ReLU}, nnlib.Layer{Size: 10, Activation: nnlib.Softmax})
}

// tinyNetwork is figure 3 of the paper.
func tinyNetwork(rng *rand.Rand) *nnlib.Network {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rng, nnlib.Normal(0.5))
	return net
}

// tinyData has the parameters of figure 3's network, the ten points and their targets.
func tinyData() (p, x, y []float64) {
	set := dataset.Drilling()
	return tinyNetwork(rand.New(rand.NewPCG(2, 0))).Params(), flat(set.X), flat(set.Y)
}

// startData has the parameters at which least squares begins, one network after the other.
func startData() []float64 {
	rng := rand.New(rand.NewPCG(3, 0))
	var all []float64
	for range starts {
		all = append(all, tinyNetwork(rng).Params()...)
	}
	return all
}

func flat(m *mat.Dense) []float64 { return m.RawMatrix().Data }

func writeData(folder string) error {
	p, x, labels, order := batchData()
	tp, tx, ty := tinyData()
	for name, parts := range map[string][][]float64{
		"batch.f64":  {p, x, labels, order},
		"tiny.f64":   {tp, tx, ty},
		"starts.f64": {startData()},
	} {
		if err := writeNumbers(filepath.Join(folder, name), parts); err != nil {
			return fmt.Errorf("the data of the benchmark: %w", err)
		}
	}
	return nil
}

func writeNumbers(path string, parts [][]float64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, part := range parts {
		if err := binary.Write(f, binary.LittleEndian, part); err != nil {
			return err
		}
	}
	return f.Close()
}
