package experiment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

type params struct {
	Kind string
	N    int
	Seed uint64
}

type result struct {
	Value float64
	Big   bool
	Path  []float64
}

func compute(_ context.Context, p params) (result, error) {
	x := float64(p.Seed)
	var path []float64
	for range p.N {
		x = math.Sqrt(x + float64(len(p.Kind)))
		path = append(path, x)
	}
	return result{x, x > 2, path}, nil
}

func study(dir string, seeds int) Study[params, result] {
	return Study[params, result]{
		Func: compute,
		Over: Grid[params](Axes{"Kind": []string{"a", "b\n\"π\""}, "N": []int{0, 3}, "Seed": Seeds(seeds)}),
		Dir:  dir,
	}
}

func run[P, R any](t testing.TB, s Study[P, R]) *Table[P, R] {
	t.Helper()
	table, err := s.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func runsIn(t testing.TB, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, runsFile))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(text, []byte("\n"))
}

// Cores, a store, interruptions and the order of finishing do not change the table.
func TestSameTable(t *testing.T) {
	want := run(t, study("", 50))
	if want.Len() != 200 {
		t.Fatalf("%d runs, want 200", want.Len())
	}
	rapid.Check(t, func(rt *rapid.T) {
		dir := filepath.Join(t.TempDir(), "study")
		for left := rapid.IntRange(0, 3).Draw(rt, "interruptions"); ; left-- {
			s := study(dir, 50)
			s.Cores = rapid.IntRange(1, 4).Draw(rt, "cores")
			ctx, cancel := context.WithCancel(t.Context())
			after := int64(math.MaxInt64)
			if left > 0 {
				after = rapid.Int64Range(1, 150).Draw(rt, "after")
			}
			var calls atomic.Int64
			s.Func = func(ctx context.Context, p params) (result, error) {
				if calls.Add(1) == after {
					cancel()
				}
				return compute(ctx, p)
			}
			table, err := s.Run(ctx)
			cancel()
			if left > 0 && err != nil {
				if !errors.Is(err, context.Canceled) {
					rt.Fatal(err)
				}
				continue
			}
			if err != nil {
				rt.Fatal(err)
			}
			if table.Hash() != want.Hash() || runsIn(t, dir) != want.Len() {
				rt.Fatalf("%d runs in the store, hash %s, want %d and %s", runsIn(t, dir), table.Hash(), want.Len(), want.Hash())
			}
			for i, r := range table.Runs {
				if r.Hash != want.Runs[i].Hash || r.Params != want.Runs[i].Params || !slices.Equal(r.Result.Path, want.Runs[i].Result.Path) {
					rt.Fatalf("run %d is %+v, want %+v", i, r, want.Runs[i])
				}
			}
			return
		}
	})
}

// A run that is kept is not done again, also when the study has become larger.
func TestNothingTwice(t *testing.T) {
	dir := t.TempDir()
	var calls atomic.Int64
	counted := func(s Study[params, result]) Study[params, result] {
		s.Func = func(ctx context.Context, p params) (result, error) {
			calls.Add(1)
			return compute(ctx, p)
		}
		return s
	}
	run(t, counted(study(dir, 5)))
	run(t, counted(study(dir, 5)))
	larger := run(t, counted(study(dir, 8)))
	if calls.Load() != 4*8 || runsIn(t, dir) != 4*8 || larger.Hash() != run(t, study("", 8)).Hash() {
		t.Errorf("%d calls, %d runs in the store; want 32 each", calls.Load(), runsIn(t, dir))
	}
	stored, err := study(dir, 5).Stored()
	if err != nil || stored.Hash() != run(t, study("", 5)).Hash() {
		t.Errorf("stored are %d runs (%v)", stored.Len(), err)
	}
}

// A run counts only when it is kept: what Progress has told is in the store.
func TestProgressIsKept(t *testing.T) {
	dir := t.TempDir()
	s := study(dir, 200)
	var told []Progress
	s.Progress = func(p Progress) {
		told = append(told, p)
		if in := runsIn(t, dir); in < p.Done {
			t.Errorf("%d runs were told, %d are in the store", p.Done, in)
		}
	}
	run(t, s)
	if last := told[len(told)-1]; last.Done != 800 || last.Total != 800 || last.Kept != 0 {
		t.Errorf("at the end it tells %+v", last)
	}
	told = nil
	run(t, s)
	if last := told[len(told)-1]; last.Done != 800 || last.Kept != 800 {
		t.Errorf("of a study that is done it tells %+v", last)
	}
}

