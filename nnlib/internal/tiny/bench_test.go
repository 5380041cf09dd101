package tiny

import (
	"testing"

	"dlmath/nnlib/internal/cpu"
)

func BenchmarkSteps(b *testing.B) {
	x := []float64{0.1, 0.1, 0.3, 0.4, 0.1, 0.5, 0.6, 0.9, 0.4, 0.2, 0.6, 0.3, 0.5, 0.6, 0.9, 0.2, 0.4, 0.4, 0.7, 0.6}
	y := []float64{1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}
	p := make([]float64, 23)
	for i := range p {
		p[i] = float64(i*7%23)/23 - 0.5
	}
	rows, rates := make([]int, 1000), make([]float64, 1000)
	for i := range rows {
		rows[i], rates[i] = i*7%10, 0.05
	}
	for _, s := range cpu.Available() {
		b.Run(s.String(), func(b *testing.B) {
			defer cpu.Use(s)()
			e := New([]int{2, 2, 3, 2})
			q := append([]float64(nil), p...)
			for b.Loop() {
				e.Steps(q, Points{x, y, 2, 2}, rows, rates)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/step")
		})
	}
}
