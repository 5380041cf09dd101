//go:build slurm

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dlmath/kernel/internal/setup"
	"dlmath/nnlib/experiment"

	"github.com/parquet-go/parquet-go"
)

const sleepy = `import (
	"context"
	"errors"
	"time"

	"dlmath/nnlib/experiment"
)

type Params struct{ Seed uint64 }
type Result struct{ Square uint64 }

func square(_ context.Context, p Params) (Result, error) {
	if p.Seed == bad {
		return Result{}, errors.New("no such luck")
	}
	time.Sleep(time.Duration(millis) * time.Millisecond)
	return Result{p.Seed * p.Seed}, nil
}

func study() experiment.Study[Params, Result] {
	return experiment.Study[Params, Result]{Func: square, Over: experiment.Grid[Params](experiment.Axes{"Seed": experiment.Seeds(240)})}
}`

// sleepyNotebook declares a study of 240 runs, which take 20 ms each, in the least.
func sleepyNotebook(t *testing.T) (name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "a.ipynb")
	writeNotebook(t, name, "var millis, bad = 20, uint64(0)", sleepy)
	d := readDocument(t, name)
	d.codeCells()[0]["metadata"] = map[string]any{"tags": []any{"parameters"}}
	d.write(t, name)
	return name
}

// record runs the study and returns the hash of its results, after it has looked into the
// folder: each run must be there once.
func record(t *testing.T, v studyVerb) (hash string) {
	t.Helper()
	v.CSV, v.Parquet = filepath.Join(v.Dir, "table.csv"), filepath.Join(v.Dir, "table.parquet")
	v.Study, v.Output = "study()", filepath.Join(filepath.Dir(v.Notebook), filepath.Base(v.Dir)+recordSuffix)
	if err := v.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := experiment.ReadRecord(v.Output)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(v.Dir, "runs.jsonl"))
	if err != nil || bytes.Count(text, []byte("\n")) != 240 || r.Runs != 240 {
		t.Errorf("%s has %d lines (%v), the record %d runs, want 240", v.Dir, bytes.Count(text, []byte("\n")), err, r.Runs)
	}
	if text, err = os.ReadFile(v.CSV); err != nil || bytes.Count(text, []byte("\n")) != 241 {
		t.Errorf("the table has %d lines (%v), want 241", bytes.Count(text, []byte("\n")), err)
	}
	if rows, err := parquet.ReadFile[square](v.Parquet); err != nil || len(rows) != 240 || rows[0] != (square{1, 1}) || rows[239] != (square{240, 57600}) {
		t.Errorf("the Parquet file has %d rows (%v), want 240 from {1 1} to {240 57600}", len(rows), err)
	}
	return r.Hash
}