func TestFailedRuns(t *testing.T) {
	dir := t.TempDir()
	s := study(dir, 10)
	s.Func = func(ctx context.Context, p params) (result, error) {
		switch {
		case p.N == 3 && p.Seed == 7 && p.Kind == "a":
			return result{}, errors.New("no convergence")
		case p.N == 3 && p.Seed == 9:
			panic("out of range")
		}
		return compute(ctx, p)
	}
	table, err := s.Run(t.Context())
	if table.Len() != 37 || runsIn(t, dir) != 37 {
		t.Errorf("%d runs, %d in the store, want 37", table.Len(), runsIn(t, dir))
	}
	if want := `experiment: 3 of 40 runs failed; the first: the run {"Kind":"a","N":3,"Seed":7} failed: no convergence`; err == nil || err.Error() != want {
		t.Errorf("it says %v, want %s", err, want)
	}
	if again := run(t, study(dir, 10)); again.Hash() != run(t, study("", 10)).Hash() {
		t.Error("the failed runs were not done later")
	}
}

// Results of other code are not mixed with those to come.
func TestOtherCode(t *testing.T) {
	dir := t.TempDir()
	run(t, study(dir, 5))
	asOfAnotherProgram(t, dir)
	if again := run(t, study(dir, 6)); again.Len() != 24 {
		t.Errorf("another program with the same results has %d runs", again.Len())
	}
	s := study(dir, 7)
	s.Func = func(ctx context.Context, p params) (result, error) {
		r, err := compute(ctx, p)
		r.Value = -r.Value
		return r, err
	}
	_, err := s.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), dir+" holds runs of other code: with {") || !strings.Contains(err.Error(), "Value was ") {
		t.Errorf("changed code gives %v", err)
	}
	if n := runsIn(t, dir); n != 24 {
		t.Errorf("%d runs are in the store, want the 24 from before", n)
	}
}

// asOfAnotherProgram rewrites a store as if another executable had written it.
func asOfAnotherProgram(t *testing.T, dir string) {
	t.Helper()
	s := study(dir, 5)
	l, err := layoutOf[params, result]()
	if err != nil {
		t.Fatal(err)
	}
	table, err := s.Stored()
	if err != nil {
		t.Fatal(err)
	}
	var text []byte
	for i := range table.Runs {
		if text, err = l.appendLine(text, &table.Runs[i], "0123456789ab"); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, runsFile), text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRefused(t *testing.T) {
	type other struct{ Other int }
	dir := t.TempDir()
	run(t, study(dir, 1))
	locked, err := openStore(filepath.Join(t.TempDir(), "locked"), mustLayout[params, result](t).columns())
	if err != nil {
		t.Fatal(err)
	}
	defer locked.close()
	for _, c := range []struct {
		run  func() error
		want string
	}{
		{func() error { _, err := Study[params, result]{}.Run(t.Context()); return err }, "the study has no Func"},
		{func() error {
			s := study("", 1)
			s.Over = append(s.Over, s.Over[0])
			_, err := s.Run(t.Context())
			return err
		},
			`the parameters {"Kind":"a","N":0,"Seed":1} come twice in Over, at 0 and 4`},
		{func() error { _, err := study(locked.dir, 1).Run(t.Context()); return err }, "another program runs the study in " + locked.dir},
		{func() error { return refused(Study[params, other]{Dir: dir}) }, dir + " holds another study: it has the columns Kind string, N int, Seed uint64, Value float64, Big bool, Path []float64, and the study has Kind string, N int, Seed uint64, Other int"},
		{func() error { return refused(Study[int, other]{}) }, "int is not a struct"},
		{func() error { return refused(Study[other, struct{ M map[string]int }]{}) }, "the field M of struct { M map[string]int } is a map[string]int, which cannot be kept"},
		{func() error { return refused(Study[other, struct{ a int }]{}) }, "the field a of struct { a int } is not exported"},
		{func() error { return refused(Study[other, struct{ OTHER int }]{}) }, "has the name of Other of"},
		{func() error { return refused(Study[other, struct{ Hash int }]{}) }, "has the name of hash, which every run has"},
		{func() error { return refused(Study[other, struct{}]{}) }, "need a field each"},
		{func() error { _, err := study("", 1).Stored(); return err }, "without a Dir stores nothing"},
		{func() error {
			s := study(t.TempDir(), 1)
			s.Files = []string{"no-such.csv"}
			_, err := s.Run(t.Context())
			return err
		}, "no-such.csv"},
		{func() error {
			s := study(t.TempDir(), 1)
			s.Over = []params{{Kind: "\xff"}}
			_, err := s.Run(t.Context())
			return err
		}, `parameters 0: Kind is "\xff", which is not valid UTF-8`},
	} {
		if err := c.run(); err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "experiment: ") {
			t.Errorf("it gives %v, want %s", err, c.want)
		}
	}
}

