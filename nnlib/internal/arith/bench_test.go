package arith

import (
	"math"
	"testing"
)

var sink float64

// bench measures throughput: independent arguments between -8 and 8, or between
// 0 and 8 for logarithms.
func bench(b *testing.B, f func(float64) float64, lo float64) {
	var x [1024]float64
	for i := range x {
		x[i] = lo + (8-lo)*(float64(i)+0.5)/1024
	}
	s := 0.0
	for i := 0; b.Loop(); i++ {
		s += f(x[i*389%1024])
	}
	sink = s
}

// chain measures latency: each argument waits for the result before it.
func chain(b *testing.B, f func(float64) float64) {
	y := 0.5
	for b.Loop() {
		y = f(0.5 + 0x1p-60*y)
	}
	sink = y
}

func BenchmarkExp(b *testing.B)      { bench(b, Exp, -8) }
func BenchmarkLog(b *testing.B)      { bench(b, Log, 0) }
func BenchmarkLog1p(b *testing.B)    { bench(b, Log1p, 0) }
func BenchmarkTanh(b *testing.B)     { bench(b, Tanh, -8) }
func BenchmarkSigmoid(b *testing.B)  { bench(b, Sigmoid, -8) }
func BenchmarkSoftplus(b *testing.B) { bench(b, Softplus, -8) }

func BenchmarkExpLatency(b *testing.B)     { chain(b, Exp) }
func BenchmarkSigmoidLatency(b *testing.B) { chain(b, Sigmoid) }
func BenchmarkTanhLatency(b *testing.B)    { chain(b, Tanh) }

// What the standard library takes, to compare.
func BenchmarkMathExp(b *testing.B)        { bench(b, math.Exp, -8) }
func BenchmarkMathLog(b *testing.B)        { bench(b, math.Log, 0) }
func BenchmarkMathLog1p(b *testing.B)      { bench(b, math.Log1p, 0) }
func BenchmarkMathTanh(b *testing.B)       { bench(b, math.Tanh, -8) }
func BenchmarkMathExpLatency(b *testing.B) { chain(b, math.Exp) }
