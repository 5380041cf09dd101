package setup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCacheWithAndWithoutLibrary(t *testing.T) {
	h := testHome(t)
	h.Repo = bareCheckout(t, h)
	run := func() string {
		t.Helper()
		var out strings.Builder
		if err := h.runSteps(t.Context(), &out, []*step{h.cacheStep()}); err != nil {
			t.Fatal(err)
		}
		if done, err := h.done(h.cacheStep()); !done || err != nil {
			t.Errorf("after the step it does not count as done: %v, %v", done, err)
		}
		return out.String()
	}
	write := func(source string) {
		t.Helper()
		name := filepath.Join(h.Repo, "nnlib", "nnlib.go")
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	run()
	if made := h.cacheStep().made(); len(made) != len(warmed) {
		t.Errorf("without a library there are %d packages in the cache, want %d", len(made), len(warmed))
	}
	write("package nnlib\n\nfunc New() {}\n")
	run()
	if made := h.cacheStep().made(); len(made) != len(warmed)+1 {
		t.Errorf("with a library there are %d packages in the cache, want %d", len(made), len(warmed)+1)
	}
	write("package nnlib\n\nfunc New() { undefined() }\n")
	if out := run(); !strings.Contains(out, "does not build") || !strings.Contains(out, "undefined") {
		t.Errorf("a library that does not build is not told of:\n%s", out)
	}
}

// After "go clean -cache" the packages have to be built again.
func TestCacheIsMissed(t *testing.T) {
	h := testHome(t)
	h.Repo = bareCheckout(t, h)
	var runs int
	s := countingStep(h, "cache", &runs)
	s.made = h.cacheStep().made
	if err := os.MkdirAll(h.path("stamps"), 0o755); err != nil {
		t.Fatal(err)
	}
	stamp, err := s.stamp()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"cache": stamp, "cache.archives": filepath.Join(h.Dir, "gone-d") + "\n"} {
		if err := os.WriteFile(h.path("stamps", name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if done, err := h.done(s); done || err != nil {
		t.Errorf("although a file of the cache is gone, the step counts as done: %v, %v", done, err)
	}
}
