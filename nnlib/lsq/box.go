package lsq

import "math"

// box is the bounds on a step δ, which move with x, and a guess of which of
// them hold it.
type box struct {
	lower, upper []float64
	held         []side // the guess, kept from step to step
	wanted       []side // what the step of that guess asks for instead
}

// side says where an unknown stands in a step: free, or held at a bound.
type side int8

const (
	free side = iota
	atLower
	atUpper
)

func newBox(n int) *box {
	return &box{make([]float64, n), make([]float64, n), make([]side, n), make([]side, n)}
}

// boundedStep solves the step as the strictly convex quadratic program that it
// is, by block principal pivoting: guess which unknowns are held at a bound,
// solve for the others, move each that stands on the wrong side, and again
// until none does. When moving all at once does not get on, one moves at a time.
//
// Source: J. J. Júdice and F. M. Pires, Computers & Operations Research 21(5), 1994.
func (t *tangent) boundedStep(lambda float64) bool {
	b := t.box
	fewest, patience := t.n+1, 3
	// The limit is for rounding, which can make two guesses look wrong in turn.
	for range 10 + 3*t.n {
		if !t.heldStep(lambda) {
			return false
		}
		wrong, last := t.judge(lambda)
		if wrong == 0 {
			break
		}
		patience--
		if wrong < fewest {
			fewest, patience = wrong, 3
		}
		if patience >= 0 {
			copy(b.held, b.wanted)
		} else {
			b.held[last] = b.wanted[last]
		}
	}
	for j, v := range t.delta {
		t.delta[j] = min(max(v, b.lower[j]), b.upper[j])
	}
	return true
}

// heldStep solves for the free unknowns, the others standing at their bounds.
func (t *tangent) heldStep(lambda float64) bool {
	t.damp(lambda)
	for j, side := range t.box.held {
		switch side {
		case free:
			t.delta[j] = t.freeSlope(j)
			continue
		case atLower:
			t.delta[j] = t.box.lower[j]
		case atUpper:
			t.delta[j] = t.box.upper[j]
		}
		// An equation that says δ_j = δ_j, and no other with δ_j in it.
		for i := range j {
			t.work.row(i)[j-i] = 0
		}
		row := t.work.row(j)
		clear(row)
		row[0] = 1
	}
	if !t.work.factor() {
		return false
	}
	t.work.solve(t.delta)
	return true
}

// freeSlope returns −(g + Gδ)_j over the held unknowns, the right side for a free one.
func (t *tangent) freeSlope(j int) float64 {
	sum := -t.g[j]
	for k, side := range t.box.held {
		switch side {
		case atLower:
			sum = math.FMA(-t.gram.at(j, k), t.box.lower[k], sum)
		case atUpper:
			sum = math.FMA(-t.gram.at(j, k), t.box.upper[k], sum)
		}
	}
	return sum
}

// judge sets the sides that the step asks for: a free unknown must not cross a
// bound, and the model must not fall from a bound inwards. It returns how many
// differ from the guess, and the last of them.
func (t *tangent) judge(lambda float64) (wrong, last int) {
	b := t.box
	for j, side := range b.held {
		b.wanted[j] = side
		switch side {
		case free:
			if t.delta[j] < b.lower[j] {
				b.wanted[j] = atLower
			} else if t.delta[j] > b.upper[j] {
				b.wanted[j] = atUpper
			}
		case atLower:
			if t.slope(j, lambda) < 0 {
				b.wanted[j] = free
			}
		case atUpper:
			if t.slope(j, lambda) > 0 {
				b.wanted[j] = free
			}
		}
		if b.wanted[j] != side {
			wrong, last = wrong+1, j
		}
	}
	return wrong, last
}

// slope returns the derivative of the damped model with respect to δ_j, at delta.
func (t *tangent) slope(j int, lambda float64) float64 {
	sum := math.FMA(lambda, t.delta[j], t.g[j])
	for k, v := range t.delta {
		sum = math.FMA(t.gram.at(j, k), v, sum)
	}
	return sum
}
