package train_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/train"

	"gonum.org/v1/gonum/mat"
)

// overfitting returns a trainer for a noisy line through 8 points with far too many
// parameters, and a validation set on the line, so that the validation cost falls
// and then rises.
func overfitting() *train.Trainer {
	rng := rand.New(rand.NewPCG(7, 0))
	line := func(n int, noise float64) *dataset.Set {
		x, y := mat.NewDense(n, 1, nil), mat.NewDense(n, 1, nil)
		for i := range n {
			v := 2*rng.Float64() - 1
			x.Set(i, 0, v)
			y.Set(i, 0, v/2+noise*(rng.Float64()-0.5))
		}
		return dataset.New(x, y)
	}
	net := nnlib.NewLayers(1, nnlib.Layer{Size: 20, Activation: nnlib.Tanh}, nnlib.Layer{Size: 1, Activation: nnlib.Identity})
	net.Init(rng, nnlib.Normal(2))
	return &train.Trainer{
		Objective:     nnlib.NewObjective(net, nnlib.Quadratic, line(8, 1.5)),
		Rule:          &train.Adam{Rate: 0.01},
		Batch:         8,
		Sampling:      train.Shuffled,
		Steps:         20_000,
		Every:         10,
		Rand:          rng,
		EarlyStopping: &train.EarlyStopping{Validation: nnlib.NewObjective(net, nnlib.Quadratic, line(50, 0)), Patience: 20},
	}
}

func TestEarlyStoppingKeepsTheBest(t *testing.T) {
	tr := overfitting()
	stop := tr.EarlyStopping
	var yields []train.Step
	for s := range tr.Run(t.Context()) {
		if s.Validation != stop.Validation.Cost(nil) {
			t.Fatalf("step %d carries the validation cost %g, and it is %g", s.Step, s.Validation, stop.Validation.Cost(nil))
		}
		yields = append(yields, s)
	}
	best := slices.MinFunc(yields, func(a, b train.Step) int { return cmpFloat(a.Validation, b.Validation) })
	last := yields[len(yields)-1]
	if last.Step == tr.Steps || last.Step != best.Step+20*tr.Every {
		t.Errorf("training ended after step %d; its best was step %d, and the patience is 20 yields of %d steps", last.Step, best.Step, tr.Every)
	}
	if best.Step == 0 || stop.Best != best.Validation || stop.BestStep != best.Step {
		t.Errorf("the best is said to be %g after step %d, and it was %g after step %d", stop.Best, stop.BestStep, best.Validation, best.Step)
	}
	if got := stop.Validation.Cost(nil); got != best.Validation || got >= last.Validation {
		t.Errorf("the network has the validation cost %g in the end, and the best was %g", got, best.Validation)
	}
	if tr.Err() != nil {
		t.Errorf("an early stop left the error %v", tr.Err())
	}
	if more := run(tr); len(more) != 0 || stop.Validation.Cost(nil) != best.Validation {
		t.Errorf("a Run without patience left yields %d times, and leaves the validation cost %g", len(more), stop.Validation.Cost(nil))
	}
}

func cmpFloat(a, b float64) int {
	if a < b {
		return -1
	}
	return 1
}

// More patience later goes on from the last step, to the bit, not from the best.
func TestEarlyStoppingGoesOn(t *testing.T) {
	whole, pieces := overfitting(), overfitting()
	whole.EarlyStopping.Patience = 40
	wholeYields := run(whole)

	pieces.Steps = 30
	yields := run(pieces) // to its last step
	pieces.Steps = whole.Steps
	for s := range pieces.Run(t.Context()) { // to a break
		yields = append(yields, s)
		if s.Step == 100 {
			break
		}
	}
	yields = append(yields, run(pieces)...) // to the end of patience
	pieces.EarlyStopping.Patience = 40
	yields = append(yields, run(pieces)...)

	if len(yields) != len(wholeYields) {
		t.Fatalf("%d yields in pieces, %d in one run", len(yields), len(wholeYields))
	}
	for i, s := range yields {
		if w := wholeYields[i]; s.Step != w.Step || s.Cost != w.Cost || s.Validation != w.Validation {
			t.Fatalf("in pieces step %d has the costs %v and %v; in one run step %d has %v and %v", s.Step, s.Cost, s.Validation, w.Step, w.Cost, w.Validation)
		}
	}
	if !slices.Equal(pieces.Objective.Network.Params(), whole.Objective.Network.Params()) {
		t.Error("the best parameters of the pieces are not those of one run")
	}
}

