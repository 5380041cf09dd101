package jupyter

import (
	"bufio"
	"context"
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestEndsWithItsParent(t *testing.T) {
	for _, how := range []string{"direct", "script"} {
		t.Run(how, func(t *testing.T) {
			cmd := python(t, echoSpecs(t), "parent.py", how)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(strings.TrimSpace(line))
			if err != nil {
				t.Fatal(err)
			}
			if !runs(t, pid) {
				t.Fatal("the kernel does not run")
			}
			cmd.Process.Kill()
			cmd.Wait()
			begin := time.Now()
			for runs(t, pid) {
				if time.Since(begin) > 5*time.Second {
					t.Fatal("the kernel lives on")
				}
				time.Sleep(10 * time.Millisecond)
			}
			t.Logf("ended after %v", time.Since(begin).Round(10*time.Millisecond))
		})
	}
}

// runs reports whether a process does more than wait for its new parent's notice.
func runs(t *testing.T, pid int) bool {
	t.Helper()
	state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	var none *exec.ExitError
	if err != nil && !errors.As(err, &none) {
		t.Fatalf("%v: install ps (the package procps)", err)
	}
	return len(state) > 0 && state[0] != 'Z'
}

func TestWithParent(t *testing.T) {
	t.Setenv("JPY_PARENT_PID", "")
	ctx, cancel := WithParent(t.Context())
	if ctx.Err() != nil {
		t.Error("ended though its parent lives")
	}
	cancel()
	if !errors.Is(context.Cause(ctx), context.Canceled) {
		t.Error(context.Cause(ctx))
	}
	t.Setenv("JPY_PARENT_PID", "2147483646")
	ctx, cancel = WithParent(t.Context())
	defer cancel()
	select {
	case <-ctx.Done():
	case <-time.After(5 * time.Second):
	}
	if context.Cause(ctx) != ErrParentDied {
		t.Error(context.Cause(ctx))
	}
}
