package homework

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Limit is how long a check may take, unless [Check.Limit] gives it another time.
const Limit = 10 * time.Second

// Check is one question to the student's code, and what the right answer is worth. Make
// one with [Number], [Vector] or [True], or as a literal with a Run of its own:
//
//	homework.Check{Name: "W is not changed", Points: 1, Run: func() error { … }}
type Check struct {
	Name   string
	Points float64      // at least 0
	Run    func() error // nil if all is right, else what is wrong, in words for the student

	ask       func() any // instead of Run: a float64, []float64 or bool
	want      any        // of the same type
	tolerance float64
	limit     time.Duration
	hints     []hint
	otherwise string
}

// hint is what to say to a typical mistake, and the part of the points that it deserves.
type hint struct {
	answer   any
	text     string
	fraction float64
}

// Number asks for a number.
func Number(points float64, name string, got func() float64, want float64) Check {
	return Check{Name: name, Points: points, ask: func() any { return got() }, want: want}
}

// Vector asks for numbers: as many as want, in its order.
func Vector(points float64, name string, got func() []float64, want []float64) Check {
	return Check{Name: name, Points: points, ask: func() any { return slices.Clone(got()) }, want: slices.Clone(want)}
}

// True asks whether something holds.
func True(points float64, name string, ok func() bool) Check {
	return Check{Name: name, Points: points, ask: func() any { return ok() }, want: true}
}

// Within says how far a number may be from the right one, x: by tolerance·|x|, or by the
// tolerance itself where |x| < 1. Without it that is 1e-9. It panics unless tolerance ≥ 0.
func (c Check) Within(tolerance float64) Check {
	if !(tolerance >= 0) || math.IsInf(tolerance, 0) {
		panic(fmt.Sprintf("homework: check %q has the tolerance %g; it must be a number from 0", c.Name, tolerance))
	}
	if tolerance == 0 {
		tolerance = math.SmallestNonzeroFloat64 // the zero value means the default
	}
	c.tolerance = tolerance
	return c
}

// Limit says how long the check may take. It panics unless that is positive.
func (c Check) Limit(limit time.Duration) Check {
	if limit <= 0 {
		panic(fmt.Sprintf("homework: check %q may take %v; it must be more than 0", c.Name, limit))
	}
	c.limit = limit
	return c
}

// Hint is what the student is told whose answer is this one: a typical mistake. A
// [Number] takes a float64 or an int, a [Vector] a []float64; it panics with anything
// else, and with the right answer. The first hint that fits is told.
func (c Check) Hint(answer any, text string) Check {
	if n, ok := answer.(int); ok {
		answer = float64(n)
	}
	_, number := c.want.(float64)
	_, vector := c.want.([]float64)
	switch v := answer.(type) {
	case float64:
		vector = false
	case []float64:
		number, answer = false, slices.Clone(v)
	default:
		number, vector = false, false
	}
	if !number && !vector {
		panic(fmt.Sprintf("homework: check %q: a hint for the answer %v (%[2]T), but the right answer is of type %T", c.Name, answer, c.want))
	}
	if c.near(answer, c.want) {
		panic(fmt.Sprintf("homework: check %q: the answer %v, for which there is a hint, is the right one", c.Name, answer))
	}
	c.hints = append(slices.Clone(c.hints), hint{answer: answer, text: text})
	return c
}

// Partial gives the mistake of the last hint a part of the points, from 0 to 1. It panics
// if there is no hint, or no such part.
func (c Check) Partial(fraction float64) Check {
	if len(c.hints) == 0 || !(0 <= fraction && fraction <= 1) {
		panic(fmt.Sprintf("homework: check %q: Partial(%g) follows a Hint, and is a part from 0 to 1", c.Name, fraction))
	}
	c.hints = slices.Clone(c.hints)
	c.hints[len(c.hints)-1].fraction = fraction
	return c
}

// Otherwise is what the student is told whose answer is wrong, if no hint fits.
func (c Check) Otherwise(text string) Check {
	c.otherwise = text
	return c
}

// judge says which part of the points an answer has earned, and what to say to it.
func (c Check) judge(answer any) verdict {
	if c.near(answer, c.want) {
		return verdict{fraction: 1}
	}
	is, expected := c.difference(answer)
	v := verdict{message: sentence(is+expected, c.otherwise), brief: sentence(is, c.otherwise)}
	for _, h := range c.hints {
		if c.near(answer, h.answer) {
			return verdict{h.fraction, sentence(is+expected, h.text), sentence(is, h.text)}
		}
	}
	return v
}

// sentence is what is wrong, and what may help.
func sentence(wrong, help string) string {
	switch {
	case wrong == "":
		return help
	case help == "":
		return wrong
	}
	return help + " (" + wrong + ")"
}

// near tells whether two answers are the same but for rounding.
func (c Check) near(a, b any) bool {
	switch a := a.(type) {
	case float64:
		return c.nearNumber(a, b.(float64))
	case []float64:
		return slices.EqualFunc(a, b.([]float64), c.nearNumber)
	}
	return a == b
}

func (c Check) nearNumber(a, b float64) bool {
	tolerance := c.tolerance
	if tolerance == 0 {
		tolerance = 1e-9
	}
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= tolerance*max(1, math.Abs(b)) && !math.IsInf(b, 0)
}

// difference says what is wrong with an answer, and what the right one is.
func (c Check) difference(answer any) (is, expected string) {
	switch want := c.want.(type) {
	case float64:
		return fmt.Sprintf("it is %v", answer), fmt.Sprintf(", expected %v", want)
	case []float64:
		got := answer.([]float64)
		if len(got) != len(want) {
			return "it has " + count(len(got), "number"), fmt.Sprintf(", expected %d", len(want))
		}
		for i := range want {
			if !c.nearNumber(got[i], want[i]) {
				return fmt.Sprintf("number [%d] is %v", i, got[i]), fmt.Sprintf(", expected %v", want[i])
			}
		}
	}
	if c.otherwise != "" {
		return "", ""
	}
	return "this does not hold", ""
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
