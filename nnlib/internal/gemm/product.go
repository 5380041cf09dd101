package gemm

import (
	"runtime"
	"slices"

	"dlmath/nnlib/internal/parallel"
)

const (
	smallest    = 256     // multiply-adds from which on vector code is faster
	shared      = 1 << 17 // and from which on several processors are
	stepsMost   = 600     // between two stores of a chain: so many rows of B stay in the cache
	secondCache = 1 << 16 // numbers of B that stay in it while all of A goes by
	farApart    = 1 << 17 // numbers between the first and last of a column of A, from which on it is packed
	stepsPacked = 300     // then, between two stores: so many columns of A stay in the second cache
)

// matrix is a view of numbers: element (i, j) is data[i·row + j·col], or with rows
// data[rows[i]·row + j·col].
type matrix struct {
	data     []float64
	row, col int
	rows     []int
}

func (x *matrix) from(i, j int) []float64 {
	if x.rows != nil {
		i = x.rows[i]
	}
	return x.data[i*x.row+j*x.col:]
}

// product is C = start + A B, or C ← C + rate·(start + A B) where update is set: C is
// m×n, A is m×k, B is k×n. Element (i, j) is one chain that begins at start_ij. The
// columns of C lie side by side, and so do those of start.
type product struct {
	m, n, k        int
	a, b, start, c matrix
	rate           float64
	update         bool

	// byRows gives a processor rows of C, not columns: those that it has in its cache
	// from another product.
	byRows bool
}

var (
	none = matrix{data: make([]float64, 24)} // 0 everywhere, for any panel of start
	one  = [1]float64{1}
)

// worthwhile reports whether vector code does an m×n product over k steps, and faster.
func worthwhile(m, n, k int) bool { return inUse() != nil && m*n*k >= smallest }

// job is a product at work: its blocks of steps one after the other, in each its parts at
// the same time.
type job struct {
	product
	*kernels
	k0, k1 int       // this block of steps
	ofA    []float64 // A in this block, strip after strip, where it is packed; else empty
	bAt    []int     // the distance in bytes of each row of B from the first number

	strips, panels int // rows and columns of tiles
	down, across   int // parts that C is cut into, by strips and by panels
}

var jobs freeList[job]

func run(p product) {
	j := jobs.get()
	defer jobs.put(j)
	j.product, j.kernels = p, inUse()
	j.panels = (p.n + j.width - 1) / j.width
	j.strips = (p.m + j.height - 1) / j.height
	procs := 1
	if p.m*p.n*p.k >= shared {
		procs = runtime.GOMAXPROCS(0)
	}
	// Steps go so far down a column that a strip takes a line of the cache and a page for
	// each: then its rows are copied, to lie side by side.
	far := p.a.col > 1 && p.a.col*p.k >= farApart && j.panels > 2
	blocks, most := 1, stepsMost
	if far {
		most = stepsPacked
	}
	if !p.update {
		blocks = (p.k + most - 1) / most
	}
	j.cut(procs, p.k/blocks)
	j.bAt = slices.Grow(j.bAt[:0], p.k)[:p.k]
	for step := range j.bAt {
		row := step
		if p.b.rows != nil {
			row = p.b.rows[step]
		}
		j.bAt[step] = 8 * p.b.row * row
	}
	for block := range blocks {
		j.k0, j.k1 = p.k*block/blocks, p.k*(block+1)/blocks
		if block > 0 {
			j.start = j.c // the chains go on
		}
		if j.ofA = j.ofA[:0]; far {
			j.packStrips(procs)
		}
		each(j.down*j.across, j, procs)
	}
	j.product = product{} // keep nothing of the caller's alive
}

// cut finds the parts for blocks of so many steps.
func (j *job) cut(procs, steps int) {
	together := max(1, secondCache/(j.width*steps))
	j.down, j.across = 1, (j.panels+together-1)/together
	if procs == 1 {
		return
	}
	parts := 4 // or more for each processor, so that none waits long for another
	if j.byRows {
		j.down = min(j.strips, procs)
	} else {
		parts *= procs
		j.across = (j.across + procs - 1) / procs * procs
		j.down = min(j.strips, (2*procs+j.panels-1)/j.panels)
	}
	j.across = min(j.panels, max(j.across, parts))
}

// each does the parts of a task. For a small product procs is 1: it wakes nobody.
func each(parts int, task parallel.Task, procs int) {
	if procs > 1 {
		parallel.Do(parts, task)
		return
	}
	for part := range parts {
		task.Part(part)
	}
}