func refused[P, R any](s Study[P, R]) error {
	s.Func = func(context.Context, P) (r R, err error) { return r, nil }
	_, err := s.Run(context.Background())
	return err
}

func mustLayout[P, R any](t testing.TB) layout[P, R] {
	t.Helper()
	l, err := layoutOf[P, R]()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// What a program that was killed was about to write is removed by the next, and nothing
// else; where shards may write, only what is old.
func TestUnfinishedFiles(t *testing.T) {
	for _, shards := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "[study]*")
		run(t, study(dir, 1))
		if shards {
			if err := study(dir, 2).RunShard(t.Context(), Shard{0, 2}); err != nil {
				t.Fatal(err)
			}
		}
		others := []string{".notes", "study.json.old", "uncommitted-mine.patch"}
		want := append(filesIn(t, dir), others...)
		left := []string{".study.json123", ".environment-0123.json7", ".uncommitted-abc.patch99"}
		for _, name := range slices.Concat(others, left) {
			file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE, 0o644)
			if err != nil {
				t.Fatal(err)
			}
			file.Close()
		}
		if shards {
			want = append(want, left[1:]...)
			if err := os.Chtimes(filepath.Join(dir, left[0]), time.Time{}, time.Now().Add(-2*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		run(t, study(dir, 2))
		slices.Sort(want)
		if got := filesIn(t, dir); !slices.Equal(got, want) {
			t.Errorf("with shards %v the store has the files %q, want %q", shards, got, want)
		}
	}
}

func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// A store may end at any byte: lines that are whole count, the rest is done again.
func TestTornStore(t *testing.T) {
	dir := t.TempDir()
	one := study(dir, 1)
	one.Cores = 1 // so that line 1 is known
	want := run(t, one)
	path := filepath.Join(dir, runsFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "\x00\x00\x00", "garbage\n\x00"} {
		for size := range len(text) + 1 {
			if lineEnd := size == len(text) || text[size] == '\n' || size > 0 && text[size-1] == '\n'; size%13 != 0 && !lineEnd {
				continue
			}
			torn := append(slices.Clip(text[:size]), end...)
			if err := os.WriteFile(path, torn, 0o644); err != nil {
				t.Fatal(err)
			}
			if stored, err := study(dir, 1).Stored(); err != nil || stored.Len() != bytes.Count(text[:size], []byte("\n")) {
				t.Fatalf("cut after %d bytes it holds %d runs (%v)", size, stored.Len(), err)
			}
			if again := run(t, study(dir, 1)); again.Hash() != want.Hash() || runsIn(t, dir) != want.Len() {
				t.Fatalf("cut after %d bytes, %d runs are in the store", size, runsIn(t, dir))
			}
		}
	}

	damaged := bytes.Replace(text, []byte(`"N":0`), []byte(`"N":1`), 1)
	if err := os.WriteFile(path, damaged, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := study(dir, 1).Run(t.Context()); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%s, line 1: it is damaged", path)) {
		t.Errorf("a line that is damaged gives %v", err)
	}
}
