package train

import "math/rand/v2"

// Sampling says how the points of a step are drawn.
type Sampling int

const (
	// WithReplacement draws each point from all of them, as the paper does.
	WithReplacement Sampling = iota

	// Shuffled takes the points in a random order, anew for each epoch, so that an
	// epoch sees every point once. The last batch of an epoch may be smaller.
	Shuffled
)

// sampler draws the points of each step. Its fields are all that has to be kept for
// the draws to go on where they stopped.
type sampler struct {
	Source *rand.PCG
	Order  []int // the points of this epoch, when shuffled
	Next   int   // where in Order the next batch begins
}

// newSampler gives the sampler a stream of its own, seeded from rng.
func newSampler(rng *rand.Rand) *sampler {
	return &sampler{Source: rand.NewPCG(rng.Uint64(), rng.Uint64())}
}

// draw fills batch with indices below n drawn with replacement.
func (s *sampler) draw(batch []int, n int) []int {
	rng := rand.New(s.Source)
	for i := range batch {
		batch[i] = rng.IntN(n)
	}
	return batch
}

// shuffled returns the next points of the epoch, at most size of them.
func (s *sampler) shuffled(size, n int) []int {
	if s.Order == nil {
		s.Order = make([]int, n)
		for i := range s.Order {
			s.Order[i] = i
		}
	}
	if s.Next == 0 {
		rng := rand.New(s.Source)
		rng.Shuffle(n, func(i, j int) { s.Order[i], s.Order[j] = s.Order[j], s.Order[i] })
	}
	batch := s.Order[s.Next:min(s.Next+size, n)]
	s.Next += len(batch)
	if s.Next == n {
		s.Next = 0
	}
	return batch
}
