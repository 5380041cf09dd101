package tiny

import (
	"slices"
	"unsafe"

	"dlmath/nnlib/internal/cpu"
)

//go:generate go -C ../gen run ./tiny -out ../tiny/tiny_amd64.s -stubs ../tiny/stubs_amd64.go -pkg tiny

// steps is Steps on the parameters in the layers.
func (e *Engine) steps(level cpu.SIMD, points Points, rows []int, rates []float64) int {
	if len(rows) == 0 {
		return 0
	}
	net, layers, n := &e.layers[0].col[0][0], len(e.layers), len(rows)
	x, y, xStride, yStride := &points.X[0], &points.Y[0], 8*points.XStride, 8*points.YStride
	wide := slices.Max(e.sizes) > 4
	switch {
	case level == cpu.AVX512 && wide:
		return steps8AVX512(net, layers, x, y, xStride, yStride, &rows[0], &rates[0], n)
	case level == cpu.AVX512:
		return steps4AVX512(net, layers, x, y, xStride, yStride, &rows[0], &rates[0], n)
	case wide:
		return steps8AVX2(net, layers, x, y, xStride, yStride, &rows[0], &rates[0], n)
	}
	return steps4AVX2(net, layers, x, y, xStride, yStride, &rows[0], &rates[0], n)
}

// forward passes the m points in e.x forward. It writes their costs with the targets y
// to out or, where y is nil, their outputs. It returns false where it cannot.
func (e *Engine) forward(level cpu.SIMD, y, out *float64, m int) bool {
	net, layers, scratch := &e.layers[0].col[0][0], len(e.layers), &e.scratch[0][0][0]
	const stride = 8 * Chunk
	from := 0
	if level == cpu.AVX512 {
		vectors := (m + 3) / 8 // a remainder of up to 4 points fits the shorter vector
		if vectors > 0 && forwardAVX512(net, layers, &e.x[0][0], y, out, stride, vectors, scratch) < vectors {
			return false
		}
		from = 8 * vectors
	}
	vectors := (m - from + 3) / 4
	if vectors <= 0 {
		return true
	}
	if y != nil {
		y = (*float64)(unsafe.Add(unsafe.Pointer(y), 8*from))
	}
	out = (*float64)(unsafe.Add(unsafe.Pointer(out), 8*from))
	return forwardAVX2(net, layers, &e.x[0][from], y, out, stride, vectors, scratch) == vectors
}
