package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
)

// A saved training is one JSON object. It says all that the steps to come depend on
// but for the settings, which are the program's.
const (
	format  = "dlmath training"
	version = 1
)

type header struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
}

type saved struct {
	header
	Sizes       []int          `json:"sizes"`
	Activations []string       `json:"activations"` // of layers 2, …, L
	Points      int            `json:"points"`
	Step        int            `json:"step"`
	Seen        int            `json:"seen"`
	Source      []byte         `json:"source"` // of the draws, as rand.PCG marshals it
	Order       []int          `json:"order,omitempty"`
	Next        int            `json:"next,omitempty"`
	Rule        string         `json:"rule"`
	State       []vector       `json:"state,omitempty"`
	Params      vector         `json:"params"`
	Stopping    *savedStopping `json:"early_stopping,omitempty"`
}

type savedStopping struct {
	Best     float64 `json:"best"`
	BestStep int     `json:"best_step"`
	Waited   int     `json:"waited"`
	Params   vector  `json:"params"`
}

// vector refuses null, which encoding/json takes for 0 and other programs write for NaN.
type vector []float64

func (v *vector) UnmarshalJSON(data []byte) error {
	if bytes.Contains(data, []byte("null")) {
		return errors.New("null stands where a number should be")
	}
	return json.Unmarshal(data, (*[]float64)(v))
}

// Save writes the training to w, so that [Trainer.Resume] can go on with it. It may be
// called between runs, or in the body of a loop over [Trainer.Run]:
//
//	for s := range sgd.Run(ctx) {
//		err = sgd.Save(file)
//		…
//	}
//
// It writes the parameters, the steps done, the position in the stream of draws, what
// the rule remembers, and what EarlyStopping knows. It does not write the data, nor the
// settings: those of the trainer, its rule, schedule and early stopping.
//
// It returns an error, and writes nothing, when a number is NaN or infinite or when
// the trainer has a Draw, whose position it cannot know. It panics where Run would.
func (t *Trainer) Save(w io.Writer) error {
	t.check()
	if t.Draw != nil {
		return errDraw
	}
	t.seed()
	s := t.snapshot()
	if err := s.checkFinite(); err != nil {
		return fmt.Errorf("train: %w; nothing was saved", err)
	}
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("train: nothing was saved: %w", err)
	}
	if _, err := w.Write(append(data, '\n')); err != nil {
		return fmt.Errorf("train: the training is not saved: %w", err)
	}
	return nil
}

// Resume takes over a training that [Trainer.Save] wrote, from a file that r reads to
// its end. The trainer has the same configuration as the one that was saved: network,
// data, rule, and so on. A Run then takes the steps that the saved trainer would have
// taken, to the bit. Whoever changes a setting, such as the rate, goes on with that.
//
// It returns an error, and changes nothing, when the file is damaged, cut short, too
// long or from a newer version, when it is of another network, rule, or number of
// points, or when the trainer has a Draw. It panics where Run would.
func (t *Trainer) Resume(r io.Reader) error {
	t.check()
	if t.Draw != nil {
		return errDraw
	}
	s, err := t.read(r)
	if err != nil {
		return fmt.Errorf("train: this training cannot go on: %w", err)
	}
	var source rand.PCG
	if err := s.fits(t, &source); err != nil {
		return fmt.Errorf("train: this training cannot go on: %w", err)
	}

	net := t.Objective.Network
	t.step, t.seen, t.err, t.reached = s.Step, s.Seen, nil, nil
	t.sampler = &sampler{Source: &source, Order: s.Order, Next: s.Next}
	net.SetParams(s.Params)
	for i, v := range t.Rule.State(len(s.Params)) {
		copy(v, s.State[i])
	}
	if e := t.EarlyStopping; e != nil {
		e.Best, e.BestStep, e.Waited, e.Params = 0, 0, 0, nil
		if known := s.Stopping; known != nil {
			e.Best, e.BestStep, e.Waited, e.Params = known.Best, known.BestStep, known.Waited, known.Params
		}
	}
	return nil
}

var errDraw = errors.New("train: a trainer with a Draw of its own cannot be saved or resumed, for the position in those draws is unknown; leave Draw nil and set Rand")

// snapshot returns the training as it is now, sharing its memory.
func (t *Trainer) snapshot() *saved {
	net := t.Objective.Network
	source, _ := t.sampler.Source.MarshalBinary() // never fails
	s := &saved{
		header:      header{format, version},
		Sizes:       net.Sizes(),
		Activations: t.activations(),
		Points:      t.Objective.Data.Len(),
		Step:        t.step,
		Seen:        t.seen,
		Source:      source,
		Order:       t.sampler.Order,
		Next:        t.sampler.Next,
		Rule:        t.ruleName(),
		Params:      t.current(),
	}
	for _, v := range t.Rule.State(len(s.Params)) {
		s.State = append(s.State, v)
	}
	if e := t.EarlyStopping; e != nil && e.Params != nil {
		s.Stopping = &savedStopping{e.Best, e.BestStep, e.Waited, e.Params}
	}
	return s
}

