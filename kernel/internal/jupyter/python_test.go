package jupyter

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"dlmath/kernel/internal/setup"
)

// python returns the command that runs Python in testdata, with Jupyter's client.
func python(t *testing.T, env string, args ...string) *exec.Cmd {
	t.Helper()
	home, err := setup.Open()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("CI") != "" {
		if err := home.Setup(t.Context(), os.Stderr); err != nil {
			t.Fatal(err)
		}
	}
	session, err := home.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.Close() })
	if out, err := session.Python(t.Context(), "-c", "import jupyter_client").CombinedOutput(); err != nil {
		t.Skipf("Jupyter's client is not here (%v): run go run ./kernel lab once, which installs it\n%s", err, out)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	cmd := session.Python(ctx, args...)
	cmd.Dir = "testdata"
	cmd.Env = append(cmd.Env, "PYTHONDONTWRITEBYTECODE=1", env)
	return cmd
}

func runPython(t *testing.T, env string, modules ...string) {
	t.Helper()
	cmd := python(t, env, append([]string{"-m", "unittest"}, modules...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", cmd, err, out)
		return
	}
	t.Logf("%s", bytes.TrimSpace(out))
}

func writeConnection(t *testing.T, c *Connection) (name string) {
	t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	name = filepath.Join(t.TempDir(), "connection.json")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// The kernel runs in the test's process: the client is Jupyter's own.
func TestWithJupyterClient(t *testing.T) {
	c := newConnection(t, "tcp")
	start(t, c, newEcho())
	peak := peakMemory(t)
	runPython(t, "CONNECTION_FILE="+writeConnection(t, c), "test_requests", "test_dialogue", "test_concurrency", "test_volume")
	if mb := peak() >> 20; mb > 300 {
		t.Errorf("%d MB of memory while 50 MB of text are shown", mb)
	}
}

// peakMemory watches the heap.
func peakMemory(t *testing.T) (peak func() uint64) {
	stop, result := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		for {
			select {
			case <-stop:
				result <- most
				return
			case <-time.After(50 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	return func() uint64 { close(stop); return <-result }
}

// echoSpecs makes a folder with kernelspecs that start the test binary as a kernel,
// and returns the environment that names it.
func echoSpecs(t *testing.T) (env string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, mode := range map[string]string{"echo": "message", "echo-signal": "signal"} {
		spec := fields{
			"argv":           []string{exe, "{connection_file}"},
			"display_name":   name,
			"language":       "echo",
			"interrupt_mode": mode,
			"env":            fields{echoEnv: "1", "GORACE": "atexit_sleep_ms=0"}, // else a second
		}
		data, err := json.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join(dir, "kernels", name)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "kernel.json"), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return "JUPYTER_PATH=" + dir
}

// The kernel is a process that Jupyter's client starts and ends.
func TestWithJupyterManager(t *testing.T) {
	runPython(t, echoSpecs(t), "test_manager")
}
