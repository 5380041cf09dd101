package main

import (
	"context"
	"testing"
	"time"
)

// What a person must be able to trust in the kernel, by Jupyter's own client.
func TestTrust(t *testing.T) {
	home := environment(t)
	session, err := home.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := session.Python(ctx, "-m", "unittest", "-v", "test_trust")
	cmd.Dir = "testdata"
	cmd.Env = append(cmd.Env, "PYTHONDONTWRITEBYTECODE=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
