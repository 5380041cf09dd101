package dataset

import "gonum.org/v1/gonum/mat"

// The points of figure 1 and, last, the one that figure 5 adds.
var (
	drillingX1 = [11]float64{0.1, 0.3, 0.1, 0.6, 0.4, 0.6, 0.5, 0.9, 0.4, 0.7, 0.3}
	drillingX2 = [11]float64{0.1, 0.4, 0.5, 0.9, 0.2, 0.3, 0.6, 0.2, 0.4, 0.6, 0.7}
)

// Drilling returns the lecture's ten points in [0,1]² (figure 1), as if they were
// drilling sites on a map: the first five are category A, a success with target
// (1,0)ᵀ; the last five are category B with target (0,1)ᵀ.
//
// Source: C. F. Higham and D. J. Higham, Deep Learning: An Introduction for
// Applied Mathematicians, SIAM Review 61(4), 2019, section 2.
func Drilling() *Set { return drilling(10) }

// Drilling11 returns the ten points of [Drilling] and one more of category B,
// at (0.3, 0.7), as in figure 5.
func Drilling11() *Set { return drilling(11) }

func drilling(n int) *Set {
	x := mat.NewDense(n, 2, nil)
	labels := make([]int, n)
	for i := range n {
		x.SetRow(i, []float64{drillingX1[i], drillingX2[i]})
		if i >= 5 {
			labels[i] = 1
		}
	}
	return Labelled(x, labels, []string{"A", "B"})
}
