package build

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A person may change the workspace as they like: what the programs import stays.
func TestWorkspaceIsMended(t *testing.T) {
	root := library(t, map[string]string{"ok/ok.go": "package ok"})
	b := newBuilder(t, Config{Workspace: []string{root}})
	p := program("package main\n\nimport _ \"example.com/lib/ok\"\n\nfunc main() {}\n")
	mustBuild(t, b, p)

	work := filepath.Join(b.Dir(), "go.work")
	if err := os.Remove(work); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, b, p)

	other := t.TempDir()
	write(t, other, map[string]string{"go.mod": "module example.net/other\n\ngo 1.21\n", "o.go": "package other"})
	if err := os.WriteFile(work, []byte("go "+b.tools.version+"\n\nuse (\n\t.\n\t"+other+"\n)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, b, program("package main\n\nimport _ \"example.com/lib/ok\"\nimport _ \"example.net/other\"\n\nfunc main() {}\n"))
	configured, added, err := b.Workspace(t.Context())
	if err != nil || len(configured) != 1 || configured[0] != (Module{"example.com/lib", root}) || len(added) != 1 || added[0] != (Module{"example.net/other", other}) {
		t.Fatalf("configured %v, added %v, error %v", configured, added, err)
	}
	if err := b.Replace(t.Context(), added[0]); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(filepath.Join(b.Dir(), "go.mod")); !strings.Contains(string(text), "replace example.net/other => "+other) {
		t.Errorf("go.mod is\n%s", text)
	}
	if err := b.Reset(); err != nil {
		t.Fatal(err)
	}
	if _, added, _ := b.Workspace(t.Context()); len(added) != 0 {
		t.Errorf("after Reset there is still %v", added)
	}
}
