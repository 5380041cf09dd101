package experiment

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkMillion tells what a million runs cost that take no time themselves: to write
// them in 100 shards, one after the other, to gather them, and to read them back.
func BenchmarkMillion(b *testing.B) {
	const many, of = 1_000_000, 100
	s := Study[tiny, tinyResult]{
		Func: func(_ context.Context, p tiny) (tinyResult, error) {
			return tinyResult{1 / (float64(p.Seed) + 0.1), int(p.Seed)}, nil
		},
		Over: Grid[tiny](Axes{"Seed": Seeds(many)}),
		Dir:  filepath.Join(b.TempDir(), "study"),
	}
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			for k := range of {
				if err := s.RunShard(b.Context(), Shard{k, of}); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/many, "ns/run")
	})
	b.Run("gather", func(b *testing.B) {
		for b.Loop() {
			if g, err := s.Gather(of); err != nil || g.Done != many {
				b.Fatalf("%d runs are gathered (%v)", g.Done, err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/many, "ns/run")
		info, err := os.Stat(filepath.Join(s.Dir, runsFile))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/many, "bytes/run")
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if t, err := s.Stored(); err != nil || t.Len() != many {
				b.Fatalf("%d runs are read (%v)", t.Len(), err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/many, "ns/run")
	})
}
