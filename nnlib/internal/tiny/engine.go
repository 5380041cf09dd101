package tiny

import (
	"slices"
	"unsafe"

	"dlmath/nnlib/internal/arith"
	"dlmath/nnlib/internal/cpu"
)

// Places is the most units that a layer of a tiny network may have.
const Places = 8

// Engine does the arithmetic of one network. It is for one goroutine at a time.
type Engine struct {
	sizes  []int
	wide   bool      // a layer has more than 4 units
	layers []layer   // l = 2, …, L
	out    []plane   // a^[l] of the points that passed last, l = 2, …, L
	passed int       // how many of the points in x those are, with the parameters in the layers; 0 after a change
	delta  []float64 // of Derivatives: two layers' δ, a group of points for each unit
	jacT   []float64 // and what it finds, a group for each parameter
	col    []int     // where each parameter stands in the columns, as an index of float64 from layers[0]
	row    []int     // and in the rows; a bias stands in one place
	loaded []float64 // the parameters that stand there
	a, d   [][Places]float64
	x, y   *held
	costs  [Chunk]float64
}

type line [Places]float64

// layer is the memory of one layer l, as the assembly knows it. The empty places hold
// zeros, but for those of row, a and d, whose content means nothing.
type layer struct {
	col  [Places]line // W by columns, for the way forward: its lanes are the units of layer l
	bias line
	row  [Places]line // W by rows, for the way back: its lanes are the units of layer l−1
	a, d line
	mask [Places]int64 // −1 for a unit, 0 for an empty place
	in   int64         // n_{l−1}
	out  int64         // n_l
	_    [Places - 2]int64
}

// Fits says whether there can be an Engine for a sigmoid network of these sizes.
func Fits(sizes []int) bool {
	for _, n := range sizes {
		if n > Places {
			return false
		}
	}
	return true
}

// New returns an engine for a sigmoid network of sizes n₁, …, n_L that Fits.
func New(sizes []int) *Engine {
	e := &Engine{
		sizes:  sizes,
		wide:   slices.Max(sizes) > 4,
		layers: aligned[layer](len(sizes)-1, 64),
		out:    aligned[plane](len(sizes)-1, 64),
		x:      &held{at: &aligned[plane](1, 64)[0]},
		y:      &held{at: &aligned[plane](1, 64)[0]},
		a:      make([][Places]float64, len(sizes)),
		d:      make([][Places]float64, len(sizes)),
	}
	const floats = unsafe.Sizeof(float64(0))
	for l := range e.layers {
		in, out := sizes[l], sizes[l+1]
		y := &e.layers[l]
		y.in, y.out = int64(in), int64(out)
		start := l * int(unsafe.Sizeof(*y)/floats)
		bias, row := start+int(unsafe.Offsetof(y.bias)/floats), start+int(unsafe.Offsetof(y.row)/floats)
		for j := range out {
			y.mask[j] = -1
			for k := range in {
				e.col = append(e.col, start+Places*k+j)
				e.row = append(e.row, row+Places*j+k)
			}
		}
		for j := range out {
			e.col = append(e.col, bias+j)
			e.row = append(e.row, bias+j)
		}
	}
	e.loaded = make([]float64, len(e.col))
	return e
}

// aligned returns n values, the first at a multiple of align bytes. T has no pointers.
func aligned[T any](n int, align uintptr) []T {
	var t T
	room := make([]byte, uintptr(n)*unsafe.Sizeof(t)+align)
	skip := -uintptr(unsafe.Pointer(&room[0])) & (align - 1)
	return unsafe.Slice((*T)(unsafe.Pointer(&room[skip])), n)
}

func (e *Engine) first() *float64 { return &e.layers[0].col[0][0] }

// memory returns the layers as numbers, for col and row.
func (e *Engine) memory() []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(&e.layers[0])), len(e.layers)*int(unsafe.Sizeof(layer{})/8))
}

// load brings the parameters p into the layers, unless they stand there already.
func (e *Engine) load(p []float64) {
	if arith.SameBits(p, e.loaded) {
		return
	}
	e.passed = 0
	m := e.memory()
	for i, v := range p {
		m[e.col[i]] = v
		m[e.row[i]] = v
	}
	copy(e.loaded, p)
}

// store writes the parameters in the layers to p.
func (e *Engine) store(p []float64) {
	m, p := unsafe.Pointer(e.first()), p[:len(e.col)]
	for i, c := range e.col {
		p[i] = *(*float64)(unsafe.Add(m, 8*c))
	}
	copy(e.loaded, p)
}

// Points are a data set, row by row: x_k of point i is X[i·XStride + k].
type Points struct {
	X, Y             []float64
	XStride, YStride int
}

// Steps does steps of stochastic gradient descent on the parameters p for the quadratic
// cost: for each i the step p ← p − η ∇C, where C is the cost of the point rows[i] and
// η is rates[i]. It returns how many it has done. Those are all, unless the next meets
// |z| > 700 or NaN, which is left to others.
func (e *Engine) Steps(p []float64, points Points, rows []int, rates []float64) int {
	level := cpu.Level()
	if level == cpu.Portable {
		for i, row := range rows {
			e.step(p, points.X[row*points.XStride:], points.Y[row*points.YStride:], rates[i])
		}
		return len(rows)
	}
	e.load(p)
	e.passed = 0
	done := e.steps(level, points, rows, rates)
	e.store(p)
	return done
}
