package lsq

import (
	"fmt"
	"math"
)

// Difference is the formula that stands in for derivatives. Near a bound, or
// beside a point where a residual is not finite, both formulas use the other
// side alone.
type Difference int

const (
	Forward Difference = iota // (r(x+h) − r(x))/h, h = 2⁻²⁶·max(1, |x|): about 8 digits, n calls of Func
	Central                   // (r(x+h) − r(x−h))/2h, h = 2⁻¹⁷·max(1, |x|): about 10 digits, 2n calls
)

// differences sets the Jacobian matrix at s.trial, where the residuals are those of the tangent.
func (s *solver) differences() error {
	for j := range s.trial {
		if err := s.differenceColumn(j); err != nil {
			return err
		}
	}
	return nil
}

func (s *solver) differenceColumn(j int) error {
	v := s.trial[j]
	lower, upper := s.settings.bounds(j)
	if lower == upper {
		s.setColumn(j, s.tangent.r, s.tangent.r, 1) // a fixed unknown: its derivatives are never used
		return nil
	}
	scale := max(1, math.Abs(v))
	if h := 0x1p-17 * scale; s.settings.Difference == Central && v-h >= lower && v+h <= upper {
		if s.evaluateAt(j, v+h, s.ahead) && s.evaluateAt(j, v-h, s.behind) {
			s.setColumn(j, s.ahead, s.behind, (v+h)-(v-h))
			return nil
		}
	}
	further := lower
	if upper-v > v-lower {
		further = upper
	}
	h := 0x1p-26 * scale
	for _, to := range [3]float64{v + h, v - h, further} {
		if to >= lower && to <= upper && s.evaluateAt(j, to, s.ahead) {
			s.setColumn(j, s.ahead, s.tangent.r, to-v)
			return nil
		}
	}
	return fmt.Errorf("lsq: a residual is not finite on either side of x[%d] = %v, so differences give no derivative; set Problem.Jac, or bounds that keep away from there", j, v)
}

// evaluateAt sets r to the residuals at s.trial with its element j at v, and
// reports whether they are finite.
func (s *solver) evaluateAt(j int, v float64, r []float64) bool {
	old := s.trial[j]
	s.trial[j] = v
	finite := isFinite(s.evaluate(r))
	s.trial[j] = old
	return finite
}

// setColumn sets column j of the Jacobian matrix to (ahead − behind)/h.
func (s *solver) setColumn(j int, ahead, behind []float64, h float64) {
	for i, v := range ahead {
		s.jac.Set(i, j, (v-behind[i])/h)
	}
}
