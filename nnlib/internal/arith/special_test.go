package arith

import (
	"math"
	"testing"
)

func TestSpecialValues(t *testing.T) {
	inf, nan, negZero := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	const tiny, sub = math.SmallestNonzeroFloat64, 0x1.8p-1040
	for _, c := range []struct {
		name    string
		f       func(float64) float64
		x, want float64
	}{
		{"Exp", Exp, 0, 1},
		{"Exp", Exp, negZero, 1},
		{"Exp", Exp, sub, 1},
		{"Exp", Exp, inf, inf},
		{"Exp", Exp, -inf, 0},
		{"Exp", Exp, math.MaxFloat64, inf},
		{"Exp", Exp, -math.MaxFloat64, 0},
		{"Exp", Exp, math.Nextafter(0x1.62e42fefa39efp+9, inf), inf},
		{"Exp", Exp, -0x1.74910d52d3051p+9, tiny},
		{"Exp", Exp, math.Nextafter(-0x1.74910d52d3051p+9, -inf), 0},
		{"Exp", Exp, nan, nan},
		{"Log", Log, 0, -inf},
		{"Log", Log, negZero, -inf},
		{"Log", Log, 1, 0},
		{"Log", Log, 2, math.Ln2},
		{"Log", Log, tiny, -1074 * math.Ln2},
		{"Log", Log, inf, inf},
		{"Log", Log, -tiny, nan},
		{"Log", Log, -inf, nan},
		{"Log", Log, nan, nan},
		{"Log1p", Log1p, 0, 0},
		{"Log1p", Log1p, negZero, negZero},
		{"Log1p", Log1p, sub, sub},
		{"Log1p", Log1p, -tiny, -tiny},
		{"Log1p", Log1p, 1, math.Ln2},
		{"Log1p", Log1p, -1, -inf},
		{"Log1p", Log1p, inf, inf},
		{"Log1p", Log1p, math.Nextafter(-1, -2), nan},
		{"Log1p", Log1p, -inf, nan},
		{"Log1p", Log1p, nan, nan},
		{"Tanh", Tanh, 0, 0},
		{"Tanh", Tanh, negZero, negZero},
		{"Tanh", Tanh, -sub, -sub},
		{"Tanh", Tanh, tiny, tiny},
		{"Tanh", Tanh, 20, 1},
		{"Tanh", Tanh, -math.MaxFloat64, -1},
		{"Tanh", Tanh, inf, 1},
		{"Tanh", Tanh, -inf, -1},
		{"Tanh", Tanh, nan, nan},
		{"Sigmoid", Sigmoid, 0, 0.5},
		{"Sigmoid", Sigmoid, negZero, 0.5},
		{"Sigmoid", Sigmoid, tiny, 0.5},
		{"Sigmoid", Sigmoid, 38, 1},
		{"Sigmoid", Sigmoid, 701, 1},
		{"Sigmoid", Sigmoid, inf, 1},
		{"Sigmoid", Sigmoid, -inf, 0},
		{"Sigmoid", Sigmoid, -0x1.74910d52d3051p+9, tiny},
		{"Sigmoid", Sigmoid, -math.MaxFloat64, 0},
		{"Sigmoid", Sigmoid, nan, nan},
		{"Softplus", Softplus, 0, math.Ln2},
		{"Softplus", Softplus, negZero, math.Ln2},
		{"Softplus", Softplus, 37, 37},
		{"Softplus", Softplus, math.MaxFloat64, math.MaxFloat64},
		{"Softplus", Softplus, -0x1.74910d52d3051p+9, tiny},
		{"Softplus", Softplus, inf, inf},
		{"Softplus", Softplus, -inf, 0},
		{"Softplus", Softplus, nan, nan},
	} {
		got := c.f(c.x)
		if math.Float64bits(got) != math.Float64bits(c.want) {
			t.Errorf("%s(%v) = %v (%#x), want %v (%#x)", c.name, c.x,
				got, math.Float64bits(got), c.want, math.Float64bits(c.want))
		}
	}
}

// A signalling or negative NaN must come out as the one NaN that Go knows.
func TestOneNaN(t *testing.T) {
	want := math.Float64bits(math.NaN())
	for _, b := range []uint64{0x7ff0000000000001, 0xfff8000000000000, 0xffffffffffffffff} {
		for _, fn := range functions {
			if got := math.Float64bits(fn.f(math.Float64frombits(b))); got != want {
				t.Errorf("%s(NaN %#x) = %#x, want %#x", fn.name, b, got, want)
			}
		}
	}
}

// Where a function is the identity or another function, it is so to the bit.
func TestLimits(t *testing.T) {
	same := func(name string, x, got, want float64) {
		if math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%s(%v) = %v, want %v", name, x, got, want)
		}
	}
	for x := math.Nextafter(0x1p-53, 0); x > 0x1p-1070; x *= 0.83 {
		same("Log1p", x, Log1p(x), x)
		same("Log1p", -x, Log1p(-x), -x)
	}
	for x := math.Nextafter(0x1p-27, 0); x > 0x1p-1070; x *= 0.83 {
		same("Tanh", x, Tanh(x), x)
	}
	for z := 38.0; z < 1e300; z *= 1.07 {
		same("Sigmoid", z, Sigmoid(z), 1)
		same("Softplus", z, Softplus(z), z)
		same("Softplus", -z, Softplus(-z), Exp(-z))
		if z > far {
			same("Sigmoid", -z, Sigmoid(-z), Exp(-z))
		}
	}
}

func TestTanhIsOdd(t *testing.T) {
	for x := 0x1p-1022; x < 1e300; x *= 1.37 {
		if Tanh(-x) != -Tanh(x) {
			t.Errorf("Tanh(%v) = %v, but Tanh(%v) = %v", -x, Tanh(-x), x, Tanh(x))
		}
	}
}

func TestElementaryDoNotAllocate(t *testing.T) {
	for _, fn := range functions {
		if n := testing.AllocsPerRun(100, func() { fn.f(0.3); fn.f(-720) }); n != 0 {
			t.Errorf("%s allocates %v times", fn.name, n)
		}
	}
}
