package tiny

import "dlmath/nnlib/internal/cpu"

//go:generate go -C ../gen run ./tiny -out ../tiny/tiny_amd64.s -stubs ../tiny/stubs_amd64.go -pkg tiny

// steps is Steps on the parameters in the layers.
func (e *Engine) steps(level cpu.SIMD, points Points, rows []int, rates []float64) int {
	if len(rows) == 0 {
		return 0
	}
	net, layers := e.first(), len(e.layers)
	x, y, xStride, yStride := &points.X[0], &points.Y[0], 8*points.XStride, 8*points.YStride
	steps := steps4AVX2
	switch {
	case e.wide && level == cpu.AVX512:
		steps = steps8AVX512
	case e.wide:
		steps = steps8AVX2
	}
	return steps(net, layers, x, y, xStride, yStride, &rows[0], &rates[0], len(rows))
}

// forward passes the m points in e.x forward, to e.out. Where there are targets y, it
// writes their costs to e.costs. It returns false where it cannot.
func (e *Engine) forward(level cpu.SIMD, y *plane, m int) bool {
	forward, group := forwardAVX2, fewPoints
	if level == cpu.AVX512 && m > group {
		forward, group = forwardAVX512, 16
	}
	return forward(e.first(), len(e.layers), e.x.at.first(), y.first(), e.out[0].first(), &e.costs[0], (m+group-1)/group) == 1
}

// stepBack does a step with a point that has passed forward to e.out with the parameters
// in the layers.
func (e *Engine) stepBack(point int, rate float64) {
	step := stepBack4AVX2
	if e.wide {
		step = stepBack8AVX2
	}
	e.passed = 0
	step(e.first(), len(e.layers), e.x.at.first(), e.y.at.first(), e.out[0].first(), 8*point, rate)
}

// derivatives passes the δ in e.delta back through the layers, and fills e.jacT.
func (e *Engine) derivatives() {
	top := len(e.layers) - 1
	derivativesAVX2(&e.layers[top].col[0][0], len(e.layers), e.x.at.first(), e.out[0].first(), &e.delta[0], &e.jacT[fewPoints*len(e.loaded)])
}

// first returns where the plane begins, or nil.
func (v *plane) first() *float64 {
	if v == nil {
		return nil
	}
	return &v[0][0]
}

// split takes rows of two numbers apart, by fours, and returns how many rows it has done.
func (v *plane) split(rows []float64) int {
	n := len(rows) / 2 &^ 3
	if n > 0 {
		splitAVX2(&rows[0], &v[0][0], &v[1][0], n)
	}
	return n
}

// join writes points of two components as rows, by fours, and returns how many it has done.
func (v *plane) join(rows []float64) int {
	n := len(rows) / 2 &^ 3
	if n > 0 {
		joinAVX2(&rows[0], &v[0][0], &v[1][0], n)
	}
	return n
}
