// Package tape differentiates by recording: every operation on a [Value] notes its
// inputs and its derivative by each, and [Value.Gradients] walks back over the notes.
//
// It knows nothing of layers, matrices or back propagation, and so serves tests as an
// oracle for all of these. It is made to be obviously right, not fast.
package tape

import "math"

// Value is a number and where it came from.
type Value struct {
	V     float64
	from  []*Value
	slope []float64 // ∂V/∂from
}

// New returns a number that was given, not computed.
func New(v float64) *Value { return &Value{V: v} }

func op(v float64, from []*Value, slope ...float64) *Value { return &Value{v, from, slope} }

// Add returns a + b.
func (a *Value) Add(b *Value) *Value { return op(a.V+b.V, []*Value{a, b}, 1, 1) }

// Sub returns a − b.
func (a *Value) Sub(b *Value) *Value { return op(a.V-b.V, []*Value{a, b}, 1, -1) }

// Mul returns a·b.
func (a *Value) Mul(b *Value) *Value { return op(a.V*b.V, []*Value{a, b}, b.V, a.V) }

// Div returns a/b.
func (a *Value) Div(b *Value) *Value {
	return op(a.V/b.V, []*Value{a, b}, 1/b.V, -a.V/(b.V*b.V))
}

// Exp returns eᵃ.
func (a *Value) Exp() *Value { e := math.Exp(a.V); return op(e, []*Value{a}, e) }

// Log returns log a.
func (a *Value) Log() *Value { return op(math.Log(a.V), []*Value{a}, 1/a.V) }

// Max0 returns max(0, a).
func (a *Value) Max0() *Value {
	if a.V > 0 {
		return op(a.V, []*Value{a}, 1)
	}
	return op(0, []*Value{a}, 0)
}

// Gradients returns ∂a/∂x for every value x that a was computed from.
func (a *Value) Gradients() map[*Value]float64 {
	var order []*Value // inputs before what is made of them
	seen := map[*Value]bool{}
	var visit func(*Value)
	visit = func(v *Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		for _, u := range v.from {
			visit(u)
		}
		order = append(order, v)
	}
	visit(a)
	grad := map[*Value]float64{a: 1}
	for i := len(order) - 1; i >= 0; i-- {
		v := order[i]
		for k, u := range v.from {
			grad[u] += grad[v] * v.slope[k]
		}
	}
	return grad
}
