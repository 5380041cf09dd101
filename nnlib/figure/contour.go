package figure

import "gonum.org/v1/plot/plotter"

// sampled is a function of the plane, known at the crossings of a grid.
type sampled struct {
	x, y []float64 // ascending
	f    []float64 // f[j*len(x)+i] at (x[i], y[j])
}

// at returns the value at crossing (i, j). Outside the grid the function counts as
// negative, so that the border of the rectangle closes every region.
func (s sampled) at(i, j int) float64 {
	if i < 0 || j < 0 || i >= len(s.x) || j >= len(s.y) {
		return -1
	}
	return s.f[j*len(s.x)+i]
}

// corner returns where crossing (i, j) lies; those outside lie on the border.
func (s sampled) corner(i, j int) plotter.XY {
	i = min(max(i, 0), len(s.x)-1)
	j = min(max(j, 0), len(s.y)-1)
	return plotter.XY{X: s.x[i], Y: s.y[j]}
}

// edge joins crossing (I, J) to the next one, to the right or upwards.
type edge struct {
	I, J     int
	Vertical bool
}

// zero returns the point of an edge where the function, taken as linear, is 0.
func (s sampled) zero(e edge) plotter.XY {
	i, j := e.I+1, e.J
	if e.Vertical {
		i, j = e.I, e.J+1
	}
	a, b := s.corner(e.I, e.J), s.corner(i, j)
	va, vb := s.at(e.I, e.J), s.at(i, j)
	t := va / (va - vb)
	return plotter.XY{X: a.X + t*(b.X-a.X), Y: a.Y + t*(b.Y-a.Y)}
}

// outlines returns the closed outlines of the region where the function is
// positive, by marching squares. The region lies to the left of each outline, so
// that holes run the other way round.
func (s sampled) outlines() []plotter.XYs {
	next := map[edge]edge{}
	var starts []edge // in order, so that the outlines are too
	for j := -1; j < len(s.y); j++ {
		for i := -1; i < len(s.x); i++ {
			for _, seg := range s.segments(i, j) {
				next[seg[0]] = seg[1]
				starts = append(starts, seg[0])
			}
		}
	}
	var loops []plotter.XYs
	for _, start := range starts {
		var loop plotter.XYs
		for e, ok := next[start]; ok; e, ok = next[start] {
			delete(next, start)
			loop = append(loop, s.zero(start))
			start = e
		}
		if loop != nil {
			loops = append(loops, loop)
		}
	}
	return loops
}

// segments returns the pieces of outline in the cell to the right of and above
// crossing (i, j), each from an edge to an edge.
func (s sampled) segments(i, j int) [][2]edge {
	// Corners and edges anticlockwise; edge k leads from corner k to corner k+1.
	v := [4]float64{s.at(i, j), s.at(i+1, j), s.at(i+1, j+1), s.at(i, j+1)}
	edges := [4]edge{{i, j, false}, {i + 1, j, true}, {i, j + 1, false}, {i, j, true}}
	var leaves, enters []edge // where the way round the cell leaves the region and enters it
	for k := range 4 {
		inside, after := v[k] > 0, v[(k+1)%4] > 0
		if inside && !after {
			leaves = append(leaves, edges[k])
		}
		if !inside && after {
			enters = append(enters, edges[k])
		}
	}
	switch len(leaves) {
	case 0:
		return nil
	case 1:
		return [][2]edge{{leaves[0], enters[0]}}
	}
	// A saddle: the sign in the middle says whether opposite corners belong together.
	joined := v[0]+v[1]+v[2]+v[3] > 0
	if joined == (v[0] > 0) {
		return [][2]edge{{leaves[0], enters[0]}, {leaves[1], enters[1]}}
	}
	return [][2]edge{{leaves[0], enters[1]}, {leaves[1], enters[0]}}
}