// read parses the file. A file that is longer than a training of this trainer can be
// is refused before it is read to its end.
func (t *Trainer) read(r io.Reader) (*saved, error) {
	n := len(t.Objective.Network.Params())
	numbers := 2*n + t.Objective.Data.Len()
	for _, v := range t.Rule.State(n) {
		numbers += len(v)
	}
	limit := int64(64<<10) + 32*int64(numbers) // a number takes 25 bytes at most
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("the file is longer than the %d bytes that a training of %d parameters by %s can take", limit, n, t.ruleName())
	}

	var h header
	if err := json.Unmarshal(data, &h); err != nil {
		return nil, fmt.Errorf("the file is damaged or cut short: %w", err)
	}
	if h.Format != format {
		return nil, fmt.Errorf("the file is not a training that Save wrote: its format is %.40q, not %q", h.Format, format)
	}
	if h.Version > version {
		return nil, fmt.Errorf("the file has version %d and this library reads versions up to %d; use a newer nnlib", h.Version, version)
	}
	if h.Version < 1 {
		return nil, fmt.Errorf("the file has version %d; the first is 1", h.Version)
	}
	s := new(saved)
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("the file is damaged: %w", err)
	}
	return s, nil
}

// fits returns an error unless the trainer t can go on from s. It sets source.
func (s *saved) fits(t *Trainer, source *rand.PCG) error {
	net := t.Objective.Network
	n, points := len(net.Params()), t.Objective.Data.Len()
	if !slices.Equal(s.Sizes, net.Sizes()) || !slices.Equal(s.Activations, t.activations()) {
		return fmt.Errorf("the file is of a network with sizes %d and activations %q, and this one has %d and %q",
			s.Sizes, s.Activations, net.Sizes(), t.activations())
	}
	if s.Points != points {
		return fmt.Errorf("the file is of a training on %d points, and this data set has %d", s.Points, points)
	}
	if s.Rule != t.ruleName() {
		return fmt.Errorf("the file is of a training by the rule %.40s, and this trainer has %s", s.Rule, t.ruleName())
	}
	if s.Step < 0 || s.Seen < s.Step {
		return fmt.Errorf("the file is damaged: %d points in %d steps", s.Seen, s.Step)
	}
	if len(s.Params) != n {
		return fmt.Errorf("the file is damaged: %d parameters, not %d", len(s.Params), n)
	}
	state := t.Rule.State(n)
	if len(s.State) != len(state) {
		return fmt.Errorf("the file is damaged: %s remembers %d vectors, not %d", s.Rule, len(state), len(s.State))
	}
	for i, v := range state {
		if len(s.State[i]) != len(v) {
			return fmt.Errorf("the file is damaged: vector %d of what %s remembers has %d components, not %d", i+1, s.Rule, len(s.State[i]), len(v))
		}
	}
	if e := s.Stopping; e != nil && (len(e.Params) != n || e.BestStep < 0 || e.Waited < 0) {
		return fmt.Errorf("the file is damaged: early stopping with %d parameters, not %d, and steps %d and %d", len(e.Params), n, e.BestStep, e.Waited)
	}
	if err := source.UnmarshalBinary(s.Source); err != nil {
		return fmt.Errorf("the file is damaged: the stream of draws: %w", err)
	}
	if s.Order == nil && s.Next == 0 {
		return nil
	}
	if !isPermutation(s.Order, points) || s.Next < 0 || s.Next >= points {
		return fmt.Errorf("the file is damaged: the order of an epoch is no permutation of %d points, or has no place %d", points, s.Next)
	}
	return nil
}

// checkFinite returns an error when a number of the training is NaN or infinite.
// JSON has no such numbers, so there are none in what has been read.
func (s *saved) checkFinite() error {
	vectors := append([]vector{s.Params}, s.State...)
	for i, v := range vectors {
		for j, x := range v {
			switch {
			case finite(x):
			case i == 0:
				return fmt.Errorf("parameter %d is %g", j, x)
			default:
				return fmt.Errorf("component %d of vector %d of what %s remembers is %g", j, i, s.Rule, x)
			}
		}
	}
	return nil
}

func isPermutation(order []int, n int) bool {
	seen := make([]bool, n)
	for _, i := range order {
		if i < 0 || i >= n || seen[i] {
			return false
		}
		seen[i] = true
	}
	return len(order) == n
}

func (t *Trainer) activations() []string {
	net := t.Objective.Network
	var names []string
	for l := 2; l <= net.L(); l++ {
		names = append(names, net.Activation(l).String())
	}
	return names
}

// ruleName returns the type of the rule, such as "train.Adam".
func (t *Trainer) ruleName() string { return strings.TrimPrefix(fmt.Sprintf("%T", t.Rule), "*") }
