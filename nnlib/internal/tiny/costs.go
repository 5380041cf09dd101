package tiny

import "dlmath/nnlib/internal/cpu"

// Chunk is the most points that pass through the engine at once: a multiple of the
// groups of points that the assembly takes.
const Chunk = 96

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
		clear(v[k][m:min(m+16, Chunk)])
	}
}

// Costs writes to each dst[i], for at most Chunk points, the quadratic cost of point i
// with the parameters p. It returns false, and leaves the work to others, where it
// meets |z| > 700 or NaN, or there is no vector code.
func (e *Engine) Costs(dst, p []float64, points Points) bool {
	level := cpu.Level()
	if level == cpu.Portable {
		return false
	}
	e.load(p)
	e.fill(points, len(dst))
	if !e.forward(level, &e.y[0][0], &e.out[0][0], len(dst)) {
		return false
	}
	copy(dst, e.out[0][:])
	return true
}

// fill takes the first m points.
func (e *Engine) fill(points Points, m int) {
	e.x.fill(points.X, points.XStride, e.sizes[0], m)
	e.y.fill(points.Y, points.YStride, e.sizes[len(e.sizes)-1], m)
}

// StepsWithCosts does [Engine.Steps] and writes to costs[i] the sum of the costs of the
// first m points, at most Chunk, after step i. It returns how many steps it has done,
// and whether there is a cost after the last of them.
func (e *Engine) StepsWithCosts(costs, p []float64, points Points, m int, rows []int, rates []float64) (done int, costed bool) {
	level := cpu.Level()
	if level == cpu.Portable {
		return e.Steps(p, points, rows[:1], rates), false
	}
	e.load(p)
	defer e.store(p)
	e.fill(points, m)
	for i := range rows {
		if e.steps(level, points, rows[i:i+1], rates[i:i+1]) == 0 {
			return i, true
		}
		if !e.forward(level, &e.y[0][0], &e.out[0][0], m) {
			return i + 1, false
		}
		sum := 0.0
		for _, c := range e.out[0][:m] {
			sum += c
		}
		costs[i] = sum
	}
	return len(rows), true
}
