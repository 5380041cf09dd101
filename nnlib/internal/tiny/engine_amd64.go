package tiny

import (
	"slices"

	"dlmath/nnlib/internal/cpu"
)

//go:generate go -C ../gen run ./tiny -out ../tiny/tiny_amd64.s -stubs ../tiny/stubs_amd64.go -pkg tiny

// steps is Steps on the parameters in the layers.
func (e *Engine) steps(level cpu.SIMD, points Points, rows []int, rates []float64) int {
	if len(rows) == 0 {
		return 0
	}
	net, layers := &e.layers[0].col[0][0], len(e.layers)
	x, y, xStride, yStride := &points.X[0], &points.Y[0], 8*points.XStride, 8*points.YStride
	steps := steps4AVX2
	switch wide := slices.Max(e.sizes) > 4; {
	case wide && level == cpu.AVX512:
		steps = steps8AVX512
	case wide:
		steps = steps8AVX2
	}
	return steps(net, layers, x, y, xStride, yStride, &rows[0], &rates[0], len(rows))
}

// forward passes the m points in e.x forward. It writes their costs with the targets y
// to out or, where y is nil, their outputs. It returns false where it cannot.
func (e *Engine) forward(level cpu.SIMD, y, out *float64, m int) bool {
	forward, group := forwardAVX2, fewPoints
	if level == cpu.AVX512 && m > group {
		forward, group = forwardAVX512, 16
	}
	groups := (m + group - 1) / group
	return forward(&e.layers[0].col[0][0], len(e.layers), &e.x.at[0][0], y, out, 8*Chunk, groups, &e.scratch[0][0]) == groups
}

// derivatives passes the δ in e.delta back through the layers, and fills e.jacT.
func (e *Engine) derivatives() {
	top := len(e.layers) - 1
	derivativesAVX2(&e.layers[top].col[0][0], len(e.layers), &e.x.at[0][0], 8*Chunk, &e.scratch[0][0], &e.delta[0][0],
		&e.jacT[fewPoints*len(e.held)])
}

// split takes rows of two numbers apart, by fours, and returns how many rows it has done.
func (v *lanes) split(rows []float64) int {
	n := len(rows) / 2 &^ 3
	if n > 0 {
		splitAVX2(&rows[0], &v.at[0][0], &v.at[1][0], n)
	}
	return n
}

// join writes the two outputs of points as rows, by fours, and returns how many it has done.
func (e *Engine) join(rows []float64) int {
	n := len(rows) / 2 &^ 3
	if n > 0 {
		joinAVX2(&rows[0], &e.out[0][0], &e.out[1][0], n)
	}
	return n
}
