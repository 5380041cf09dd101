package setup

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestMain lets a test run the set-up in a process that can be killed.
func TestMain(m *testing.M) {
	if os.Getenv("DLMATH_TEST_SETUP") == "" {
		os.Exit(m.Run())
	}
	h, err := Open()
	if err == nil {
		err = h.Setup(context.Background(), os.Stdout)
	}
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

// A first set-up on a new machine: killed in the middle, then without network,
// then to its end; then nothing is left to do.
func TestFirstSetUp(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a whole environment; run without -short")
	}
	h := testHome(t)
	t.Setenv(HomeEnv, h.Dir)
	command := func() *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), "DLMATH_TEST_SETUP=1")
		return cmd
	}

	killed := command()
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	for begin := time.Now(); ; time.Sleep(5 * time.Millisecond) { // until pip has begun to install
		if entries, _ := os.ReadDir(h.path("venv", "share")); len(entries) > 0 {
			break
		}
		if time.Since(begin) > 3*time.Minute {
			t.Fatal("pip has installed nothing in 3 minutes")
		}
	}
	killed.Process.Kill()
	killed.Wait()
	if done, err := h.done(h.pythonStep()); done || err != nil {
		t.Fatalf("a step that was killed counts as done: %v, %v", done, err)
	}

	t.Run("no network", func(t *testing.T) {
		cutOff(t)
		out, err := command().CombinedOutput()
		if err == nil || !strings.Contains(string(out), "network cannot be reached") {
			t.Errorf("%v\n%s", err, out)
		}
	})

	out, err := command().CombinedOutput()
	if err != nil {
		t.Fatalf("the next run does not complete: %v\n%s", err, out)
	}
	t.Logf("%s", out)
	if !strings.Contains(string(out), "Done in") {
		t.Errorf("no progress in:\n%s", out)
	}
	if out, err := command().CombinedOutput(); err != nil || len(out) != 0 {
		t.Errorf("once more: %v, and it says\n%s", err, out)
	}
	for _, f := range h.Check(t.Context()) {
		if f.State == Missing {
			t.Errorf("the check finds missing: %+v", f)
		}
	}
}
