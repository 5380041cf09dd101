package lsq

import (
	"fmt"
	"testing"
)

func BenchmarkSolve(b *testing.B) {
	for _, p := range mghProblems() {
		b.Run(p.name, func(b *testing.B) {
			q := p.problem(true)
			settings := &Settings{GradientTol: p.gradientTol}
			x := make([]float64, len(p.start))
			b.ReportAllocs()
			var res *Result
			for b.Loop() {
				copy(x, p.start)
				res, _ = Solve(q, x, settings)
			}
			b.ReportMetric(float64(res.Evaluations), "evaluations")
		})
	}
}

// The step at the sizes of the lecture: 10 or 20 residuals, 23 unknowns.
func BenchmarkStep(b *testing.B) {
	for _, m := range []int{10, 20, 40} {
		for _, bounded := range []bool{false, true} {
			b.Run(fmt.Sprintf("%dx23,bounded=%v", m, bounded), func(b *testing.B) {
				t := newTangent(m, 23, bounded)
				for k := range t.jac {
					t.jac[k] = float64(k*k%97)/97 - 0.5
				}
				for i := range t.r {
					t.r[i] = float64(i%5) - 2
				}
				if bounded {
					for j := range t.n {
						t.box.lower[j], t.box.upper[j] = -0.1, 1
					}
				}
				for b.Loop() {
					t.update()
					t.step(0.1)
					t.reduction()
				}
			})
		}
	}
}
