package main

import (
	"context"
	"testing"
	"time"
)

// What a person must be able to trust in the kernel, by Jupyter's own client.
func TestTrust(t *testing.T) { inSession(t, "test_trust") }

// What the server keeps when a notebook is saved.
func TestSaving(t *testing.T) { inSession(t, "test_saving") }

// inSession runs a suite of Python's in the set-up's own environment.
func inSession(t *testing.T, suite string) {
	t.Helper()
	home := environment(t)
	session, err := home.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := session.Python(ctx, "-m", "unittest", "-v", suite)
	cmd.Dir = "testdata"
	cmd.Env = append(cmd.Env, "PYTHONDONTWRITEBYTECODE=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
