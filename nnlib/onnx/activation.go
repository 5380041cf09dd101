package onnx

import (
	"fmt"

	"dlmath/nnlib"
)

// graph is a GraphProto under way.
type graph struct {
	message
	declared map[string]bool // constants that it has
}

// activate adds the nodes of a = σ(z).
//
// Only operators that have float64 kernels in onnxruntime are used. Softplus has
// none. LeakyRelu would not do anyway: its slope is a float32, and 0.01 is not.
func (g *graph) activate(σ nnlib.Activation, a, z string) error {
	switch σ {
	case nnlib.Identity:
		g.add("Identity", a, z)
	case nnlib.Sigmoid:
		g.add("Sigmoid", a, z)
	case nnlib.Tanh:
		g.add("Tanh", a, z)
	case nnlib.ReLU:
		g.add("Relu", a, z)
	case nnlib.LeakyReLU:
		leak := nnlib.LeakyReLU.DerivativeAt(-1)
		g.add("Max", a, z, g.add("Mul", a+"_leak", z, g.constant("leak", leak)))
	case nnlib.Softplus:
		g.softplus(a, z)
	case nnlib.Step:
		positive := g.add("Greater", a+"_positive", z, g.constant("zero", 0))
		g.add("Where", a, positive, g.constant("one", 1), g.constant("zero", 0))
	case nnlib.Softmax:
		g.add("Softmax", a, z) // over the last axis, the components of a point
	default:
		return fmt.Errorf("the activation function %q is not one of nnlib's own, and ONNX has no way to hold a Go function", σ)
	}
	return nil
}

// softplus adds the nodes of a = max(z, 0) + log(1 + t) with t = e^{−|z|}, which
// cannot overflow. What rounding takes from u = 1 + t is given back to first order,
//
//	log(1 + t) ≈ log u − ((u − 1) − t)/u
//
// so that the digits of a small t are kept.
func (g *graph) softplus(a, z string) {
	one := g.constant("one", 1)
	t := g.add("Exp", a+"_t", g.add("Neg", a+"_neg", g.add("Abs", a+"_abs", z)))
	u := g.add("Add", a+"_u", one, t)
	lost := g.add("Sub", a+"_lost", g.add("Sub", a+"_u1", u, one), t)
	log := g.add("Sub", a+"_log1p", g.add("Log", a+"_log", u), g.add("Div", a+"_lost_log", lost, u))
	g.add("Add", a, g.add("Max", a+"_max", z, g.constant("zero", 0)), log)
}

// add adds a node and returns the name of its output.
func (g *graph) add(op, output string, inputs ...string) string {
	g.bytes(graphNode, node(op, output, inputs))
	return output
}

// constant returns the name of a number, which it adds on first use.
func (g *graph) constant(name string, v float64) string {
	if !g.declared[name] {
		g.declared[name] = true
		g.bytes(graphInitializer, tensor(name, []float64{v}))
	}
	return name
}
