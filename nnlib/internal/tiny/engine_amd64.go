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
