package train_test

import "testing"

// BenchmarkStep is one step of the paper's run: 2-2-3-2, a single point.
func BenchmarkStep(b *testing.B) {
	tr := drilling()
	tr.Steps, tr.Every = b.N, b.N
	b.ReportAllocs()
	run(tr)
}

// BenchmarkStepWithCost also evaluates the cost of the ten points after each step.
func BenchmarkStepWithCost(b *testing.B) {
	tr := drilling()
	tr.Steps, tr.Every = b.N, 1
	b.ReportAllocs()
	for range tr.Run(b.Context()) {
	}
}
