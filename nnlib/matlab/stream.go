package matlab

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext/prng"
)

// Stream is MATLAB's global random stream after rng(seed): the Mersenne Twister
// MT19937, from which rand, randn and randi draw in turn. It is not safe for
// concurrent use. Make one with [NewStream].
type Stream struct {
	mt prng.MT19937
}

// NewStream returns the stream as rng(seed) sets it. As in MATLAB, seed 0 stands
// for 5489, so NewStream(0) is the stream of rng default.
func NewStream(seed uint32) *Stream {
	if seed == 0 {
		seed = 5489
	}
	s := new(Stream)
	s.mt.Seed(uint64(seed))
	return s
}

// Rand returns rand: uniform on the multiples of 2⁻⁵³ in [0, 1). It takes two
// words of the generator.
func (s *Stream) Rand() float64 {
	a, b := s.mt.Uint32()>>5, s.mt.Uint32()>>6
	return float64(uint64(a)<<26|uint64(b)) / (1 << 53)
}

// Randi returns randi(n): uniform on 1, 2, …, n. It takes two words of the
// generator, and panics unless 1 ≤ n < 2⁵³.
func (s *Stream) Randi(n int) int {
	if n < 1 || int64(n) >= 1<<53 {
		panic(fmt.Sprintf("matlab: Randi(%d): the bound must lie between 1 and 2^53 - 1", n))
	}
	return int(float64(n)*s.Rand()) + 1
}

// RandnMatrix returns randn(rows, cols), drawn column by column. It panics unless
// both are positive.
func (s *Stream) RandnMatrix(rows, cols int) *mat.Dense {
	m := mat.NewDense(rows, cols, nil)
	for j := range cols {
		for i := range rows {
			m.Set(i, j, s.Randn())
		}
	}
	return m
}
