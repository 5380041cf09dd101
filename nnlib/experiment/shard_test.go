package experiment

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// Whatever shards are run, in whichever number, twice or at once, gathered or not: the table
// is that of one machine, and the store has each run once.
func TestShards(t *testing.T) {
	want := run(t, study("", 20))
	rapid.Check(t, func(rt *rapid.T) {
		dir := filepath.Join(t.TempDir(), "st*dy [1]")
		for range rapid.IntRange(1, 2).Draw(rt, "steps") {
			of := rapid.SampledFrom([]int{1, 3, 7, 100}).Draw(rt, "of")
			var together sync.WaitGroup
			for _, index := range rapid.SliceOfN(rapid.IntRange(0, of-1), 1, 2).Draw(rt, "shards") {
				together.Go(func() {
					if err := study(dir, 20).RunShard(t.Context(), Shard{index, of}); err != nil {
						rt.Error(err)
					}
				})
			}
			together.Wait()
			if rapid.Bool().Draw(rt, "gather") {
				g, err := study(dir, 20).Gather(of)
				if err != nil || g.Runs != want.Len() || g.Done != runsIn(t, dir) || (g.Done == g.Runs) != (len(g.Missing) == 0) {
					rt.Fatalf("of %d runs in the store %+v are gathered (%v)", runsIn(t, dir), g, err)
				}
			}
		}
		table, err := study(dir, 20).Run(t.Context())
		if err != nil {
			rt.Fatal(err)
		}
		if table.Hash() != want.Hash() || runsIn(t, dir) != want.Len() {
			rt.Fatalf("%d runs in the store, hash %s, want %d and %s", runsIn(t, dir), table.Hash(), want.Len(), want.Hash())
		}
	})
}

// A second attempt at a shard does what the first has not done, and nothing twice, although
// the first ended in the middle of a line.
func TestShardGoesOn(t *testing.T) {
	dir, shard := t.TempDir(), Shard{1, 3}
	if err := study(dir, 20).RunShard(t.Context(), shard); err != nil {
		t.Fatal(err)
	}
	names, err := shardFiles(dir)
	if err != nil || len(names) != 1 {
		t.Fatalf("the shard has the files %q (%v), want one", names, err)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	cut := bytes.Join(lines[:10], nil)
	if err := os.WriteFile(names[0], append(cut, lines[10][:7]...), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := study(dir, 20).RunShard(t.Context(), shard); err != nil {
		t.Fatal(err)
	}
	var tally Tally
	all := len(lines) - 1
	for range 2 {
		if n, err := tally.Count(dir); err != nil || n != all {
			t.Errorf("%d lines are counted (%v), want %d", n, err, all)
		}
	}
	g, err := study(dir, 20).Gather(3)
	if err != nil || g.Done != all || !slices.Equal(g.Missing, []int{0, 2}) || len(g.Taken) != 2 || len(g.Failed) != 0 {
		t.Errorf("gathered are %+v (%v), want %d runs, shards 0 and 2 missing", g, err, all)
	}
	if err := study(dir, 20).RunShard(t.Context(), shard); err != nil {
		t.Fatal(err)
	}
	if names, _ := shardFiles(dir); len(names) != 2 {
		t.Errorf("a shard with nothing to do has written a file: %q", names)
	}
}

// A damaged line is named, and the files of a study with more parameters are not given up.
func TestShardsOfOthers(t *testing.T) {
	dir := t.TempDir()
	if err := study(dir, 20).RunShard(t.Context(), Shard{0, 1}); err != nil {
		t.Fatal(err)
	}
	if g, err := study(dir, 10).Gather(1); err != nil || g.Done != 40 || len(g.Taken) != 0 {
		t.Errorf("the smaller study gathers %+v (%v), want 40 runs, and no file to be removed", g, err)
	}
	if g, err := study(dir, 20).Gather(1); err != nil || g.Done != 80 || len(g.Taken) != 1 {
		t.Errorf("the study gathers %+v (%v), want 80 runs, and one file to be removed", g, err)
	}
	names, err := shardFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	text[bytes.IndexByte(text, '\n')+20] ^= 1
	if err := os.WriteFile(names[0], text, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := study(dir, 20).Gather(1); err == nil || !strings.Contains(err.Error(), names[0]+", line 2: it is damaged") {
		t.Errorf("of a damaged line it says: %v", err)
	}
}

// What fails in a shard is told where the study is gathered, until an attempt does not fail.
func TestShardFails(t *testing.T) {
	dir := t.TempDir()
	s := study(dir, 20)
	s.Func = func(ctx context.Context, p params) (result, error) {
		if p.Seed == 5 {
			return result{}, errors.New("no such luck")
		}
		return compute(ctx, p)
	}
	if err := s.RunShard(t.Context(), Shard{0, 4}); err == nil {
		t.Error("a failed run is no error of its shard")
	}
	g, err := s.Gather(4)
	if err != nil || len(g.Failed) != 1 || !strings.Contains(g.Failed[0], `the run {"Kind":"a","N":0,"Seed":5} failed: no such luck`) {
		t.Errorf("gathered are %+v (%v)", g, err)
	}
	if g, err := s.Gather(4); err != nil || len(g.Failed) != 0 {
		t.Errorf("the error is told twice: %+v (%v)", g, err)
	}
	if err := s.RunShard(t.Context(), Shard{0, 4}); err == nil {
		t.Error("the second attempt has not failed")
	}
	if err := study(dir, 20).RunShard(t.Context(), Shard{0, 4}); err != nil {
		t.Error(err)
	}
	if g, err := s.Gather(4); err != nil || len(g.Failed) != 0 || len(g.Missing) != 3 {
		t.Errorf("after a better attempt gathered are %+v (%v)", g, err)
	}
	if err := study("", 20).RunShard(t.Context(), Shard{0, 4}); err == nil {
		t.Error("a shard without a Dir is no error")
	}
}

// Where there is no repository, a shard has the code of the program that the folder knows.
func TestShardEnvironment(t *testing.T) {
	dir := t.TempDir()
	here, err := NewEnvironment()
	if err != nil {
		t.Fatal(err)
	}
	here.Git.Commit, here.GoMod, here.GoSum = "c0ffee", "m", "s"
	if err := (&store{dir: dir}).keepEnvironment(here); err != nil {
		t.Fatal(err)
	}
	w := &work[params, result]{Study: study(dir, 1)}
	nowhere := here
	nowhere.Git, nowhere.GoMod, nowhere.GoSum = Git{}, "", ""
	got, err := w.ofKnownCode(nowhere)
	if err != nil || got.ID() != here.ID() {
		t.Errorf("the environment is %+v (%v), want %+v", got, err, here)
	}
	nowhere.Program = "other"
	if got, err := w.ofKnownCode(nowhere); err != nil || got.GoMod != "" {
		t.Errorf("another program has the code %+v (%v)", got, err)
	}
}

func TestParseShard(t *testing.T) {
	for text, want := range map[string]Shard{"0/1": {0, 1}, "7/8": {7, 8}, "12/1000": {12, 1000}} {
		if s, err := ParseShard(text); err != nil || s != want || s.String() != text {
			t.Errorf("%s is read as %v (%v)", text, s, err)
		}
	}
	for _, text := range []string{"", "1", "8/8", "-1/8", "0/0", "1/8x", "1/8 2", "a/8", "1 / 8"} {
		if s, err := ParseShard(text); err == nil {
			t.Errorf("%q is read as %v", text, s)
		}
	}
}
