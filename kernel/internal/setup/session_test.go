package setup

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A process that left its group and session, lost its parent, and ignores what
// it may ignore.
const stray = `import os, signal, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for s in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            signal.signal(s, signal.SIG_IGN)
        print(os.getpid(), flush=True)
        time.sleep(1000)
    os._exit(0)
os.wait()
`

func startStray(t *testing.T, s *Session) {
	t.Helper()
	p, err := s.home.findPython(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cmd := s.Command(t.Context(), p.path, "-c", stray)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if pids, err := Processes(sessionEnv + "=" + s.Dir); err != nil || len(pids) != 1 {
		t.Fatalf("processes of the session: %v, %v; want one", pids, err)
	}
}

func wantNothingLeft(t *testing.T, s *Session) {
	t.Helper()
	if pids, err := Processes(sessionEnv + "=" + s.Dir); err != nil || len(pids) != 0 {
		t.Errorf("processes left: %v, %v", pids, err)
	}
	if _, err := os.Stat(s.Dir); err == nil {
		t.Errorf("%s is left", s.Dir)
	}
	if left, _ := filepath.Glob(s.home.path("sessions", "*")); len(left) != 0 {
		t.Errorf("records left: %v", left)
	}
}

func TestSessionEndsAllItsProcesses(t *testing.T) {
	s, err := testHome(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	startStray(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantNothingLeft(t, s)
}

func TestNextSessionEndsWhatAKilledOneLeft(t *testing.T) {
	h := testHome(t)
	killed, err := h.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	startStray(t, killed)
	other, err := h.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(killed.Dir); err != nil {
		t.Fatalf("a session that is in use was ended: %v", err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	unix.Flock(int(killed.record.Fd()), unix.LOCK_UN) // as the system does for a process that ends
	next, err := h.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Close(); err != nil {
		t.Fatal(err)
	}
	wantNothingLeft(t, killed)
}

func TestEnvironment(t *testing.T) {
	t.Setenv("PYTHONPATH", "/elsewhere")
	t.Setenv("JUPYTER_PATH", "/elsewhere")
	t.Setenv("GOFLAGS", "-mod=vendor")
	t.Setenv("GOWORK", "off")
	t.Setenv("PIP_TARGET", "/elsewhere")
	t.Setenv("HTTPS_PROXY", "http://proxy.example:3128")
	h := testHome(t)
	s, err := h.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	env := s.Command(t.Context(), "true").Env
	if !slices.Contains(env, "HTTPS_PROXY=http://proxy.example:3128") {
		t.Error("the proxy is not passed on")
	}
	for _, kv := range env {
		if strings.HasSuffix(kv, "/elsewhere") || kv == "GOFLAGS=-mod=vendor" || kv == "GOWORK=off" {
			t.Errorf("%s is passed on", kv)
		}
		for _, name := range []string{"JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR"} {
			if value, ok := strings.CutPrefix(kv, name+"="); ok && !strings.HasPrefix(value, h.Dir+"/") {
				t.Errorf("%s lies outside %s", kv, h.Dir)
			}
		}
	}
}
