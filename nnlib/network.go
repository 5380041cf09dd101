package nnlib

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// Network is a feed-forward network of layers l = 1, …, L with n_l units each.
// Layer 1 is the input; each later layer has weights, biases and an activation function.
//
// Its methods may be called from many goroutines at once as long as nobody changes
// the parameters meanwhile.
type Network struct {
	sizes []int        // n_l at index l−1
	σ     []Activation // of layer l at index l−1; nil for the input
	p     []float64    // all parameters: per layer W row by row, then b
	w, b  []int        // where W^[l] and b^[l] begin in p, at index l−1
}

// New returns a network with sizes n₁, …, n_L, the activation function σ in every
// layer after the input, and all parameters 0. For example
//
//	nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)    // figure 3: 23 parameters
//	nnlib.New(nnlib.Sigmoid, 4, 3, 4, 5, 2) // figure 6: 68 parameters
//
// It panics when there are fewer than two sizes, or one is below 1.
func New(σ Activation, sizes ...int) *Network {
	if len(sizes) < 2 {
		panic(fmt.Sprintf("nnlib: a network needs at least two layers, an input and an output, not sizes %v", sizes))
	}
	layers := make([]Layer, len(sizes)-1)
	for i, n := range sizes[1:] {
		layers[i] = Layer{n, σ}
	}
	return NewLayers(sizes[0], layers...)
}

// Layer says how many units a layer has, and with which activation function.
type Layer struct {
	Size       int
	Activation Activation
}

// NewLayers returns a network with n₁ inputs and the given layers 2, …, L, each with
// an activation function of its own, and all parameters 0. For example
//
//	nnlib.NewLayers(784, nnlib.Layer{128, nnlib.ReLU}, nnlib.Layer{10, nnlib.Softmax})
//
// It panics when there is no layer, a size is below 1, an activation is nil, or
// Softmax stands before the output layer.
func NewLayers(inputs int, layers ...Layer) *Network {
	if len(layers) == 0 {
		panic("nnlib: a network needs at least two layers, an input and an output")
	}
	n := &Network{sizes: []int{inputs}, σ: []Activation{nil}, w: []int{0}, b: []int{0}}
	for _, layer := range layers {
		n.sizes = append(n.sizes, layer.Size)
		n.σ = append(n.σ, layer.Activation)
	}
	size := 0
	for i, s := range n.sizes {
		l := i + 1
		if s < 1 {
			panic(fmt.Sprintf("nnlib: layer %d has size %d; a layer has at least one unit", l, s))
		}
		if l == 1 {
			continue
		}
		if n.σ[i] == nil {
			panic(fmt.Sprintf("nnlib: layer %d has no activation function; nnlib.Identity leaves it linear", l))
		}
		if n.σ[i] == Activation(Softmax) && l < len(n.sizes) {
			panic(fmt.Sprintf("nnlib: layer %d of %d has softmax; it belongs to the output layer", l, len(n.sizes)))
		}
		n.w = append(n.w, size)
		size += s * n.sizes[i-1]
		n.b = append(n.b, size)
		size += s
	}
	n.p = make([]float64, size)
	return n
}

// L returns the number of layers, the input included.
func (n *Network) L() int { return len(n.sizes) }

// Size returns n_l, the number of units in layer l = 1, …, L.
func (n *Network) Size(l int) int {
	n.check(l, 1)
	return n.sizes[l-1]
}

// Sizes returns n₁, …, n_L.
func (n *Network) Sizes() []int { return slices.Clone(n.sizes) }

// Activation returns the activation function of layer l = 2, …, L.
func (n *Network) Activation(l int) Activation {
	n.check(l, 2)
	return n.σ[l-1]
}

