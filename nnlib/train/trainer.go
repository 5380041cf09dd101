package train

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"

	"dlmath/nnlib"
	"dlmath/nnlib/internal/arith"
)

// Trainer trains the network of an objective, a step at a time.
// Its zero settings mean the paper's method: one point a step, drawn with replacement.
type Trainer struct {
	Objective *nnlib.Objective
	Rule      Rule     // how a gradient moves the parameters, such as &SGD{Rate: 0.05}
	Schedule  Schedule // how the rate changes on the way; nil keeps it constant

	Batch    int      // points a step; 0 means 1
	Sampling Sampling // how they are drawn

	Steps int // the number of the last step
	Every int // steps from one yield of Run to the next; 0 means one epoch

	// EarlyStopping, if set, ends the training when it no longer helps on a
	// validation set.
	EarlyStopping *EarlyStopping

	// Rand seeds the trainer's own stream of draws, once, before the first step.
	Rand *rand.Rand

	// Draw, if set, is used instead: it returns an index from 0 to n−1, and serves
	// to follow another program's random numbers. It goes with WithReplacement.
	Draw func(n int) int

	step    int
	seen    int // points, in all steps
	sampler *sampler
	batch   []int
	grad    []float64
	rows    []int     // of the steps that descend does in one call
	rates   []float64 // of these steps
	costs   []float64 // after each of them, where each is reported
	known   float64   // the cost after the last step; NaN where it is yet to be found
	reached []float64 // the parameters of the last step, while the network holds the best
	err     error
}

// Step is what [Trainer.Run] yields.
type Step struct {
	Step  int     // steps done so far; 0 before the first
	Epoch float64 // points seen so far, divided by the number of points
	Cost  float64 // of the whole data set, now

	// Validation is the cost of the validation set; NaN without EarlyStopping.
	Validation float64

	objective *nnlib.Objective
}

// GradientNorm returns ‖∇Cost‖₂ over the whole data set. It belongs to this step
// only until the loop goes on.
func (s Step) GradientNorm() float64 {
	g := make([]float64, len(s.objective.Network.Params()))
	s.objective.Gradient(g, nil)
	return math.Sqrt(arith.Dot(g, g))
}

// ErrDiverged is what [Trainer.Err] wraps when the cost is no longer finite.
var ErrDiverged = errors.New("the training diverged")

// Run goes on from the step reached before to step Steps. It yields before the
// first step, after every Every-th step, and after the last.
//
// It ends early when the loop breaks, when ctx is cancelled, when the training
// diverges, or by [EarlyStopping]; [Trainer.Err] tells. The network then holds the
// parameters of the last step done or, after divergence, those of the last yield;
// EarlyStopping changes that to the best ones.
//
// It panics when Objective, Rule, or both Rand and Draw are missing, or when a
// setting makes no sense, such as a negative number.
func (t *Trainer) Run(ctx context.Context) iter.Seq[Step] {
	t.check()
	return func(yield func(Step) bool) {
		t.prepare()
		good := append([]float64(nil), t.Objective.Network.Params()...)
		every := t.every()
		if t.step == 0 && !t.report(good, yield) {
			return
		}
		for t.step < t.Steps && !t.stopped() {
			if err := ctx.Err(); err != nil {
				if cost := t.Objective.Cost(nil); !finite(cost) {
					t.diverged("cost", cost, good)
					return
				}
				t.err = fmt.Errorf("training stopped after step %d of %d: %w", t.step, t.Steps, err)
				return
			}
			t.advance(every)
			if (t.step%every == 0 || t.step == t.Steps) && !t.report(good, yield) {
				return
			}
		}
		t.finish()
	}
}

// Err returns why the last Run could not go on: the context's error or [ErrDiverged],
// with the step; nil after a break, an early stop or a full run.
func (t *Trainer) Err() error { return t.err }

// advance does one step or, where single points and plain SGD allow, many in one call,
// but none beyond the next yield.
func (t *Trainer) advance(every int) {
	if sgd, ok := t.Rule.(*SGD); ok && len(t.batch) == 1 {
		t.descend(sgd, min(every-t.step%every, t.Steps-t.step))
		return
	}
	batch := t.draw(t.batch)
	factor := 1.0
	if t.Schedule != nil {
		factor = t.Schedule.Factor(t.step)
	}
	if sgd, ok := t.Rule.(*SGD); ok { // the same bits as by its Update, in less time
		t.Objective.Descend(sgd.Rate*factor, batch)
	} else {
		t.Objective.BatchGradient(t.grad, nil, batch)
		t.Rule.Update(t.Objective.Network.Params(), t.grad, factor)
	}
	t.seen += len(batch)
	t.step++
}

// descend does up to n steps of SGD with a point each: so many that the context is
// looked at often.
func (t *Trainer) descend(sgd *SGD, n int) {
	n = max(1, min(n, 1<<14/len(t.grad)))
	t.rows, t.rates = slices.Grow(t.rows[:0], n)[:n], slices.Grow(t.rates[:0], n)[:n]
	for i := range n {
		t.rates[i] = sgd.Rate
		if t.Schedule != nil {
			t.rates[i] *= t.Schedule.Factor(t.step + i)
		}
	}
	for todo := t.rows; len(todo) > 0; {
		todo = todo[copy(todo, t.draw(todo)):]
	}
	t.Objective.DescendByPoint(t.rates, t.rows, t.costs)
	if t.costs != nil {
		t.known = t.costs[0]
	}
	t.seen += n
	t.step += n
}

