package tiny

import "dlmath/nnlib/internal/cpu"

// Chunk is the most points that pass through the engine at once.
const Chunk = 64

// lanes hold points with their components apart: k of point i is at [k][i].
type lanes [Places][Chunk]float64

// fill takes m rows of n numbers, and zeros for the points that follow.
func (v *lanes) fill(data []float64, stride, n, m int) {
	for i := range m {
		for k, x := range data[i*stride : i*stride+n] {
			v[k][i] = x
		}
	}
	for k := range n {
		clear(v[k][m:min(m+Places, Chunk)])
	}
}

// Costs writes to each dst[i], for at most Chunk points, the quadratic cost of point i
// with the parameters p. It returns false, and leaves the work to others, where it
// meets |z| > 700 or NaN, or there is no vector code.
func (e *Engine) Costs(dst, p []float64, points Points) bool {
	level, m := cpu.Level(), len(dst)
	if level == cpu.Portable {
		return false
	}
	e.load(p)
	e.x.fill(points.X, points.XStride, e.sizes[0], m)
	e.y.fill(points.Y, points.YStride, e.sizes[len(e.sizes)-1], m)
	if !e.forward(level, &e.y[0][0], &e.out[0][0], m) {
		return false
	}
	copy(dst, e.out[0][:m])
	return true
}
