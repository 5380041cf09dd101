package train

import (
	"cmp"
	"fmt"

	"dlmath/nnlib"
)

// EarlyStopping ends the training when the cost on a validation set no longer falls,
// and gives the network the parameters that did best there.
//
// The validation cost is taken at every yield of [Trainer.Run], so Trainer.Every says
// how often. Once training is over, by lost patience, by divergence or by the last
// step, the network holds the best parameters; after a break or a cancelled context
// it holds those of the last step, as ever. A Run that goes on later does so from the
// last step in any case.
//
// Source: L. Prechelt, Early Stopping – But When?, Neural Networks: Tricks of the
// Trade, 1998.
type EarlyStopping struct {
	// Validation is the cost of the same network over points that do not train it.
	Validation *nnlib.Objective

	Patience int     // yields without progress after which training ends; 0 means 10
	MinDelta float64 // progress is a cost below Best − MinDelta; ≥ 0

	// What is known so far; leave these empty before training.
	Best     float64   // the lowest validation cost
	BestStep int       // the step that it was found after
	Params   []float64 // the parameters then; nil before the first yield
	Waited   int       // yields since then
}

// Check returns an error unless Validation is there, and Patience and MinDelta are
// not negative.
func (e *EarlyStopping) Check() error {
	if e.Validation == nil {
		return fmt.Errorf("EarlyStopping has no Validation; nnlib.NewObjective makes one, with the trainer's network and points of its own")
	}
	if e.Patience < 0 {
		return fmt.Errorf("the Patience of EarlyStopping is %d; it must not be negative", e.Patience)
	}
	return checkNotNegative("EarlyStopping", "MinDelta", e.MinDelta)
}

// observe takes in the validation cost after a step.
func (e *EarlyStopping) observe(step int, cost float64, p []float64) {
	switch {
	case e.Params == nil || cost < e.Best-e.MinDelta:
		e.Best, e.BestStep, e.Waited = cost, step, 0
		e.Params = append(e.Params[:0], p...)
	case step > e.BestStep: // a Run that begins again at step 0 yields it again
		e.Waited++
	}
}

// exhausted says whether patience is at its end.
func (e *EarlyStopping) exhausted() bool { return e.Waited >= cmp.Or(e.Patience, 10) }
