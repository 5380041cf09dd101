package tape

import (
	"math"
	"testing"
)

func TestGradients(t *testing.T) {
	x, y := New(3), New(-2)
	// f = x·y + x·x, with x used three times
	f := x.Mul(y).Add(x.Mul(x))
	if g := f.Gradients(); f.V != 3 || g[x] != 4 || g[y] != 3 {
		t.Errorf("f = %g, ∂f/∂x = %g, ∂f/∂y = %g; want 3, 4, 3", f.V, g[x], g[y])
	}
	h := x.Exp().Div(x).Sub(x.Log()).Add(y.Max0()) // eˣ/x − log x + max(0, y)
	want := math.Exp(3)/3 - math.Exp(3)/9 - 1.0/3
	if g := h.Gradients(); math.Abs(g[x]-want) > 1e-14 || g[y] != 0 {
		t.Errorf("∂h/∂x = %g, ∂h/∂y = %g; want %g, 0", g[x], g[y], want)
	}
}
