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
	bAt      *int // the distance of each row of B from the first
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
	panels []panel
	packed []float64
	at     [3][]int // for each width of a panel, the distance in bytes of its rows from the first
	_      [128]byte
}

// panel is columns of B, as many as a tile has or fewer, and where they begin in C.
type panel struct {
	col, cols int
	vectors   int
	b         *float64
	bAt       *int
	packed    []float64 // a copy of them, where b begins; nil where they stay in place
}

var workers freeList[worker]

// Part does one part for this block of steps: so few panels that they stay in the second
// cache, and strip after strip, which stays in the nearest one while it meets them all.
func (j *job) Part(part int) {
	w := workers.get()
	defer workers.put(w)
	down, across := part%j.down, part/j.down
	if j.byRows {
		down, across = part/j.across, part%j.across
	}
	row, end := min(j.m, j.strips*down/j.down*j.height), min(j.m, j.strips*(down+1)/j.down*j.height)
	w.layOut(j, j.panels*across/j.across, j.panels*(across+1)/j.across, end-row)
	w.tile = tile{
		k: j.k1 - j.k0, aStep: 8 * j.a.col,
		startRow: 8 * j.start.row, cRow: 8 * j.c.row,
		rate: j.rate,
	}
	if j.update {
		w.update = 1
	}
	if len(j.ofA) > 0 {
		w.aStep = 8 * j.height
	}
	for _, h := range j.tiles {
		for ; row+h.rows <= end; row += h.rows {
			a, distance := j.strip(row)
			for r := range h.rows {
				if j.a.rows != nil {
					w.a[r] = &j.a.from(row+r, j.k0)[0]
				} else {
					w.a[r] = &a[r*distance]
				}
			}
			start, c := j.start.from(row, 0), j.c.from(row, 0)
			for i := range w.panels {
				p := &w.panels[i]
				w.b, w.bAt = p.b, p.bAt
				w.start, w.c = &start[p.col*j.start.col], &c[p.col]
				w.tail = p.cols - (p.vectors-1)*j.lanes
				h.widths[p.vectors-1]((*byte)(unsafe.Pointer(&w.tile)))
			}
		}
	}
	w.tile = tile{}
	clear(w.panels)
}

// layOut finds the panels from first up to after, and packs those that lie badly.
func (w *worker) layOut(j *job, first, after, rows int) {
	all := (j.n + j.lanes - 1) / j.lanes // vectors in a row
	steps := j.k1 - j.k0
	size := (all*after/j.panels - all*first/j.panels) * j.lanes * steps
	w.packed = slices.Grow(w.packed[:0], size)[:size]
	dst := w.packed
	w.panels = w.panels[:0]
	inPlace := 0
	for i := first; i < after; i++ {
		from, to := all*i/j.panels, all*(i+1)/j.panels
		p := panel{col: from * j.lanes, cols: min(j.n, to*j.lanes) - from*j.lanes, vectors: to - from}
		if j.b.col != 1 || p.cols%j.lanes != 0 || j.b.row%512 == 0 && rows > 2*j.height {
			width := p.vectors * j.lanes
			p.packed, dst = dst[:width*steps], dst[width*steps:]
			if p.cols < width {
				clear(p.packed)
			}
			p.b, p.bAt = &p.packed[0], &w.rowsAt(p.vectors, width, steps)[0]
		} else {
			p.b, p.bAt = &j.b.data[p.col], &j.bAt[j.k0]
			inPlace++
		}
		w.panels = append(w.panels, p)
	}
	j.pack(w.panels[inPlace:])
}

// rowsAt returns the distances in bytes of so many rows of a panel from the first.
func (w *worker) rowsAt(vectors, width, rows int) []int {
	at := &w.at[vectors-1]
	if len(*at) < rows || rows > 1 && (*at)[1] != 8*width { // that of another instruction set
		*at = slices.Grow((*at)[:0], rows)[:rows]
		for p := range *at {
			(*at)[p] = 8 * width * p
		}
	}
	return (*at)[:rows]
}
