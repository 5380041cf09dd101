package nnlib

import (
	"fmt"
	"reflect"
	"sync"
)

// registry holds the activation functions that a kept network may name.
var registry struct {
	sync.RWMutex
	byName map[string]Activation
}

func init() {
	registry.byName = map[string]Activation{}
	for _, σ := range []Activation{Identity, Sigmoid, Tanh, ReLU, LeakyReLU, Softplus, Step, Softmax} {
		RegisterActivation(σ)
	}
}

// RegisterActivation makes an activation function of your own known by its name, so
// that networks with it can be kept and read back. It returns σ, to be called where
// σ is declared:
//
//	var swish = nnlib.RegisterActivation(&nnlib.Elementwise{Name: "swish", F: …, D: …})
//
// The program that reads a network must register the same function under the same
// name. The library's own functions are known already.
//
// It panics when σ has no name, when the name is taken, or when σ cannot be compared
// by ==, as a pointer can.
func RegisterActivation[A Activation](σ A) A {
	name := σ.String()
	if name == "" {
		panic("nnlib: an activation function needs a name to be registered")
	}
	if !reflect.ValueOf(σ).Comparable() {
		panic(fmt.Sprintf("nnlib: the activation function %q cannot be compared by ==; register a pointer to it, and use that pointer in networks", name))
	}
	registry.Lock()
	defer registry.Unlock()
	if _, taken := registry.byName[name]; taken {
		panic(fmt.Sprintf("nnlib: an activation function with the name %q is registered already; give this one another name", name))
	}
	registry.byName[name] = σ
	return σ
}

// registered returns the activation function with the name.
func registered(name string) (σ Activation, ok bool) {
	registry.RLock()
	defer registry.RUnlock()
	σ, ok = registry.byName[name]
	return σ, ok
}
