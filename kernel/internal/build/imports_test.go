package build

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// uses is what a program uses: "mat.NewDense" is NewDense, selected from mat.
func uses(names ...string) map[string]map[string]bool {
	unresolved := map[string]map[string]bool{}
	for _, name := range names {
		name, selected, _ := strings.Cut(name, ".")
		if unresolved[name] == nil {
			unresolved[name] = map[string]bool{}
		}
		unresolved[name][selected] = true
	}
	return unresolved
}

func TestImports(t *testing.T) {
	b := newBuilder(t, Config{Workspace: []string{checkout(t)}})
	for _, test := range []struct{ uses, want string }{
		{"fmt.Println fmt.Errorf", "fmt"},
		{"rand.NewPCG rand.New", "math/rand/v2"},
		{"rand.IntN", "math/rand/v2"},
		{"rand.Int", "math/rand/v2"},
		{"rand.Intn rand.Seed", "math/rand"},
		{"rand.Read", "crypto/rand"},
		{"rand.Prime", "crypto/rand"},
		{"template.New template.Must", "text/template"},
		{"template.HTML", "html/template"},
		{"scanner.Scanner", "text/scanner"},
		{"json.Marshal", "encoding/json"},
		{"slices.Sort", "slices"},
		{"errors.New errors.Is", "errors"},
		{"errors.Wrap", "github.com/pkg/errors"},
		{"draw.Draw", "image/draw"},
		{"draw.NewCanvas", "gonum.org/v1/plot/vg/draw"},
		{"list.New", "container/list"},
		{"pprof.StartCPUProfile", "runtime/pprof"},
		{"filepath.Join", "path/filepath"},
		{"mat.NewDense", "gonum.org/v1/gonum/mat"},
		{"optimize.Minimize", "gonum.org/v1/gonum/optimize"},
		{"plot.New", "gonum.org/v1/plot"},
		{"plotter.NewFunction", "gonum.org/v1/plot/plotter"},
		{"nnlib.New nnlib.Sigmoid", "dlmath/nnlib"},
		{"figure.Neuron", "dlmath/nnlib/figure"},
		{"gonbui.DisplayHTML", "github.com/janpfeifer/gonb/gonbui"},
		{"cmp.Compare", "cmp"},
		{"cmp.Diff", "github.com/google/go-cmp/cmp"},
		{"klog.Infof", "k8s.io/klog/v2"},
		// Slips, of which the compiler can say more.
		{"fmt.println", "fmt"},
		{"fmt.Printl", "fmt"},
		{"math.sqrt math.Pi", "math"},
		{"mat.NewDence", "gonum.org/v1/gonum/mat"},
		{"strconv.Atoi strconv.Foo", "strconv"},
		// Variables that nobody declared.
		{"net.W net.B", ""},
		{"net.Params", ""},
		{"list.Len", ""},
		{"x.Foo", ""},
		{"main.main", ""},
	} {
		got, err := b.Imports(t.Context(), uses(strings.Fields(test.uses)...))
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(test.uses, ".")
		if got[name] != test.want || len(got) > 1 {
			t.Errorf("%s: got %v, want %q", test.uses, got, test.want)
		}
	}
}

func TestImportsAtOnce(t *testing.T) {
	root := library(t, map[string]string{
		"go-gadget/a.go": "package gadget\nvar On bool\n",
		"internal/b.go":  "package gizmo\nvar On bool\n",
		"cmd/c/c.go":     "package main\nvar On bool\nfunc main() {}\n",
		"broken/d.go":    "package broken\nvar On bool\nfunc (\n",
		"testdata/e.go":  "package testdata\nvar On bool\n",
		"other/go.mod":   "module example.org/other\n",
		"other/f.go":     "package other\nvar On bool\n",
		"v/thing/x.go":   "package thing\nvar On bool\n",
		"thing/x.go":     "package thing\nvar On bool\n",
		"thing/v2/x.go":  "package thing\nvar On bool\n",
		"thing/v10/x.go": "package thing\nvar On bool\n",
	})
	b := newBuilder(t, Config{Workspace: []string{root}})
	used := uses("gadget.On", "gizmo.On", "c.On", "broken.On", "testdata.On", "other.On", "thing.On", "os.Exit", "later.On")
	want := map[string]string{"gadget": "example.com/lib/go-gadget", "broken": "example.com/lib/broken", "os": "os", "thing": "example.com/lib/thing/v10"}
	check := func() {
		t.Helper()
		got, err := b.Imports(t.Context(), used)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
	check()
	write(t, root, map[string]string{"later/g.go": "package later\nvar On bool\n"})
	want["later"] = "example.com/lib/later"
	check()
	write(t, root, map[string]string{"later/g.go": "package later\nvar Off bool\n"})
	delete(want, "later")
	check()
}

// What the standard library has is found whatever is wrong with the workspace.
func TestImportsErrors(t *testing.T) {
	root := library(t, nil)
	b := newBuilder(t, Config{Workspace: []string{root}})
	write(t, root, map[string]string{"go.mod": "mod"})
	got, err := b.Imports(t.Context(), uses("fmt.Println", "mat.NewDense"))
	if err == nil || !strings.Contains(err.Error(), "go.mod:1: ") || got["fmt"] != "fmt" || len(got) != 1 {
		t.Errorf("got %v, error %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := b.Imports(ctx, uses("fmt.Println", "mat.NewDense")); err != context.Canceled || got["fmt"] != "fmt" {
		t.Errorf("got %v, error %v", got, err)
	}
	if err := os.Remove(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkImports(b *testing.B) {
	builder := newBuilder(b, Config{Workspace: []string{checkout(b)}})
	for _, names := range []string{"fmt.Println", "fmt.Println rand.NewPCG nnlib.New mat.NewDense figure.Neuron"} {
		b.Run(names, func(b *testing.B) {
			for b.Loop() {
				if _, err := builder.Imports(b.Context(), uses(strings.Fields(names)...)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
