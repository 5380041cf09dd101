package build

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"sync"
	"testing"
)

func TestImporter(t *testing.T) {
	root := library(t, map[string]string{"lib.go": "package lib\ntype T struct{ X []float64 }\n"})
	b := newBuilder(t, Config{Workspace: []string{checkout(t), root}})
	imports := []string{"fmt", "unsafe", "gonum.org/v1/gonum/mat", "example.com/lib"}
	importer, err := b.Importer(t.Context(), imports...)
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "cell.go", `package main
		import ("fmt"; "unsafe"; "gonum.org/v1/gonum/mat"; "example.com/lib")
		var d = mat.NewDense(1, 1, lib.T{}.X)
		var m mat.Matrix = d
		var s = fmt.Sprint(unsafe.Sizeof(m), d.RawMatrix().Data[0])`, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := (&types.Config{Importer: importer}).Check("main", files, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"d": "*gonum.org/v1/gonum/mat.Dense", "s": "string"} {
		if got := p.Scope().Lookup(name).Type().String(); got != want {
			t.Errorf("%s is a %s, want %s", name, got, want)
		}
	}

	write(t, root, map[string]string{"lib.go": "package lib\ntype U int\n"})
	importer, err = b.Importer(t.Context(), imports...)
	if err != nil {
		t.Fatal(err)
	}
	lib, err := importer.Import("example.com/lib")
	if err != nil || lib.Scope().Lookup("U") == nil {
		t.Errorf("%v, %v: the package's change is not seen", lib, err)
	}
	if _, err := importer.Import("net/http"); err == nil || !strings.Contains(err.Error(), "not among the imports") {
		t.Errorf("error %v", err)
	}
	var errs Errors
	if _, err := b.Importer(t.Context(), "fmt", "numpy"); !errors.As(err, &errs) || !strings.Contains(err.Error(), "no package numpy") {
		t.Errorf("error %v", err)
	}
}

func TestImporterAtTheSameTime(t *testing.T) {
	b := newBuilder(t, Config{})
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			importer, err := b.Importer(t.Context(), "strings", "math/rand/v2")
			if err != nil {
				t.Error(err)
				return
			}
			for _, path := range []string{"strings", "math/rand/v2"} {
				if p, err := importer.Import(path); err != nil || len(p.Scope().Names()) == 0 {
					t.Errorf("%v, %v", p, err)
				}
			}
		})
		wait.Go(func() { mustRun(t, mustBuild(t, b, program("package main\nfunc main() {}"))) })
	}
	wait.Wait()
}
