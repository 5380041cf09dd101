//go:build unix

package experiment

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// slow is a run of about 200 µs to 1 ms, so that kills hit runs, writes and the time between.
func slow(ctx context.Context, p params) (result, error) {
	r, err := compute(ctx, p)
	rng := rand.New(rand.NewPCG(p.Seed, 0))
	for range 10_000 + 50_000*int(p.Seed%2) {
		r.Value += rng.NormFloat64()
	}
	return r, err
}

func slowStudy(dir string, cores int) Study[params, result] {
	s := study(dir, 300)
	s.Func, s.Cores = slow, cores
	return s
}

// again starts a test in a program of its own. Where an emulator runs this one, and the
// system cannot start such programs by itself, the emulator runs the other too.
func again(t *testing.T, test, dir string, env ...string) *exec.Cmd {
	t.Helper()
	command := func(args ...string) *exec.Cmd {
		cmd := exec.Command(args[0], append(args[1:], "-test.run=^"+test+"$")...)
		cmd.Env = append(append(os.Environ(), "EXPERIMENT_TEST_DIR="+dir), env...)
		return cmd
	}
	cmd := command(os.Args[0])
	err := cmd.Start()
	if errors.Is(err, syscall.ENOEXEC) {
		emulator := "qemu-" + map[string]string{"amd64": "x86_64", "arm64": "aarch64", "386": "i386"}[runtime.GOARCH] + "-static"
		if cmd = command(emulator, os.Args[0]); cmd.Err != nil {
			t.Fatalf("an emulator runs this test, and the test needs it to start programs: install qemu-user-static (%v)", cmd.Err)
		}
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd
}

// sizeOf is how many bytes of runs a store holds.
func sizeOf(dir string) int64 {
	info, err := os.Stat(filepath.Join(dir, runsFile))
	if err != nil {
		return 0
	}
	return info.Size()
}

// A study that is killed three times at random moments loses no run, does none twice, and
// has the result of one that was left alone.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("EXPERIMENT_TEST_DIR"); dir != "" {
		cores, _ := strconv.Atoi(os.Getenv("EXPERIMENT_TEST_CORES"))
		run(t, slowStudy(dir, cores))
		return
	}
	want := run(t, slowStudy("", 1))
	if two := run(t, slowStudy("", 2)); two.Hash() != want.Hash() {
		t.Fatalf("2 cores give the hash %s, one %s", two.Hash(), want.Hash())
	}
	for _, cores := range []string{"1", "2"} {
		t.Run(cores, func(t *testing.T) {
			dir, before := t.TempDir(), 0
			start := func() *exec.Cmd { return again(t, "TestKilled", dir, "EXPERIMENT_TEST_CORES="+cores) }
			for kill := range 3 {
				cmd, size := start(), sizeOf(dir)
				if kill > 0 { // the first comes at any time, the others while runs are kept
					size += rand.Int64N(50_000)
				}
				for waited := 0; sizeOf(dir) < size && waited < 30_000; waited++ {
					time.Sleep(time.Millisecond)
				}
				time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
				cmd.Process.Kill()
				if err := cmd.Wait(); err == nil {
					t.Fatal("it was done before it was killed; the study must be longer")
				}
				stored, err := slowStudy(dir, 1).Stored()
				if errors.Is(err, fs.ErrNotExist) {
					continue // killed before the store was made
				}
				if err != nil {
					t.Fatal(err)
				}
				if stored.Len() < before {
					t.Fatalf("%d runs were stored, and %d after the next kill", before, stored.Len())
				}
				before = stored.Len()
				t.Logf("killed with %d runs stored", before)
			}
			if err := start().Wait(); err != nil {
				t.Fatal(err)
			}
			table, err := slowStudy(dir, 1).Stored()
			if err != nil {
				t.Fatal(err)
			}
			if table.Hash() != want.Hash() || runsIn(t, dir) != want.Len() {
				t.Errorf("%d runs are stored with the hash %s, want %d and %s", runsIn(t, dir), table.Hash(), want.Len(), want.Hash())
			}
		})
	}
}

// Shards that are killed at random moments, with the program that gathers them, give what
// one machine gives.
func TestShardsKilled(t *testing.T) {
	long := func(dir string) Study[params, result] {
		s := slowStudy(dir, 1)
		s.Over = study("", 400).Over
		return s
	}
	if dir := os.Getenv("EXPERIMENT_TEST_DIR"); dir != "" {
		shard, err := ParseShard(os.Getenv("EXPERIMENT_TEST_SHARD"))
		if err != nil { // it is to gather
			for range 1000 {
				if _, err := long(dir).Gather(2); err != nil {
					t.Fatal(err)
				}
			}
			return
		}
		if err := long(dir).RunShard(t.Context(), shard); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, dir, before := run(t, long("")), t.TempDir(), 0
	start := func(shard string) *exec.Cmd {
		return again(t, "TestShardsKilled", dir, "EXPERIMENT_TEST_SHARD="+shard)
	}
	for range 3 {
		programs := []*exec.Cmd{start("0/2"), start("1/2"), start("gather")}
		var tally Tally
		for enough := before + rand.IntN(200); ; time.Sleep(time.Millisecond) {
			if n, err := tally.Count(dir); err != nil {
				t.Fatal(err)
			} else if n > enough {
				break
			}
		}
		for _, cmd := range programs {
			cmd.Process.Kill()
		}
		for _, cmd := range programs {
			if err := cmd.Wait(); err == nil {
				t.Error("it was done before it was killed; the study must be longer")
			}
		}
		g, err := long(dir).Gather(2)
		if err != nil {
			t.Fatal(err)
		}
		if g.Done < before || g.Done != runsIn(t, dir) {
			t.Fatalf("%d runs are gathered, %d were before, and the store holds %d", g.Done, before, runsIn(t, dir))
		}
		before = g.Done
		t.Logf("killed with %d runs gathered", before)
	}
	for _, shard := range []string{"0/2", "1/2"} {
		if err := start(shard).Wait(); err != nil {
			t.Fatal(err)
		}
	}
	if g, err := long(dir).Gather(2); err != nil || g.Done != g.Runs {
		t.Fatalf("gathered are %+v (%v)", g, err)
	}
	table, err := long(dir).Stored()
	if err != nil {
		t.Fatal(err)
	}
	if table.Hash() != want.Hash() || runsIn(t, dir) != want.Len() {
		t.Errorf("%d runs are stored with the hash %s, want %d and %s", runsIn(t, dir), table.Hash(), want.Len(), want.Hash())
	}
}