// report yields the state after a step and keeps its parameters in good; where a
// cost is not finite it goes back to good and returns false.
func (t *Trainer) report(good []float64, yield func(Step) bool) bool {
	cost := t.known
	if t.known = math.NaN(); math.IsNaN(cost) {
		cost = t.Objective.Cost(nil)
	}
	s := Step{
		Step:       t.step,
		Epoch:      float64(t.seen) / float64(t.Objective.Data.Len()),
		Cost:       cost,
		Validation: math.NaN(),
		objective:  t.Objective,
	}
	p := t.Objective.Network.Params()
	if !finite(s.Cost) {
		return t.diverged("cost", s.Cost, good)
	}
	if e := t.EarlyStopping; e != nil {
		s.Validation = e.Validation.Cost(nil)
		if !finite(s.Validation) {
			return t.diverged("validation cost", s.Validation, good)
		}
		e.observe(t.step, s.Validation, p)
	}
	copy(good, p)
	return yield(s)
}

// diverged goes back to good and returns false.
func (t *Trainer) diverged(what string, cost float64, good []float64) bool {
	copy(t.Objective.Network.Params(), good)
	t.err = fmt.Errorf("%w: after step %d the %s is %g; the network is back at the last good parameters; a smaller rate may help", ErrDiverged, t.step, what, cost)
	t.finish()
	return false
}

func (t *Trainer) stopped() bool { return t.EarlyStopping != nil && t.EarlyStopping.exhausted() }

// finish gives the network the best parameters, where there are such, and keeps those
// of the last step for a Run that goes on.
func (t *Trainer) finish() {
	if t.EarlyStopping == nil || t.EarlyStopping.Params == nil {
		return
	}
	t.reached = slices.Clone(t.Objective.Network.Params())
	t.Objective.Network.SetParams(t.EarlyStopping.Params)
}

// current returns the parameters of the last step. They are not those in the network
// where finish has put the best there, and nobody has changed them since.
func (t *Trainer) current() []float64 {
	p := t.Objective.Network.Params()
	if t.reached != nil && t.EarlyStopping != nil && slices.Equal(p, t.EarlyStopping.Params) {
		return t.reached
	}
	return p
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// draw returns the points of the next step or, in an epoch's last batch, fewer; they
// stand in batch, or where the next draw reuses them.
func (t *Trainer) draw(batch []int) []int {
	n := t.Objective.Data.Len()
	switch {
	case t.Draw != nil:
		for i := range batch {
			batch[i] = t.Draw(n)
		}
		return batch
	case t.Sampling == Shuffled:
		return t.sampler.shuffled(len(batch), n)
	default:
		return t.sampler.draw(batch, n)
	}
}

func (t *Trainer) check() {
	switch {
	case t.Objective == nil:
		panic("train: the trainer has no Objective; nnlib.NewObjective makes one")
	case t.Rule == nil:
		panic("train: the trainer has no Rule; &train.SGD{Rate: 0.05} is one")
	case t.Rand == nil && t.Draw == nil:
		panic("train: the trainer has no Rand; rand.New(rand.NewPCG(1, 0)) is one")
	case t.Sampling != WithReplacement && t.Sampling != Shuffled:
		panic(fmt.Sprintf("train: Sampling %d is neither WithReplacement nor Shuffled", t.Sampling))
	case t.Draw != nil && t.Sampling != WithReplacement:
		panic("train: Draw goes with the sampling WithReplacement only")
	case t.Batch < 0 || t.Steps < 0 || t.Every < 0:
		panic(fmt.Sprintf("train: Batch %d, Steps %d and Every %d must not be negative", t.Batch, t.Steps, t.Every))
	}
	check(t.Rule)
	if t.Schedule != nil {
		check(t.Schedule)
	}
	if e := t.EarlyStopping; e != nil {
		check(e)
		if e.Validation.Network != t.Objective.Network {
			panic("train: the Validation of EarlyStopping has another network than the trainer's Objective; give both the same one")
		}
	}
}

func check(part interface{ Check() error }) {
	if err := part.Check(); err != nil {
		panic("train: " + err.Error())
	}
}

func (t *Trainer) prepare() {
	p := t.Objective.Network.Params()
	copy(p, t.current())
	t.reached = nil
	t.err = nil
	t.known = math.NaN()
	if t.costs = nil; t.every() == 1 {
		t.costs = make([]float64, 1) // found along with the step
	}
	t.batch = make([]int, max(1, t.Batch))
	t.grad = make([]float64, len(p))
	t.Rule.State(len(p))
	t.seed()
}

// seed makes the trainer's own stream of draws, once.
func (t *Trainer) seed() {
	if t.sampler == nil && t.Draw == nil {
		t.sampler = newSampler(t.Rand)
	}
}

// every returns the steps from one yield to the next.
func (t *Trainer) every() int {
	if t.Every > 0 {
		return t.Every
	}
	batch := max(1, t.Batch)
	return (t.Objective.Data.Len() + batch - 1) / batch
}
