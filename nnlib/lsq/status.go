package lsq

import (
	"fmt"
	"math"
)

// Status says why a run ended.
type Status int

const (
	Unfinished        Status = iota // an error ended the run
	GradientConverged               // the projected gradient is at most GradientTol
	CostConverged                   // a step changes the cost by a fraction of at most CostTol
	StepConverged                   // a step changes x by a fraction of at most StepTol
	Stalled                         // no step lowers the cost, however short: the limit of rounding, or residuals that are not smooth
	EvaluationLimit                 // MaxEvaluations is reached
	Stopped                         // Each returned false
)

var statusNames = [...]string{
	"unfinished", "gradient converged", "cost converged", "step converged",
	"stalled", "evaluation limit", "stopped",
}

// String returns the status in words.
func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return statusNames[s]
}

// Converged reports whether one of the three tolerances was met.
func (s Status) Converged() bool {
	return s == GradientConverged || s == CostConverged || s == StepConverged
}

// trial is what a step came to.
type trial struct {
	cost      float64 // where it leads
	step      float64 // ‖δ‖₂
	predicted float64 // by how much the cost falls on the tangent
}

// small returns the test that a step meets by being small, or Unfinished.
func (s *solver) small(t trial) Status {
	enough := s.settings.CostTol * s.result.Cost
	switch tol := s.settings.StepTol; {
	case t.predicted <= enough && math.Abs(s.result.Cost-t.cost) <= enough:
		return CostConverged
	case tol > 0 && t.step <= tol*(norm(s.result.X)+tol):
		return StepConverged
	}
	return Unfinished
}
