package gemm

import (
	"slices"
	"unsafe"
)

// kernels are the tiles of one instruction set.
type kernels struct {
	lanes         int // float64 in a vector
	height, width int // rows and columns of the largest tile
	tiles         []heightOf
	transpose4    func(dst *float64, dstStep uintptr, src *float64, srcRow uintptr, n int)
}

// heightOf has the kernels of one height, by the number of vectors less 1.
type heightOf struct {
	rows   int
	widths [3]func(t *byte)
}

// tile is what a kernel is told. Its fields are eight bytes long, and the generator
// knows their order. Steps and distances between rows are in bytes.
type tile struct {
	k        int
	a        [8]*float64 // where each row begins
	aStep    int
	b        *float64
	bStep    int
	start    *float64
	startRow int
	c        *float64
	cRow     int
	rate     float64
	update   int // not 0: C ← C + rate·sum instead of C = sum
	tail     int // columns in the last vector
}

// worker is the memory of one part at work.
type worker struct {
	_ [128]byte // two processors must not write to one line of the cache
	tile
	panel []float64
	_     [128]byte
}

var workers freeList[worker]

// Part does one group of strips in one panel, for this block of steps.
func (j *job) Part(part int) {
	w := workers.get()
	defer workers.put(w)
	panel, group := part/j.groups, part%j.groups
	if j.byRows {
		group, panel = part/j.panels, part%j.panels
	}
	row, end := min(j.m, j.strips*group/j.groups*j.height), min(j.m, j.strips*(group+1)/j.groups*j.height)
	all := (j.n + j.lanes - 1) / j.lanes // vectors in a row
	first, after := all*panel/j.panels, all*(panel+1)/j.panels
	col, vectors := first*j.lanes, after-first
	cols := min(j.n, after*j.lanes) - col
	steps := j.k1 - j.k0

	var b []float64
	bRow := j.b.row
	if j.b.col != 1 || j.b.rows != nil || cols%j.lanes != 0 || bRow%128 == 0 && end-row > 2*j.height {
		bRow = vectors * j.lanes
		w.panel = slices.Grow(w.panel[:0], bRow*steps)[:bRow*steps]
		if j.b.rows == nil {
			j.pack(w.panel, bRow, j.b.from(j.k0, col), cols, steps, matrix{row: j.b.col, col: j.b.row})
		} else {
			for p := range steps {
				clear(w.panel[p*bRow+cols : (p+1)*bRow])
				copy(w.panel[p*bRow:p*bRow+cols], j.b.from(j.k0+p, col))
			}
		}
		b = w.panel
	} else {
		b = j.b.from(j.k0, col)
	}
	w.tile = tile{
		k: steps, aStep: 8 * j.a.col,
		b: &b[0], bStep: 8 * bRow,
		startRow: 8 * j.start.row, cRow: 8 * j.c.row,
		rate: j.rate, tail: cols - (vectors-1)*j.lanes,
	}
	if j.update {
		w.update = 1
	}
	for _, h := range j.tiles {
		for ; row+h.rows <= end; row += h.rows {
			for r := range h.rows {
				w.a[r] = &j.a.from(row+r, j.k0)[0]
			}
			w.start = &j.start.from(row, col)[0]
			w.c = &j.c.from(row, col)[0]
			h.widths[vectors-1]((*byte)(unsafe.Pointer(&w.tile)))
		}
	}
	w.tile = tile{}
}

// pack writes dst, steps×width, from src with element (i, step) at i·row + step·col,
// for i < n ≤ width, and 0 from there on.
func (k *kernels) pack(dst []float64, width int, src []float64, n, steps int, layout matrix) {
	if n < width {
		clear(dst)
	}
	if layout.col != 1 {
		for p := range steps {
			copy(dst[p*width:p*width+n], src[p*layout.col:])
		}
		return
	}
	fours := steps &^ 3
	i := 0
	for ; i+4 <= n && fours > 0; i += 4 {
		k.transpose4(&dst[i], uintptr(8*width), &src[i*layout.row], uintptr(8*layout.row), fours)
	}
	for r := range n {
		from := 0
		if r < i {
			from = fours
		}
		for p := from; p < steps; p++ {
			dst[p*width+r] = src[r*layout.row+p]
		}
	}
}
