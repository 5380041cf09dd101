package tiny

import "dlmath/nnlib/internal/cpu"

// Chunk is the most points that pass through the engine at once: a multiple of the
// groups of points that the assembly takes.
const Chunk = 96

// lanes hold points with their components apart: k of point i is at[k][i].
type lanes struct {
	at        [Places][Chunk]float64
	m, stride int
	from      []float64 // what they were filled with
}

// fill takes m rows of n numbers, and zeros for the points that follow.
func (v *lanes) fill(data []float64, stride, n, m int) {
	data = data[:(m-1)*stride+n]
	if m == v.m && stride == v.stride && bits(data) == bits(v.from) {
		return // most often: the same small set after each step
	}
	done := 0
	if n == 2 && stride == 2 { // points of the plane
		done = v.split(data)
	}
	for k := range n {
		at := done*stride + k
		for i := done; i < m; i++ {
			v.at[k][i] = data[at]
			at += stride
		}
		clear(v.at[k][m:min(m+16, Chunk)])
	}
	v.m, v.stride, v.from = m, stride, append(v.from[:0], data...)
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
	if !e.forward(level, &e.y.at[0][0], &e.out[0][0], len(dst)) {
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

// Outputs writes to dst, row by row, the outputs a^[L] of the first m points, at most
// Chunk, with the parameters p. It returns false where [Engine.Costs] would.
func (e *Engine) Outputs(dst, p, x []float64, stride, m int) bool {
	level := cpu.Level()
	if level == cpu.Portable {
		return false
	}
	e.load(p)
	e.x.fill(x, stride, e.sizes[0], m)
	if !e.forward(level, nil, &e.out[0][0], m) {
		return false
	}
	n := e.sizes[len(e.sizes)-1]
	done := 0
	if n == 2 {
		done = e.join(dst[:2*m])
	}
	for j := range n {
		at := done*n + j
		for _, a := range e.out[j][done:m] {
			dst[at] = a
			at += n
		}
	}
	return true
}

// fewPoints is the most that pass in one group.
const fewPoints = 12

// Activations writes to a[l−1], row by row, a^[l] of the first m points for l = 2, …, L
// with the parameters p. It returns false where [Engine.Costs] would, and for more than
// 12 points.
func (e *Engine) Activations(a [][]float64, p, x []float64, stride, m int) bool {
	top := len(e.sizes) - 1
	if m > fewPoints || !e.Outputs(a[top], p, x, stride, m) {
		return false
	}
	for l := 1; l < top; l++ {
		n := e.sizes[l]
		for j := range n {
			to := a[l][j:]
			for i, v := range e.scratch[l-1][j*fewPoints:][:m] {
				to[i*n] = v
			}
		}
	}
	return true
}

// Derivatives writes row by row to dst, a row every stride numbers, the derivatives by
// the parameters of a function of each point's outputs. The points and the parameters
// are those of the last call, which was to [Engine.Activations] and returned true. It
// finds the function's derivatives by the outputs in seeds, row by row.
func (e *Engine) Derivatives(dst []float64, stride int, seeds []float64) {
	n := e.sizes[len(e.sizes)-1]
	m := len(seeds) / n
	if e.jacT == nil {
		e.delta = aligned[scratch](2, 64)
		e.jacT = make([]float64, fewPoints*(len(e.held)+1)) // and room for what begins where it ends
	}
	for j := range n {
		d := e.delta[0][j*fewPoints:][:m]
		for i, a := range e.out[j][:m] {
			d[i] = seeds[i*n+j] * (a * (1 - a))
		}
	}
	e.derivatives()
	for k := range e.held {
		at := k
		for _, v := range e.jacT[k*fewPoints:][:m] {
			dst[at] = v
			at += stride
		}
	}
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
		if !e.forward(level, &e.y.at[0][0], &e.out[0][0], m) {
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
