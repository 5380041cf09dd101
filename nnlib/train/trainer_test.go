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
)

// drilling returns a trainer for the lecture's network on the ten points.
func drilling() *train.Trainer {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(0.5))
	return &train.Trainer{
		Objective: nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling()),
		Rule:      &train.SGD{Rate: 0.05},
		Rand:      rand.New(rand.NewPCG(2, 0)),
	}
}

func run(t *train.Trainer) []train.Step {
	return slices.Collect(t.Run(context.Background()))
}

func steps(yields []train.Step) []int {
	var out []int
	for _, s := range yields {
		out = append(out, s.Step)
	}
	return out
}

func TestRunYieldsStartEveryAndLast(t *testing.T) {
	tr := drilling()
	tr.Steps, tr.Every = 25, 10
	got := run(tr)
	if want := []int{0, 10, 20, 25}; !slices.Equal(steps(got), want) {
		t.Errorf("yields at steps %v, want %v", steps(got), want)
	}
	if last := got[3]; last.Epoch != 2.5 || last.Cost != tr.Objective.Cost(nil) || !(last.GradientNorm() > 0) {
		t.Errorf("last yield %+v, with gradient norm %g; want epoch 2.5 and the cost %g", last, last.GradientNorm(), tr.Objective.Cost(nil))
	}
	if tr.Err() != nil {
		t.Errorf("a full run ended with the error %v", tr.Err())
	}
}

func TestEveryDefaultsToAnEpoch(t *testing.T) {
	tr := drilling()
	tr.Steps, tr.Batch = 7, 3 // ten points: four batches
	if got, want := steps(run(tr)), []int{0, 4, 7}; !slices.Equal(got, want) {
		t.Errorf("yields at steps %v, want %v", got, want)
	}
}

// A run in pieces takes the same steps, to the bit, as one without a pause.
func TestRunGoesOnWhereItStopped(t *testing.T) {
	for _, sampling := range []train.Sampling{train.WithReplacement, train.Shuffled} {
		whole, pieces := drilling(), drilling()
		for _, tr := range []*train.Trainer{whole, pieces} {
			tr.Sampling, tr.Batch = sampling, 3
		}
		whole.Steps = 100
		run(whole)
		for _, pieces.Steps = range []int{1, 38, 100} {
			run(pieces)
		}
		if !slices.Equal(whole.Objective.Network.Params(), pieces.Objective.Network.Params()) {
			t.Errorf("sampling %v: the parameters differ after a pause", sampling)
		}
	}
}

func TestBreakLeavesTheLastStep(t *testing.T) {
	tr := drilling()
	tr.Steps, tr.Every = 1000, 1
	for s := range tr.Run(context.Background()) {
		if s.Step == 17 {
			break
		}
	}
	if tr.Err() != nil {
		t.Errorf("a break ended with the error %v", tr.Err())
	}
	same := drilling()
	same.Steps = 17
	run(same)
	if !slices.Equal(tr.Objective.Network.Params(), same.Objective.Network.Params()) {
		t.Error("the network after a break at step 17 is not that of 17 steps")
	}
}

func TestCancelledContextStops(t *testing.T) {
	tr := drilling()
	tr.Steps, tr.Every = 1_000_000_000, 100
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	last := 0
	for s := range tr.Run(ctx) {
		if last = s.Step; last == 500 {
			cancel()
		}
	}
	if last != 500 || !errors.Is(tr.Err(), context.Canceled) || !strings.Contains(tr.Err().Error(), "after step 500") {
		t.Errorf("stopped after step %d with %v; want step 500 and the context's error", last, tr.Err())
	}
}

func TestDivergenceGoesBackToTheLastYield(t *testing.T) {
	net := nnlib.New(nnlib.Identity, 2, 2)
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(0.5))
	tr := train.Trainer{
		Objective: nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling()),
		Rule:      &train.SGD{Rate: 100}, // far too large
		Steps:     10_000,
		Every:     5,
		Rand:      rand.New(rand.NewPCG(2, 0)),
	}
	var cost float64
	for s := range tr.Run(context.Background()) {
		cost = s.Cost
	}
	if !errors.Is(tr.Err(), train.ErrDiverged) {
		t.Fatalf("the run ended with %v, want ErrDiverged", tr.Err())
	}
	if got := tr.Objective.Cost(nil); got != cost || math.IsNaN(got) || math.IsInf(got, 0) {
		t.Errorf("the network's cost is %g, want that of the last yield, %g", got, cost)
	}
}

