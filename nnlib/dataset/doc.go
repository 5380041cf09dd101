// Package dataset holds labelled points for a network to learn from.
//
// A [Set] is two matrices with a row for each point: X, what goes into the
// network, and Y, the target that should come out. For classification the
// target of category c is the c-th unit vector, as in eq. (5) of the lecture.
//
// [Drilling] gives the ten points of the lecture's figure 1, [Drilling11] the
// same with the eleventh point of figure 5. [Spiral], [Moons], [Circles], [Blobs],
// [Checkerboard] and [NoisySine] draw as many points as one likes; everything
// random takes an explicit generator, so that a set has the same bits on every
// machine. [Digits] are real images of handwritten digits. [OpenCSV] and [OpenIDX] read files, and refuse with a sentence what
// they cannot read faithfully.
//
// [Set.Split] deals a set into training, validation and test parts, and a
// [Standardizer] learnt on the first brings all three to a common scale.
package dataset
