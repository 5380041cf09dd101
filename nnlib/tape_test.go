package nnlib_test

import (
	"fmt"
	"math"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/internal/tape"

	"pgregory.net/rapid"
)

// onTape are the activation functions in elementary operations.
var onTape = map[nnlib.Activation]func(z *tape.Value) *tape.Value{
	nnlib.Identity: func(z *tape.Value) *tape.Value { return z },
	nnlib.Sigmoid: func(z *tape.Value) *tape.Value {
		return tape.New(1).Div(tape.New(1).Add(tape.New(0).Sub(z).Exp()))
	},
	nnlib.Tanh: func(z *tape.Value) *tape.Value {
		e := z.Add(z).Exp()
		return e.Sub(tape.New(1)).Div(e.Add(tape.New(1)))
	},
	nnlib.ReLU: (*tape.Value).Max0,
	nnlib.LeakyReLU: func(z *tape.Value) *tape.Value {
		return z.Max0().Sub(tape.New(0.01).Mul(tape.New(0).Sub(z).Max0()))
	},
	nnlib.Softplus: func(z *tape.Value) *tape.Value { return tape.New(1).Add(z.Exp()).Log() },
}

// taped evaluates the objective's cost on a tape, and returns it with its parameters.
func taped(obj *nnlib.Objective, kind nnlib.Cost) (cost *tape.Value, params []*tape.Value) {
	net := obj.Network
	for _, p := range net.Params() {
		params = append(params, tape.New(p))
	}
	cost = tape.New(0)
	for i := range obj.Data.Len() {
		var a, last []*tape.Value
		for _, x := range obj.Data.X.RawRowView(i) {
			a = append(a, tape.New(x))
		}
		rest := params
		for l := 2; l <= net.L(); l++ {
			in, out := net.Size(l-1), net.Size(l)
			w, b := rest[:in*out], rest[in*out:in*out+out]
			rest = rest[in*out+out:]
			z := make([]*tape.Value, out)
			for j := range z {
				z[j] = b[j]
				for k := range a {
					z[j] = z[j].Add(w[j*in+k].Mul(a[k]))
				}
			}
			a = applyOnTape(net.Activation(l), z)
			last = z
		}
		cost = cost.Add(costOnTape(kind, a, last, obj.Data.Y.RawRowView(i)))
	}
	cost = cost.Div(tape.New(float64(obj.Data.Len())))
	rest := params
	for l := 2; l <= net.L(); l++ {
		n := net.Size(l-1) * net.Size(l)
		for _, w := range rest[:n] {
			cost = cost.Add(tape.New(obj.L2 / 2).Mul(w).Mul(w))
		}
		rest = rest[n+net.Size(l):]
	}
	return cost, params
}

func applyOnTape(σ nnlib.Activation, z []*tape.Value) []*tape.Value {
	a := make([]*tape.Value, len(z))
	if f, ok := onTape[σ]; ok {
		for j := range z {
			a[j] = f(z[j])
		}
		return a
	}
	sum := tape.New(0) // softmax
	for j := range z {
		a[j] = z[j].Exp()
		sum = sum.Add(a[j])
	}
	for j := range a {
		a[j] = a[j].Div(sum)
	}
	return a
}

func costOnTape(kind nnlib.Cost, a, z []*tape.Value, y []float64) *tape.Value {
	sum := tape.New(0)
	for j, v := range y {
		switch y := tape.New(v); kind {
		case nnlib.Quadratic:
			d := y.Sub(a[j])
			sum = sum.Add(tape.New(0.5).Mul(d).Mul(d))
		case nnlib.CrossEntropy:
			sum = sum.Sub(y.Mul(a[j].Log()))
		case nnlib.BinaryCrossEntropy:
			// 1 − a loses digits where a is near 1; σ(−z) is the same number.
			other := onTape[nnlib.Sigmoid](tape.New(0).Sub(z[j]))
			sum = sum.Sub(y.Mul(a[j].Log())).Sub(tape.New(1).Sub(y).Mul(other.Log()))
		}
	}
	return sum
}

// Back propagation agrees with the tape for every activation and cost, on random shapes.
func TestGradientAgainstTape(t *testing.T) {
	for _, p := range pairs {
		t.Run(fmt.Sprintf("%v with %v", p.cost, p.σ), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				obj := drawObjective(t, p, 6)
				cost, params := taped(obj, p.cost)
				if got := obj.Cost(nil); math.Abs(got-cost.V) > 1e-11*(1+math.Abs(got)) {
					t.Fatalf("the cost is %.17g, on the tape %.17g", got, cost.V)
				}
				grad := make([]float64, len(params))
				obj.Gradient(grad, nil)
				onTape := cost.Gradients()
				for i, p := range params {
					if want := onTape[p]; math.Abs(grad[i]-want) > 1e-11*(1+math.Abs(want)) {
						t.Fatalf("∂Cost/∂p[%d] = %.17g, on the tape %.17g (%v)", i, grad[i], want, obj.Network)
					}
				}
			})
		})
	}
}
