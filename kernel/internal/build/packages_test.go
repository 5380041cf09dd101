package build

import (
	"slices"
	"testing"
)

func TestPackages(t *testing.T) {
	root := library(t, map[string]string{
		"lib.go":        "package lib\ntype T int\nvar hidden T\nfunc F() { does not compile }\n",
		"cmd/x/main.go": "package main\nfunc main() {}\n",
	})
	b := newBuilder(t, Config{Workspace: []string{checkout(t), root}})
	packages, err := b.Packages(InBackground(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	last := -1
	for _, path := range []string{"math/rand/v2", "dlmath/nnlib", "gonum.org/v1/gonum/mat", "git.sr.ht/~sbinet/gg"} {
		i := slices.IndexFunc(packages, func(p Package) bool { return p.Path == path })
		if i <= last {
			t.Errorf("%s is at %d, after %d", path, i, last)
		}
		last = i
	}
	for _, p := range packages {
		switch p.Path {
		case "dlmath/kernel", "dlmath/kernel/internal/build", "example.com/lib/cmd/x":
			t.Errorf("%s cannot be imported", p.Path)
		case "math/rand/v2":
			if p.Name() != "rand" || !p.Standard || p.Workspace || p.Indirect {
				t.Errorf("%+v is called %s", p, p.Name())
			}
		}
	}
	names, err := b.Exports(t.Context(), "example.com/lib")
	if err != nil || !slices.Equal(names, []string{"F", "T"}) {
		t.Errorf("the package exports %v (%v)", names, err)
	}
}
