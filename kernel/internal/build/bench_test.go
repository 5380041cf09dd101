package build

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// An edited cell, from its source to its executable.
func BenchmarkBuild(b *testing.B) {
	builder := newBuilder(b, Config{Workspace: []string{checkout(b)}})
	for _, program := range []struct{ name, source string }{
		{"print", `package main
			import "fmt"
			func main() { fmt.Println(%d) }`},
		{"mat", `package main
			import ("fmt"; "gonum.org/v1/gonum/mat")
			func main() { fmt.Println(mat.Det(mat.NewDense(2, 2, []float64{1, 2, 3, %d}))) }`},
		{"figure", `package main
			import ("fmt"; "bytes"; "dlmath/nnlib"; "dlmath/nnlib/figure"; "gonum.org/v1/plot"; "gonum.org/v1/plot/vg")
			func main() {
				f := figure.Neuron(nnlib.Neuron{W: []float64{-0.7}, B: %d}, -5, 5)
				w, err := plot.New().WriterTo(4*vg.Inch, 3*vg.Inch, "png")
				var b bytes.Buffer
				if err == nil { w.WriteTo(&b) }
				fmt.Println(f, b.Len(), err)
			}`},
	} {
		b.Run(program.name, func(b *testing.B) {
			number := 0
			build := func() time.Duration {
				number++
				p := Program{Files: map[string][]byte{"main.go": fmt.Appendf(nil, program.source, number)}}
				begin := time.Now()
				mustBuild(b, builder, p)
				return time.Since(begin)
			}
			build() // the imports are listed once
			var times []time.Duration
			for b.Loop() {
				times = append(times, build())
			}
			slices.Sort(times)
			b.ReportMetric(times[len(times)/2].Seconds(), "s/median")
			b.ReportMetric(times[0].Seconds(), "s/best")
		})
	}
}