// What the user does to the network after the end is not undone.
func TestOwnParametersStayAfterAnEarlyStop(t *testing.T) {
	tr := overfitting()
	run(tr)
	net := tr.Objective.Network
	own := make([]float64, len(net.Params()))
	net.SetParams(own)
	tr.EarlyStopping.Waited = 0
	tr.Steps, tr.Every = 1_000_000, 1
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range tr.Run(ctx) {
	}
	if !slices.Equal(net.Params(), own) {
		t.Error("Run changed parameters that were set by hand")
	}
}

func TestMinDeltaAsksForRealProgress(t *testing.T) {
	tr := overfitting()
	tr.EarlyStopping.MinDelta = 1e6 // nothing after the start is progress
	tr.EarlyStopping.Patience = 0   // the default, 10
	yields := run(tr)
	if last := yields[len(yields)-1]; last.Step != 100 || tr.EarlyStopping.BestStep != 0 {
		t.Errorf("training ended after step %d with the best at %d, want 100 and 0", last.Step, tr.EarlyStopping.BestStep)
	}
}

func TestABreakAtTheStartCostsNoPatience(t *testing.T) {
	tr := overfitting()
	for range 5 {
		for range tr.Run(t.Context()) {
			break
		}
	}
	if tr.EarlyStopping.Waited != 0 {
		t.Errorf("five breaks at step 0 cost the patience of %d yields", tr.EarlyStopping.Waited)
	}
}

func TestDivergenceWithEarlyStoppingKeepsTheBest(t *testing.T) {
	tr := overfitting()
	tr.Rule = &train.SGD{Rate: 100}
	tr.Every = 1
	tr.EarlyStopping.Patience = tr.Steps // divergence comes first
	best := math.Inf(1)
	for s := range tr.Run(t.Context()) {
		best = min(best, s.Validation)
	}
	if !errors.Is(tr.Err(), train.ErrDiverged) {
		t.Fatalf("the run ended with %v, want ErrDiverged", tr.Err())
	}
	if got := tr.EarlyStopping.Validation.Cost(nil); got != best {
		t.Errorf("after divergence the validation cost is %g, and the best was %g", got, best)
	}
}

// A validation cost that is not finite is divergence too.
func TestValidationCostDiverges(t *testing.T) {
	tr := overfitting()
	tr.EarlyStopping.Validation.Data.Y.Set(3, 0, math.Inf(1))
	if yields := run(tr); len(yields) != 0 || !errors.Is(tr.Err(), train.ErrDiverged) || !strings.Contains(tr.Err().Error(), "validation cost is +Inf") {
		t.Errorf("%d yields, and the error %v; want none, and a word on the validation cost", len(yields), tr.Err())
	}
}

func TestWithoutEarlyStoppingThereIsNoValidationCost(t *testing.T) {
	tr := drilling()
	tr.Steps = 1
	for _, s := range run(tr) {
		if !math.IsNaN(s.Validation) {
			t.Errorf("step %d carries the validation cost %g, want NaN", s.Step, s.Validation)
		}
	}
}

func TestEarlyStoppingRefusesSenselessSettings(t *testing.T) {
	other := drilling().Objective
	for want, spoil := range map[string]func(*train.EarlyStopping){
		"no Validation":   func(e *train.EarlyStopping) { e.Validation = nil },
		"another network": func(e *train.EarlyStopping) { e.Validation = other },
		"Patience":        func(e *train.EarlyStopping) { e.Patience = -1 },
		"MinDelta":        func(e *train.EarlyStopping) { e.MinDelta = math.NaN() },
	} {
		tr := overfitting()
		spoil(tr.EarlyStopping)
		if message := panicOf(func() { tr.Run(t.Context()) }); !strings.Contains(message, want) {
			t.Errorf("the panic says %q, want %q in it", message, want)
		}
	}
}
