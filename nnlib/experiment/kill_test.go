//go:build unix

package experiment

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
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

// A study that is killed three times at random moments loses no run, does none twice, and
// has the result of one that was left alone.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("EXPERIMENT_TEST_DIR"); dir != "" {
		cores, _ := strconv.Atoi(os.Getenv("EXPERIMENT_TEST_CORES"))
		os.WriteFile(dir+".began", nil, 0o644)
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
			start := func() *exec.Cmd {
				cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
				cmd.Env = append(os.Environ(), "EXPERIMENT_TEST_DIR="+dir, "EXPERIMENT_TEST_CORES="+cores)
				os.Remove(dir + ".began")
				if err := cmd.Start(); errors.Is(err, syscall.ENOEXEC) {
					t.Skip("an emulator runs this test, and the system cannot start it a second time")
				} else if err != nil {
					t.Fatal(err)
				}
				for range 1000 {
					if _, err := os.Stat(dir + ".began"); err == nil {
						break
					}
					time.Sleep(time.Millisecond)
				}
				return cmd
			}
			killed := 0
			for killed < 3 {
				cmd := start()
				time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
				cmd.Process.Kill()
				if err := cmd.Wait(); err == nil {
					t.Fatal("it was done before it was killed; the study must be longer")
				}
				killed++
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
