package homework

import (
	"fmt"
	"math"
	"runtime/debug"
	"strings"
	"time"

	"dlmath/nnlib/notebook"
)

// Grade runs the checks in their order, and reports the points that they give. It is the
// last statement of a test cell. It panics if there is no check, or if one is no question:
// that is the lecturer's mistake.
//
// Each check runs for itself: one that panics, or takes longer than its limit, gives no
// points and harms no other. What runs too long cannot be ended, only left behind, so
// after two such checks the rest is not run.
func Grade(checks ...Check) {
	if len(checks) == 0 {
		panic("homework: Grade without a check: what is the cell to be graded by?")
	}
	for _, c := range checks {
		if (c.Run == nil) == (c.ask == nil) || !(c.Points >= 0) || math.IsInf(c.Points, 0) {
			panic(fmt.Sprintf("homework: check %q needs a Run, and points from 0; it has %g points", c.Name, c.Points))
		}
	}
	debug.SetMaxStack(deepest)
	notebook.Result(run(checks))
}

// deepest is how large a stack may grow, in bytes: enough for all that is meant to end, and
// soon reached by what is not.
const deepest = 64 << 20

// mostLate is how many checks may take too long before the rest is not run. Jupyter's
// own patience with a cell ends too, and then all points are lost.
const mostLate = 2

func run(checks []Check) (r report) {
	late := 0
	for _, c := range checks {
		o := outcome{Name: c.Name, Max: c.Points}
		if late == mostLate {
			o.Message = "not run, because the checks above took too long"
		} else {
			v, inTime := c.run()
			o.Message, o.Brief, o.Points = v.message, v.brief, round(v.fraction*c.Points)
			if !inTime {
				late++
			}
		}
		r.Points = round(r.Points + o.Points)
		r.Max = round(r.Max + o.Max)
		r.Checks = append(r.Checks, o)
	}
	return r
}

// round removes what binary fractions add to tenths of points.
func round(points float64) float64 { return math.Round(points*1e6) / 1e6 }

// verdict is what is said of an answer.
type verdict struct {
	fraction float64 // of the points
	message  string  // "" if all is right
	brief    string  // the message without the right answer
}

// said is a verdict whose message does not tell the right answer.
func said(message string) verdict { return verdict{message: message, brief: message} }

// run runs a check in a goroutine of its own, and waits for its limit.
func (c Check) run() (v verdict, inTime bool) {
	limit := c.limit
	if limit == 0 {
		limit = Limit
	}
	done := make(chan verdict, 1)
	go func() {
		v := said("it ended the goroutine that it ran in, and gave no answer")
		returned := false
		defer func() {
			if !returned {
				switch problem := recover(); problem {
				case nil:
				case notDone:
					v = said(notDone)
				default:
					v = said("it panics: " + words(problem))
				}
			}
			done <- v
		}()
		if c.ask != nil {
			v = c.judge(c.ask())
		} else if wrong := c.Run(); wrong != nil {
			v = said(sentence(wrong.Error(), c.otherwise))
		} else {
			v = verdict{fraction: 1}
		}
		returned = true
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case v := <-done:
		return v, true
	case <-timer.C:
		return said(fmt.Sprintf("it took longer than %v: does a loop never end?", limit)), false
	}
}

// notDone is what an answer panics with that nobody has written yet: kernel grade and
// nbgrader put this in place of the solution.
const notDone = "not done yet"

// words is what a panic says, in bounds: its value is the student's own.
func words(problem any) (text string) {
	defer func() {
		if recover() != nil {
			text = "with a value that cannot be shown"
		}
	}()
	const most = 300
	text = strings.TrimPrefix(fmt.Sprint(problem), "runtime error: ")
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + " …"
	}
	return text
}
