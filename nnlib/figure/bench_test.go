package figure_test

import (
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/figure"
)

// A slider that moves a line draws it anew each time.
func BenchmarkNeuron(b *testing.B) {
	benchmark(b, func() *figure.Figure { return figure.Neuron(nnlib.Neuron{W: []float64{-0.7}, B: 2}, -5, 5) })
}

// A network that is being trained shows its regions anew each time.
func BenchmarkRegions(b *testing.B) {
	net, points := band(), dataset.Drilling()
	benchmark(b, func() *figure.Figure { return figure.Regions(net, points) })
}

func BenchmarkNetwork(b *testing.B) {
	net := nnlib.New(nnlib.ReLU, 784, 16, 16, 16, 10)
	benchmark(b, func() *figure.Figure { return figure.Network(net) })
}

func benchmark(b *testing.B, draw func() *figure.Figure) {
	b.Run("SVG", func(b *testing.B) {
		for b.Loop() {
			draw().SVG()
		}
	})
	b.Run("PNG", func(b *testing.B) {
		for b.Loop() {
			draw().PNG()
		}
	})
}
