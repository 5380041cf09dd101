package nnlib

import (
	"fmt"
	"math"
)

// version is that of the JSON and gob forms written here. Both forms begin with it,
// so that it is known before anything else is read.
const version = 1

// kept is a network as a file or a stream holds it. What comes from outside is not
// to be trusted before network has checked it.
type kept struct {
	Sizes       []int     // n₁, …, n_L
	Activations []string  // names, of layers 2, …, L
	Params      []float64 // in the order of Network.Params
}

// keep returns the network in its kept form, or an error where that could not be
// read back.
func (n *Network) keep() (kept, error) {
	if n.L() == 0 {
		return kept{}, fmt.Errorf("an empty Network has nothing to keep; nnlib.New makes one with layers")
	}
	k := kept{Sizes: n.sizes, Params: n.p}
	for l := 2; l <= n.L(); l++ {
		σ := n.Activation(l)
		if known, ok := registered(σ.String()); !ok || known != σ {
			return kept{}, fmt.Errorf("layer %d: this activation function %q could not be read back; pass it to nnlib.RegisterActivation first, under a name of its own", l, σ)
		}
		k.Activations = append(k.Activations, σ.String())
	}
	return k, k.checkFinite()
}

// network returns the network that k describes. Everything is checked before the
// network is made, so that no file can ask for more memory than it holds numbers.
func (k kept) network() (*Network, error) {
	L := len(k.Sizes)
	if L < 2 {
		return nil, fmt.Errorf("the network has %d sizes; it needs at least two, for an input and an output", L)
	}
	if len(k.Activations) != L-1 {
		return nil, fmt.Errorf("the network has %d sizes and %d activation functions; each layer after the input has one", L, len(k.Activations))
	}
	if err := k.checkSizes(); err != nil {
		return nil, err
	}
	layers := make([]Layer, L-1)
	for i, name := range k.Activations {
		l := i + 2
		σ, ok := registered(name)
		if !ok {
			return nil, fmt.Errorf("layer %d: the activation function %.40q is unknown; if it is your own, pass it to nnlib.RegisterActivation first", l, name)
		}
		if σ == Activation(Softmax) && l < L {
			return nil, fmt.Errorf("layer %d of %d has softmax; it belongs to the output layer", l, L)
		}
		layers[i] = Layer{k.Sizes[l-1], σ}
	}
	if err := k.checkFinite(); err != nil {
		return nil, err
	}
	n := NewLayers(k.Sizes[0], layers...)
	copy(n.p, k.Params)
	return n, nil
}

// checkSizes returns an error unless the layers need exactly the parameters there are.
// It divides where n_l (n_{l−1} + 1) could overflow.
func (k kept) checkSizes() error {
	left := len(k.Params)
	for i, size := range k.Sizes {
		l := i + 1
		if size < 1 {
			return fmt.Errorf("layer %d has size %d; a layer has at least one unit", l, size)
		}
		if l == 1 {
			continue
		}
		before := k.Sizes[i-1]
		if before >= left || size > left/(before+1) {
			return fmt.Errorf("layer %d: %d×%d weights and %d biases do not fit; of the %d parameters there are %d left for it", l, size, before, size, len(k.Params), left)
		}
		left -= size * (before + 1)
	}
	if left > 0 {
		return fmt.Errorf("the layers need %d parameters and there are %d", len(k.Params)-left, len(k.Params))
	}
	return nil
}

// checkFinite returns an error that names the first parameter that is NaN or infinite.
// The sizes must fit the parameters.
func (k kept) checkFinite() error {
	for i, v := range k.Params {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%s is %g; a network is kept with finite parameters only", k.name(i), v)
		}
	}
	return nil
}

// name says where parameter i is found in a Network.
func (k kept) name(i int) string {
	l, before, size := 2, k.Sizes[0], k.Sizes[1]
	for i >= size*(before+1) {
		i -= size * (before + 1)
		l++
		before, size = size, k.Sizes[l-1]
	}
	if i < size*before {
		return fmt.Sprintf("W(%d).At(%d, %d)", l, i/before, i%before)
	}
	return fmt.Sprintf("B(%d).AtVec(%d)", l, i-size*before)
}

// checkVersion returns an error unless this library reads the version v.
func checkVersion(v int) error {
	if v > version {
		return fmt.Errorf("the network has version %d and this library reads versions up to %d; use a newer nnlib", v, version)
	}
	if v < 1 {
		return fmt.Errorf("the network has version %d; the first is 1", v)
	}
	return nil
}