// W returns W^[l], the n_l × n_{l−1} weights of layer l = 2, …, L: entry (j, k),
// counted from 0, is the weight that unit j+1 gives to unit k+1 of the layer before.
// It is a live view: setting an entry changes the network.
func (n *Network) W(l int) *mat.Dense {
	n.check(l, 2)
	return mat.NewDense(n.sizes[l-1], n.sizes[l-2], n.weights(n.p, l))
}

// B returns b^[l], the n_l biases of layer l = 2, …, L, as a live view.
func (n *Network) B(l int) *mat.VecDense {
	n.check(l, 2)
	return mat.NewVecDense(n.sizes[l-1], n.biases(n.p, l))
}

// Params returns all parameters as one live slice: for l = 2, …, L first W^[l] row
// by row, then b^[l].
func (n *Network) Params() []float64 { return n.p }

// SetParams copies p into the parameters, in the order of [Network.Params].
// It panics when the length differs.
func (n *Network) SetParams(p []float64) {
	n.checkParams(p)
	copy(n.p, p)
}

// ParamsMATLAB returns a copy of the parameters in the order of the paper's MATLAB
// listings: all weight matrices column by column, then all biases.
func (n *Network) ParamsMATLAB() []float64 {
	out := make([]float64, 0, len(n.p))
	n.eachMATLAB(func(i int) { out = append(out, n.p[i]) })
	return out
}

// SetParamsMATLAB sets the parameters from the order of [Network.ParamsMATLAB].
// It panics when the length differs.
func (n *Network) SetParamsMATLAB(p []float64) {
	n.checkParams(p)
	next := 0
	n.eachMATLAB(func(i int) {
		n.p[i] = p[next]
		next++
	})
}

// eachMATLAB visits the indices of Params in MATLAB's order.
func (n *Network) eachMATLAB(visit func(i int)) {
	for l := 2; l <= n.L(); l++ {
		rows, cols := n.sizes[l-1], n.sizes[l-2]
		for k := range cols {
			for j := range rows {
				visit(n.w[l-1] + j*cols + k)
			}
		}
	}
	for l := 2; l <= n.L(); l++ {
		for j := range n.sizes[l-1] {
			visit(n.b[l-1] + j)
		}
	}
}

// Clone returns a copy with parameters of its own.
func (n *Network) Clone() *Network {
	c := *n
	c.p = slices.Clone(n.p)
	return &c
}

// String describes the network in a line, such as
// "2-2-3-2 network, sigmoid, 23 parameters".
func (n *Network) String() string {
	sizes := make([]string, len(n.sizes))
	for i, s := range n.sizes {
		sizes[i] = fmt.Sprint(s)
	}
	var names []string
	for _, σ := range n.σ[1:] {
		if len(names) == 0 || names[len(names)-1] != σ.String() {
			names = append(names, σ.String())
		}
	}
	return fmt.Sprintf("%s network, %s, %d parameters", strings.Join(sizes, "-"), strings.Join(names, " then "), len(n.p))
}

// weights and biases give layer l's part of a parameter slice.
func (n *Network) weights(p []float64, l int) []float64 { return p[n.w[l-1]:n.b[l-1]] }
func (n *Network) biases(p []float64, l int) []float64 {
	return p[n.b[l-1] : n.b[l-1]+n.sizes[l-1]]
}

func (n *Network) allSigmoid() bool {
	for _, σ := range n.σ[1:] {
		if σ != Activation(Sigmoid) {
			return false
		}
	}
	return true
}

// check panics unless l is a layer from first to L.
func (n *Network) check(l, first int) {
	if l < first || l > len(n.sizes) {
		hint := ""
		if first == 2 {
			hint = " (layer 1 is the input and has no parameters)"
		}
		panic(fmt.Sprintf("nnlib: there is no layer l = %d here; this network has l = %d … %d%s", l, first, len(n.sizes), hint))
	}
}

func (n *Network) checkParams(p []float64) {
	if len(p) != len(n.p) {
		panic(fmt.Sprintf("nnlib: %d parameters were given to a network of %d", len(p), len(n.p)))
	}
}