// Cancelled after the parameters have run away, and before the next yield would see it.
func TestCancelledWhileDivergingLeavesAUsableNetwork(t *testing.T) {
	tr := drilling()
	net := nnlib.New(nnlib.Identity, 2, 2)
	tr.Objective = nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())
	tr.Rule = &train.SGD{Rate: 1e6}
	tr.Steps, tr.Every = 1_000_000, 1_000_000
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	draws := 0
	tr.Rand, tr.Draw = nil, func(n int) int {
		if draws++; draws == 1000 {
			cancel()
		}
		return draws % n
	}
	for range tr.Run(ctx) {
	}
	if cost := tr.Objective.Cost(nil); !errors.Is(tr.Err(), train.ErrDiverged) || math.IsNaN(cost) || math.IsInf(cost, 0) {
		t.Errorf("the run ended with %v and cost %g, want ErrDiverged and the cost of the start", tr.Err(), cost)
	}
}

func TestShuffledSeesEachPointOnceAnEpoch(t *testing.T) {
	tr := drilling()
	tr.Sampling, tr.Batch, tr.Steps = train.Shuffled, 4, 3
	if got := run(tr)[1]; got.Epoch != 1 || got.Step != 3 {
		t.Errorf("three batches of 4, 4 and 2 points make epoch %g at step %d, want 1 at 3", got.Epoch, got.Step)
	}
}

// Draw replaces the trainer's own stream of draws.
func TestDrawChoosesThePoints(t *testing.T) {
	tr := drilling()
	tr.Rand, tr.Batch, tr.Steps = nil, 2, 4
	next := 0
	tr.Draw = func(n int) int { // 0, 3, 6, 9, 2, …
		defer func() { next = (next + 3) % n }()
		return next
	}
	run(tr)

	byHand := drilling().Objective
	grad := make([]float64, len(byHand.Network.Params()))
	for _, batch := range [][]int{{0, 3}, {6, 9}, {2, 5}, {8, 1}} {
		byHand.BatchGradient(grad, nil, batch)
		(&train.SGD{Rate: 0.05}).Update(byHand.Network.Params(), grad, 1)
	}
	if !slices.Equal(tr.Objective.Network.Params(), byHand.Network.Params()) {
		t.Error("the parameters are not those of the points that Draw chose")
	}
}

func TestMissingFieldsPanicWithAdvice(t *testing.T) {
	for field, spoil := range map[string]func(*train.Trainer){
		"Objective": func(t *train.Trainer) { t.Objective = nil },
		"Rule":      func(t *train.Trainer) { t.Rule = nil },
		"Rand":      func(t *train.Trainer) { t.Rand = nil },
		"Steps":     func(t *train.Trainer) { t.Steps = -1 },
		"Sampling":  func(t *train.Trainer) { t.Sampling = 7 },
		"Draw":      func(t *train.Trainer) { t.Draw, t.Sampling = rand.IntN, train.Shuffled },
	} {
		t.Run(field, func(t *testing.T) {
			tr := drilling()
			spoil(tr)
			defer func() {
				if message, _ := recover().(string); !strings.Contains(message, field) {
					t.Errorf("the panic says %q, want a word on %s", message, field)
				}
			}()
			tr.Run(context.Background())
		})
	}
}

func TestAStepAllocatesNothing(t *testing.T) {
	for _, sampling := range []train.Sampling{train.WithReplacement, train.Shuffled} {
		allocations := func(steps int) float64 {
			return testing.AllocsPerRun(5, func() {
				tr := drilling()
				tr.Sampling, tr.Steps, tr.Every = sampling, steps, 1_000_000
				run(tr)
			})
		}
		if few, many := allocations(10), allocations(1010); few != many {
			t.Errorf("sampling %v: 1000 more steps allocate %v times", sampling, many-few)
		}
	}
}

// With a report after every step, each has the cost of the network as it is then, and
// what the body of the loop changes counts from the next step on.
func TestEveryStepIsReported(t *testing.T) {
	tr, byHand := drilling(), drilling().Objective
	tr.Steps, tr.Every = 40, 1
	next := -1
	tr.Rand, tr.Draw = nil, func(n int) int { next++; return next * 3 % n }
	row := func() int { return next * 3 % 10 }
	rule := tr.Rule.(*train.SGD)
	for s := range tr.Run(t.Context()) {
		if s.Step > 0 {
			byHand.Descend(rule.Rate, []int{row()})
		}
		fresh := drilling().Objective
		fresh.Data = byHand.Data
		if p := byHand.Network.Params(); s.Cost != fresh.Cost(p) || !slices.Equal(tr.Objective.Network.Params(), p) {
			t.Fatalf("after step %d the cost is %v at %v, want %v at %v", s.Step, s.Cost, tr.Objective.Network.Params(), fresh.Cost(p), p)
		}
		switch s.Step {
		case 10:
			rule.Rate = 0.5
		case 20:
			tr.Objective.Network.Params()[3] = 0.25
			byHand.Network.Params()[3] = 0.25
		case 30:
			tr.Objective.Data.X.Set(4, 1, 0.75)
			byHand.Data.X.Set(4, 1, 0.75)
		}
	}
}
