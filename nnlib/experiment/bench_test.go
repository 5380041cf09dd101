//go:build unix

package experiment

import (
	"context"
	"path/filepath"
	"syscall"
	"testing"
)

type tiny struct{ Seed uint64 }

type tinyResult struct {
	Cost  float64
	Steps int
}

// iterate takes a microsecond or two: a thousand steps of the logistic map.
func iterate(_ context.Context, p tiny) (r tinyResult, err error) {
	x := 1 / (float64(p.Seed) + 1.5)
	for range 1000 {
		x = 3.9 * x * (1 - x)
		if x > 0.5 {
			r.Steps++
		}
	}
	r.Cost = x
	return r, nil
}

// Benchmark100000 compares studies of 100 000 tiny runs with the loop that only does them:
// loops is in how many times the loop's time, by the clock; cpu-loops by the processor's
// time, which hardly depends on what else the machine does. One core should stay below 2.
func Benchmark100000(b *testing.B) {
	const many = 100_000
	over := Grid[tiny](Axes{"Seed": Seeds(many)})
	var loop, cpuLoop float64 // ns
	each := func(name string, f func(b *testing.B)) {
		b.Run(name, func(b *testing.B) {
			before := processorTime(b)
			for b.Loop() {
				f(b)
			}
			time, cpu := float64(b.Elapsed())/float64(b.N), float64(processorTime(b)-before)/float64(b.N)
			if name == "loop" {
				loop, cpuLoop = time, cpu
			} else if loop > 0 {
				b.ReportMetric(time/loop, "loops")
				b.ReportMetric(cpu/cpuLoop, "cpu-loops")
			}
		})
	}
	each("loop", func(b *testing.B) {
		results := make([]tinyResult, many)
		for i, p := range over {
			results[i], _ = iterate(b.Context(), p)
		}
	})
	studies := func(name string, cores int, dir func(*testing.B) string) {
		each(name, func(b *testing.B) {
			if n := run(b, Study[tiny, tinyResult]{Func: iterate, Over: over, Cores: cores, Dir: dir(b)}).Len(); n != many {
				b.Fatalf("%d runs", n)
			}
		})
	}
	fresh := func(b *testing.B) string { return filepath.Join(b.TempDir(), "study") }
	studies("memory,1core", 1, func(*testing.B) string { return "" })
	studies("store,1core", 1, fresh)
	studies("store,allcores", 0, fresh)
	kept := fresh(b)
	studies("again", 0, func(*testing.B) string { return kept })
}

func processorTime(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
