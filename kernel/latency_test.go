package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dlmath/kernel/internal/setup"
)

// gonbDefault is stock GoNB without the settings and the go command that make it faster
// here. It returns the environment in which Jupyter finds it.
func gonbDefault(b *testing.B, home *setup.Home) (env string) {
	b.Helper()
	goTool, err := exec.LookPath("go")
	if err != nil {
		b.Fatal(err)
	}
	bin := filepath.Join(home.Dir, "bin")
	spec, err := json.Marshal(map[string]any{
		"argv":           []string{filepath.Join(bin, "gonb"), "--kernel", "{connection_file}", "-raw_error", "-go_work=" + home.Repo},
		"display_name":   "GoNB's default",
		"language":       "go",
		"interrupt_mode": "message",
		"env":            map[string]string{"GOFLAGS": "", "PATH": filepath.Dir(goTool) + ":" + bin + ":${PATH}"},
	})
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	folder := filepath.Join(dir, "kernels", "gonb-default")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "kernel.json"), spec, 0o644); err != nil {
		b.Fatal(err)
	}
	return "JUPYTER_PATH=" + dir
}

// BenchmarkLatency measures edited cells from the request to idle, on this project's
// kernel and on stock GoNB with its default settings, in turns; medians of 10, in seconds.
func BenchmarkLatency(b *testing.B) {
	home, err := setup.Open()
	if err != nil {
		b.Fatal(err)
	}
	if err := home.Setup(b.Context(), os.Stderr); err != nil {
		b.Fatal(err)
	}
	session, err := home.NewSession()
	if err != nil {
		b.Fatal(err)
	}
	defer session.Close()
	seconds := map[string]map[string]float64{}
	for b.Loop() {
		cmd := session.Python(b.Context(), "latency.py", "10", setup.KernelName, "gonb-default")
		cmd.Dir = "testdata"
		cmd.Env = append(cmd.Env, gonbDefault(b, home))
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			var result struct {
				Kernel  string
				Seconds map[string]float64
			}
			if err := json.Unmarshal([]byte(line), &result); err != nil {
				b.Fatal(err)
			}
			seconds[result.Kernel] = result.Seconds
		}
	}
	b.ReportMetric(0, "ns/op")
	for what, s := range seconds[setup.KernelName] {
		unit := strings.NewReplacer(" ", "-", ",", "").Replace(what)
		b.ReportMetric(s, unit+"-s")
		if gonb := seconds["gonb-default"][what]; gonb > 0 {
			b.ReportMetric(s/gonb, unit+"/gonb")
		}
	}
}
