package train

import (
	"cmp"
	"fmt"

	"dlmath/nnlib/internal/arith"
)

// Schedule changes the rate as training goes on. A trainer without one keeps the
// rate constant. For a schedule of your own, write these two methods.
type Schedule interface {
	// Check returns an error when a setting makes no sense.
	Check() error

	// Factor returns what the rate is multiplied by, a number ≥ 0, in the step that
	// follows the given number of steps.
	Factor(step int) float64
}

// StepDecay multiplies the rate by By after every Every steps: in the step after t
// steps the factor is
//
//	By^⌊t/Every⌋
type StepDecay struct {
	Every int     // steps > 0
	By    float64 // in (0, 1]; 0 means 0.1
}

// InverseTime lets the rate fall like 1/t: in the step after t steps the factor is
//
//	1/(1 + t/Half)
//
// Rates that fall like 1/t are the classical choice by which a stochastic gradient
// method converges.
//
// Source: H. Robbins and S. Monro, A Stochastic Approximation Method, Ann. Math.
// Statist. 22(3), 1951.
type InverseTime struct {
	Half int // steps > 0 after which the rate is one half
}

// Cosine lowers the rate along half a period of the cosine: in the step after t ≤ Steps
// steps the factor is
//
//	Floor + (1 − Floor) (1 + cos(π t/Steps))/2
//
// and from then on it stays Floor.
//
// Source: I. Loshchilov and F. Hutter, SGDR: Stochastic Gradient Descent with Warm
// Restarts, ICLR 2017, eq. (5), without restarts.
type Cosine struct {
	Steps int     // > 0, until the rate is at its lowest
	Floor float64 // the lowest factor, in [0, 1]
}

var (
	_ Schedule = StepDecay{}
	_ Schedule = InverseTime{}
	_ Schedule = Cosine{}
)

// Check returns an error unless Every > 0 and By is 0 or in (0, 1].
func (s StepDecay) Check() error {
	return cmp.Or(
		checkSteps("StepDecay", "Every", s.Every),
		checkFraction("StepDecay", "By", s.By),
	)
}

// Factor returns By^⌊step/Every⌋.
func (s StepDecay) Factor(step int) float64 { return power(cmp.Or(s.By, 0.1), step/s.Every) }

// Check returns an error unless Half > 0.
func (s InverseTime) Check() error { return checkSteps("InverseTime", "Half", s.Half) }

// Factor returns 1/(1 + step/Half).
func (s InverseTime) Factor(step int) float64 { return 1 / (1 + float64(step)/float64(s.Half)) }

// Check returns an error unless Steps > 0 and 0 ≤ Floor ≤ 1.
func (c Cosine) Check() error {
	return cmp.Or(
		checkSteps("Cosine", "Steps", c.Steps),
		checkFraction("Cosine", "Floor", c.Floor),
	)
}

// Factor returns Floor + (1 − Floor) (1 + cos(π step/Steps))/2, or Floor after Steps.
func (c Cosine) Factor(step int) float64 {
	if step >= c.Steps {
		return c.Floor
	}
	cos, _ := arith.CosSin(float64(step) / float64(c.Steps) / 2)
	return float64((1-c.Floor)*((1+cos)/2)) + c.Floor
}

// power returns xⁿ for n ≥ 0 by repeated squaring: products only, so that the bits
// are the same everywhere, which math.Pow does not promise.
func power(x float64, n int) float64 {
	result := 1.0
	for ; n > 0; n /= 2 {
		if n%2 == 1 {
			result *= x
		}
		x *= x
	}
	return result
}

func checkSteps(schedule, field string, steps int) error {
	if steps < 1 {
		return fmt.Errorf("%s of the schedule %s is %d; it must be a number of steps, at least 1", field, schedule, steps)
	}
	return nil
}

func checkFraction(schedule, field string, v float64) error {
	if !(v >= 0 && v <= 1) {
		return fmt.Errorf("%s of the schedule %s is %g; it must be between 0 and 1", field, schedule, v)
	}
	return nil
}
