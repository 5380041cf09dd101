package cluster

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dlmath/nnlib/experiment"
)

// onKubernetes is a job on a cluster of the stand-in. With an image, which the environment
// names, shards are containers of it.
func onKubernetes(t *testing.T, image string) *Job {
	t.Helper()
	bin, dir := t.TempDir(), t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"kubectl", "study"} {
		if err := os.Symlink(self, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Setenv(clusterEnv, dir)
	t.Setenv(imageEnv, image)
	if image == "" {
		image = "dlmath"
	}
	j := &Job{
		Engine:   &Kubernetes{Image: image, Claim: "studies", CPU: "1", Memory: "512Mi", Tries: 3, Options: []string{"--namespace=research"}},
		Program:  filepath.Join(bin, "study"),
		WorkDir:  t.TempDir(),
		Dir:      filepath.Join(t.TempDir(), "study"),
		Shards:   4,
		Tries:    1,
		Say:      func(text string) { t.Log(text) },
		Progress: func(p experiment.Progress) { t.Log(p) },
	}
	if err := os.WriteFile(filepath.Join(j.WorkDir, "data.txt"), []byte("none\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return j
}

// same runs the rest of a study that a job has done, which is nothing, and compares.
func same(t *testing.T, j *Job) {
	t.Helper()
	t.Chdir(j.WorkDir)
	want, err := cubes().Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := cubes()
	s.Dir = j.Dir
	got, err := s.Stored()
	if err != nil || got.Hash() != want.Hash() || got.Len() != runs {
		t.Errorf("the table has %d runs and the hash %s (%v), want %d and %s", got.Len(), got.Hash(), err, runs, want.Hash())
	}
	if list, err := os.ReadDir(j.Dir); err != nil || len(list) != 3 && len(list) != 2 {
		t.Errorf("the folder holds %v (%v), want runs, header and environment", list, err)
	}
}

// A job goes into a claim and comes out of it: one pod is killed, and the one who watches leaves.
func TestKubernetes(t *testing.T) {
	j := onKubernetes(t, "")
	claim := filepath.Join(os.Getenv(clusterEnv), "claim", j.Name())
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() { left <- j.Run(ctx) }()
	var tally experiment.Tally
	lines := func() int {
		n, err := tally.Count(claim)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for pid := 0; pid == 0; time.Sleep(5 * time.Millisecond) {
		if lines() > 5 {
			pid = podProcess(claim)
		}
		if pid > 0 {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Fatalf("who leaves gets the error %v", err)
	}
	if err := j.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(claim); err == nil {
		t.Error("the study's folder is left in the claim")
	}
	same(t, j)
}

// podProcess is a process that runs a program in a folder; 0 if there is none.
func podProcess(folder string) int {
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		if line, _ := os.ReadFile(dir + "/cmdline"); strings.HasPrefix(string(line), folder) {
			var pid int
			for _, digit := range filepath.Base(dir) {
				pid = 10*pid + int(digit-'0')
			}
			return pid
		}
	}
	return 0
}

// A shard that fails by itself is not tried again, and what it says is told.
func TestKubernetesFails(t *testing.T) {
	j := onKubernetes(t, "")
	if err := os.WriteFile(filepath.Join(j.WorkDir, "data.txt"), []byte("13\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := j.Run(t.Context()); err == nil || !strings.Contains(err.Error(), `the run {"Seed":13} failed: no such luck`) || !strings.Contains(err.Error(), "59 of 60 runs are kept") {
		t.Errorf("of a run that fails it says: %v", err)
	}
}

// The manifests are what the schema of Kubernetes allows, and nothing beyond it.
func TestManifests(t *testing.T) {
	const pythonEnv = "DLMATH_TEST_PYTHON"
	python := os.Getenv(pythonEnv)
	if python == "" {
		const missing = "set " + pythonEnv + " to a Python with the packages of .ci/requirements.txt"
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	j := &Job{Dir: "/home/gopher/study", Shards: 8}
	k := &Kubernetes{Image: "registry.example.org/dlmath:1", Claim: "studies", CPU: "500m", Memory: "1Gi", Tries: 4}
	job, err := k.jobManifest(j)
	if err != nil {
		t.Fatal(err)
	}
	files, err := k.filesManifest(j)
	if err != nil {
		t.Fatal(err)
	}
	// wrong has a field that the schema lacks.
	wrong := bytes.Replace(job, []byte(`"runAsNonRoot"`), []byte(`"runAsNobody"`), 1)
	dir := t.TempDir()
	for name, text := range map[string][]byte{"job": job, "files": files, "wrong": wrong} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	valid := func(names ...string) (string, error) {
		cmd := exec.Command(python, append([]string{"-m", "kubernetes_validate", "--strict"}, names...)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := valid("job", "files"); err != nil || strings.Count(out, "passed") != 2 {
		t.Errorf("%v\n%s\n%s\n%s", err, out, job, files)
	}
	if out, err := valid("wrong"); err == nil || !strings.Contains(out, "runAsNobody") {
		t.Errorf("a field that is not in the schema passes: %s", out)
	}
}
