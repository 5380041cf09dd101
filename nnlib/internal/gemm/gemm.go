package gemm

import "dlmath/nnlib/internal/arith"

// Affine writes z = a Wᵀ + b for m points: z is m×out, a is m×in, w is out×in, all
// row by row. It is [arith.Affine]. With rows, here and below, a has more points than
// m, and point i is its row rows[i].
func Affine(z, a []float64, rows []int, w, b []float64, m, in, out int) {
	if !worthwhile(m, out, in) {
		if rows == nil {
			arith.Affine(z, a, w, b, m, in, out)
			return
		}
		for i, row := range rows {
			arith.Affine(z[i*out:], a[row*in:], w, b, 1, in, out)
		}
		return
	}
	run(product{
		m: m, n: out, k: in,
		a:     matrix{data: a, row: in, col: 1, rows: rows},
		b:     matrix{data: w, row: 1, col: in},
		start: matrix{data: b, row: 0, col: 1},
		c:     matrix{data: z, row: out, col: 1},
	})
}

// Transposed writes g = δ W for m points: g is m×in, delta is m×out, w is out×in. It
// is [arith.Transposed].
func Transposed(g, delta, w []float64, m, in, out int) {
	if !worthwhile(m, in, out) {
		arith.Transposed(g, delta, w, m, in, out)
		return
	}
	run(product{
		m: m, n: in, k: out,
		a:     matrix{data: delta, row: out, col: 1},
		b:     matrix{data: w, row: in, col: 1},
		start: none,
		c:     matrix{data: g, row: in, col: 1},
	})
}

// AddOuter adds δᵀ a to gw and the column sums of δ to gb, for m points: gw is
// out×in, delta is m×out, a is m×in. It is [arith.AddOuter].
func AddOuter(gw, gb, delta, a []float64, rows []int, m, in, out int) {
	if !worthwhile(out, in, m) {
		if rows == nil {
			arith.AddOuter(gw, gb, delta, a, m, in, out)
			return
		}
		for i, row := range rows {
			arith.AddOuter(gw, gb, delta[i*out:], a[row*in:], 1, in, out)
		}
		return
	}
	weights := outerProduct(delta, a, rows, m, in, out)
	weights.start = matrix{data: gw, row: in, col: 1}
	weights.c = weights.start
	run(weights)
	addColumns(gb, delta, m, out)
}

// Gram writes the upper triangle of g = JᵀJ, and leaves below it what may be. J is m×n,
// row by row, g is n×n. Element (i, k) is one chain that starts at 0 and runs over the
// rows of J.
func Gram(g, j []float64, m, n int) {
	if n < 48 || !worthwhile(n, n, m) {
		arith.Gram(g, j, m, n)
		return
	}
	run(product{
		m: n, n: n, k: m,
		a:     matrix{data: j, row: 1, col: n},
		b:     matrix{data: j, row: n, col: 1},
		start: none,
		c:     matrix{data: g, row: n, col: 1},
	})
}

// Transpose writes the m×n matrix src to the columns of dst: element (i, j), which is
// src[i·srcRow + j], becomes dst[j·dstRow + i].
func Transpose(dst []float64, dstRow int, src []float64, srcRow, m, n int) {
	if k := inUse(); k != nil && m >= 4 && n >= 4 {
		k.transpose(dst, dstRow, src, srcRow, m, n)
		return
	}
	for i := range m {
		at := i
		for _, v := range src[i*srcRow:][:n] {
			dst[at] = v
			at += dstRow
		}
	}
}

// Descend is AddOuter followed by a step of the weights w and the biases b along g and
// the column sums,
//
//	w ← fma(rate, g, w)    b ← fma(rate, gb, b)
//
// where g and gb go on from what gw and gb hold, or from 0 where fresh is set. It
// leaves in gw and gb numbers of no meaning.
func Descend(w, b []float64, rate float64, gw, gb, delta, a []float64, rows []int, m, in, out int, fresh bool) {
	if !worthwhile(out, in, m) {
		if fresh {
			clear(gw)
			clear(gb)
		}
		AddOuter(gw, gb, delta, a, rows, m, in, out)
		arith.AddScaled(w, rate, gw)
		arith.AddScaled(b, rate, gb)
		return
	}
	weights := outerProduct(delta, a, rows, m, in, out)
	weights.start = matrix{data: gw, row: in, col: 1}
	if fresh {
		weights.start = none
		clear(gb)
	}
	weights.c = matrix{data: w, row: in, col: 1}
	weights.update, weights.rate = true, rate
	run(weights)
	addColumns(gb, delta, m, out)
	arith.AddScaled(b, rate, gb)
}

// outerProduct returns δᵀ a.
func outerProduct(delta, a []float64, rows []int, m, in, out int) product {
	return product{
		m: out, n: in, k: m,
		a:      matrix{data: delta, row: 1, col: out},
		b:      matrix{data: a, row: in, col: 1, rows: rows},
		byRows: true,
	}
}

// addColumns adds the column sums of δ to gb, some rows at a time, which lie side by side.
// A fused multiply-add with 1 is an addition.
func addColumns(gb, delta []float64, m, out int) {
	const rows = 16
	for i := 0; i < m; i += rows {
		arith.Combine(gb[:out], one[:], 0, delta[i*out:], out, min(rows, m-i))
	}
}
