package gemm

import "slices"

// pack writes the columns of B in this block of steps to the panels, which lie side by
// side: those of a step come together where they are neighbours.
func (j *job) pack(panels []panel) {
	if j.b.col != 1 {
		for _, p := range panels {
			Transpose(p.packed, p.vectors*j.lanes, j.b.from(j.k0, p.col), j.b.col, p.cols, j.k1-j.k0)
		}
		return
	}
	if len(panels) == 0 {
		return
	}
	for step := range j.k1 - j.k0 {
		row := j.b.from(j.k0+step, panels[0].col)
		for i := range panels {
			p := &panels[i]
			copy(p.packed[step*p.vectors*j.lanes:][:p.cols], row)
			row = row[min(p.cols, len(row)):]
		}
	}
}

// stepsToPack is how many steps of A a processor copies at a time.
const stepsToPack = 16

// packing is a job that copies A; its parts are some steps each.
type packing struct{ *job }

// Part copies some steps.
func (j packing) Part(part int) {
	steps, h := j.k1-j.k0, j.height
	first, after := part*stepsToPack, min(steps, (part+1)*stepsToPack)
	for p := first; p < after; p++ {
		column := j.a.from(0, j.k0+p)[:j.m]
		to := j.ofA[p*h:]
		for ; len(column) >= h; column = column[h:] {
			for i := 0; i < h; i += 4 {
				*(*[4]float64)(to[i:]) = *(*[4]float64)(column[i:])
			}
			to = to[min(h*steps, len(to)):]
		}
		copy(to, column)
	}
}

// packStrips copies this block of A.
func (j *job) packStrips(procs int) {
	steps := j.k1 - j.k0
	j.ofA = slices.Grow(j.ofA, j.strips*steps*j.height)[:j.strips*steps*j.height]
	each((steps+stepsToPack-1)/stepsToPack, packing{j}, procs)
}

// strip returns this block of A from a row on, and how far from one another the rows of
// a tile begin.
func (j *job) strip(row int) (a []float64, distance int) {
	if len(j.ofA) > 0 {
		return j.ofA[row/j.height*j.height*(j.k1-j.k0)+row%j.height:], 1
	}
	return j.a.from(row, j.k0), j.a.row
}

// blockOfSteps is how many columns are transposed before those that follow: so few that
// the lines they go to stay in the nearest cache until they are complete.
const blockOfSteps = 128

// transpose is Transpose for at least four rows and columns.
func (k *kernels) transpose(dst []float64, dstRow int, src []float64, srcRow, m, n int) {
	four := func(i, p, steps int) {
		k.transpose4(&dst[p*dstRow+i], uintptr(8*dstRow), &src[i*srcRow+p], uintptr(8*srcRow), steps)
	}
	for p := 0; p < n; p += blockOfSteps {
		steps := min(blockOfSteps, n-p)
		for i := 0; i < m; i += 4 {
			i := min(i, m-4) // the last four rows and columns are done again where they are not fours
			if steps >= 4 {
				four(i, p, steps&^3)
			}
			if steps%4 != 0 {
				four(i, p+steps-4, 4)
			}
		}
	}
}