// A study gives the same result on one core, on two, killed three times, shard by shard, and
// on Slurm where a shard is killed, a machine is lost, and nobody watches for a while.
func TestStudyElsewhere(t *testing.T) {
	name := sleepyNotebook(t)
	want := record(t, studyVerb{Notebook: name, Dir: t.TempDir(), Cores: 1})
	for what, study := range map[string]func(*testing.T) string{
		"two cores": func(t *testing.T) string { return record(t, studyVerb{Notebook: name, Dir: t.TempDir(), Cores: 2}) },
		"killed":    func(t *testing.T) string { return killedThrice(t, name) },
		"shards": func(t *testing.T) string {
			v := studyVerb{Notebook: name, Dir: t.TempDir(), Cores: 8, Study: "study()"}
			for _, v.Shard = range []string{"0/3", "2/3"} {
				if err := v.Run(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			v.Shard = ""
			return record(t, v)
		},
		"slurm": func(t *testing.T) string { return onSlurm(t, name) },
	} {
		t.Run(what, func(t *testing.T) {
			if hash := study(t); hash != want {
				t.Errorf("the hash is %s, on one core %s", hash, want)
			}
		})
	}
}

// killedThrice runs the study in programs of their own, of which three are killed.
func killedThrice(t *testing.T, name string) string {
	v := studyVerb{Notebook: name, Dir: t.TempDir(), Cores: 2}
	program := studyProgram(t, name)
	command, err := json.Marshal(experiment.Command{Verb: "record", Dir: v.Dir, Cores: 2, File: filepath.Join(v.Dir, "never")})
	if err != nil {
		t.Fatal(err)
	}
	for k := range 3 {
		cmd := exec.Command(program, string(command))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		within(t, time.Minute, "some runs are done", func() bool {
			text, _ := os.ReadFile(filepath.Join(v.Dir, "runs.jsonl"))
			return bytes.Count(text, []byte("\n")) > 50*(k+1)
		})
		cmd.Process.Kill()
		if err := cmd.Wait(); err == nil {
			t.Error("it was done before it was killed")
		}
	}
	return record(t, v)
}

// studyProgram builds the program that runs on other machines.
func studyProgram(t *testing.T, name string) string {
	t.Helper()
	home, err := setup.Open()
	if err != nil {
		t.Fatal(err)
	}
	d, err := declare(t.Context(), home, filepath.Dir(name), experiment.Source{Notebook: filepath.Base(name)}, passing{os.Stdout, os.Stderr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	program, err := d.Executable(t.Context(), d.cell("experiment.Main(study())"))
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func onSlurm(t *testing.T, name string) string {
	s := startSlurm(t)
	v := studyVerb{Notebook: name, Dir: filepath.Join(t.TempDir(), "it's 100 % shared"), Study: "study()"}
	v.On, v.Shards, v.Tries, v.Sbatch = "slurm", 4, 3, "--comment=test --time=5"
	lines := func() int {
		var tally experiment.Tally
		n, err := tally.Count(v.Dir)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() { left <- v.Run(ctx) }()
	within(t, 2*time.Minute, "both machines run a shard", func() bool { return lines() > 20 && s.shard("node1") > 0 && s.shard("node2") > 0 })
	s.lose(t, "node2")
	within(t, time.Minute, "the other machine runs a shard, which is killed", func() bool {
		pid := s.shard("node1")
		return pid > 0 && syscall.Kill(pid, syscall.SIGKILL) == nil
	})
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Fatalf("who leaves gets the error %v", err)
	}
	before := lines()
	within(t, time.Minute, "the job goes on without who has left", func() bool { return lines() > before })
	hash := record(t, v)

	for _, name := range []string{"job", "shards"} {
		if _, err := os.Stat(filepath.Join(v.Dir, name)); err == nil {
			t.Errorf("%s is left in the folder", name)
		}
	}
	out, err := exec.Command("squeue", "--states=all", "--noheader", "--format=%F %c").Output()
	jobs := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		jobs[line] = true
	}
	if err != nil || len(jobs) != 2 {
		t.Errorf("the jobs are %v (%v); expected the first, and a second for the shard that was killed", jobs, err)
	}

	v.Dir, v.Param, v.Shards = t.TempDir(), []string{"bad=7"}, 2
	if err := v.Run(t.Context()); err == nil || !strings.Contains(err.Error(), `the run {"Seed":7} failed: no such luck`) || !strings.Contains(err.Error(), "239 of 240 runs are kept") {
		t.Errorf("of a run that fails it says: %v", err)
	}
	v.Dir, v.Param = t.TempDir(), []string{"millis=1000"}
	go func() { left <- v.Run(t.Context()) }()
	within(t, time.Minute, "a shard has begun", func() bool { return lines() > 0 })
	w := v
	w.Param = []string{"millis=1001"}
	if err := w.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "the code or the parameters have changed since") {
		t.Errorf("other parameters in the midst of a job give the error %v", err)
	}
	if out, err := exec.Command("scancel", "--me").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := <-left; err == nil || !strings.Contains(err.Error(), "was cancelled") {
		t.Errorf("a job that was cancelled gives the error %v", err)
	}
	v.Dir, v.Sbatch = t.TempDir(), "--partition=none"
	if err := v.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "invalid partition specified: none") {
		t.Errorf("a partition that is not there gives the error %v", err)
	}
	return hash
}

// Without Slurm's commands, or a folder to share, it is said what to do.
func TestStudyElsewhereRefused(t *testing.T) {
	name := sleepyNotebook(t)
	for text, e := range map[string]elsewhere{
		"there is no shard \"8/8\"":                            {Shard: "8/8"},
		"give one of them":                                     {Shard: "1/8", On: "slurm"},
		"both must be 1 at least":                              {On: "slurm", Tries: 1},
		"give --claim NAME":                                    {On: "kubernetes", Shards: 1, Tries: 1},
		"is used by the command kubectl":                       {On: "kubernetes", Shards: 1, Tries: 1, Claim: "studies"},
		"log in there (on Debian the package is slurm-client)": {On: "slurm", Shards: 1, Tries: 1},
	} {
		t.Run(text, func(t *testing.T) {
			v := studyVerb{Notebook: name, Study: "study()", Dir: t.TempDir(), elsewhere: e}
			if strings.Contains(text, "slurm-client") || strings.Contains(text, "command kubectl") {
				path, err := exec.LookPath("go")
				if err != nil {
					t.Fatal(err)
				}
				t.Setenv("PATH", filepath.Dir(path))
			}
			if err := v.Run(t.Context()); err == nil || !strings.Contains(err.Error(), text) {
				t.Errorf("it says: %v", err)
			}
			v.Dir = ""
			if err := v.Run(t.Context()); err == nil || e.Shard == "" && !strings.Contains(err.Error(), "--dir") {
				t.Errorf("without a folder it says: %v", err)
			}
		})
	}
}
