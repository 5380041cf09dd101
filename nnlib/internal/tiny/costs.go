package tiny

import (
	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/internal/cpu"
	"dlmath/nnlib/internal/gemm"
)

// Chunk is the most points that pass through the engine at once: a multiple of the
// groups of points that the assembly takes.
const Chunk = 96

// plane holds points with their components apart: k of point i is at [k][i].
type plane [Places][Chunk]float64

// held is a plane of points of a data set.
type held struct {
	at        *plane
	m, stride int
	from      []float64 // what it was filled with
}

// fill takes m rows of n numbers, and zeros for the points that follow. Where they are
// those that stand there already, as with a small set after each step, it does nothing
// and returns false.
func (v *held) fill(data []float64, stride, n, m int) bool {
	data = data[:(m-1)*stride+n]
	if m == v.m && stride == v.stride && arith.SameBits(data, v.from) {
		return false
	}
	v.at.fill(data, stride, n, m)
	v.m, v.stride, v.from = m, stride, append(v.from[:0], data...)
	return true
}

// fill takes m rows of n numbers, and zeros for the points that follow.
func (v *plane) fill(data []float64, stride, n, m int) {
	done := 0
	if n == 2 && stride == 2 { // points of the plane
		done = v.split(data)
	}
	for k := range n {
		at := done*stride + k
		for i := done; i < m; i++ {
			v[k][i] = data[at]
			at += stride
		}
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
	if !e.pass(level, e.y.at, len(dst)) {
		return false
	}
	copy(dst, e.costs[:])
	return true
}

// fill takes the first m points.
func (e *Engine) fill(points Points, m int) {
	if e.x.fill(points.X, points.XStride, e.sizes[0], m) {
		e.passed = 0
	}
	e.y.fill(points.Y, points.YStride, e.sizes[len(e.sizes)-1], m)
}

// pass passes the first m points forward, as forward does.
func (e *Engine) pass(level cpu.SIMD, y *plane, m int) bool {
	e.passed = 0
	if e.forward(level, y, m) {
		e.passed = m
	}
	return e.passed > 0
}

// Outputs writes to dst, row by row, the outputs a^[L] of the first m points, at most
// Chunk, with the parameters p. It returns false where [Engine.Costs] would.
func (e *Engine) Outputs(dst, p, x []float64, stride, m int) bool {
	level := cpu.Level()
	if level == cpu.Portable {
		return false
	}
	e.load(p)
	e.x.m = 0 // no longer what it was filled with
	e.x.at.fill(x[:(m-1)*stride+e.sizes[0]], stride, e.sizes[0], m)
	if !e.pass(level, nil, m) {
		return false
	}
	e.rows(dst, len(e.sizes)-1, m)
	return true
}

// rows writes a^[l+1] of the first m points to dst, row by row.
func (e *Engine) rows(dst []float64, l, m int) {
	n, a, done := e.sizes[l], &e.out[l-1], 0
	if n == 2 {
		done = a.join(dst[:2*m])
	}
	for j := range n {
		at := done*n + j
		for _, v := range a[j][done:m] {
			dst[at] = v
			at += n
		}
	}
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
		e.rows(a[l], l, m)
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
		e.delta = make([]float64, 2*Places*fewPoints)
		e.jacT = make([]float64, fewPoints*(len(e.loaded)+1)) // and room for what begins where it ends
	}
	for j := range n {
		d := e.delta[j*fewPoints:][:m]
		for i, a := range e.out[len(e.out)-1][j][:m] {
			d[i] = seeds[i*n+j] * (a * (1 - a))
		}
	}
	e.derivatives()
	gemm.Transpose(dst, stride, e.jacT, fewPoints, len(e.loaded), m)
}

// StepsWithCosts does [Engine.Steps] and writes to costs[i] the sum of the costs of the
// first m points, at most Chunk, after step i; all rows are among these points. It returns
// how many steps it has done, and whether there is a cost after the last of them.
//
// It takes less time than the steps and the costs by themselves: to find a cost, all
// points pass forward, and the next step needs but the way back of one of them.
func (e *Engine) StepsWithCosts(costs, p []float64, points Points, m int, rows []int, rates []float64) (done int, costed bool) {
	level := cpu.Level()
	if level == cpu.Portable {
		return e.Steps(p, points, rows[:1], rates), false
	}
	e.load(p)
	e.fill(points, m)
	if e.passed < m && !e.pass(level, e.y.at, m) {
		return 0, false
	}
	costed = true
	for done < len(rows) && costed {
		e.stepBack(rows[done], rates[done])
		costed = e.pass(level, e.y.at, m)
		sum := 0.0
		for _, c := range e.costs[:m] {
			sum += c
		}
		costs[done] = sum // of no meaning where the points did not pass
		done++
	}
	e.store(p)
	return done, costed
}
