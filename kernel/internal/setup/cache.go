package setup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dlmath/kernel/internal/build"
)

// What notebooks import, and completions look at, besides the library itself.
var warmed = []string{
	"github.com/janpfeifer/gonb/gonbui",
	"github.com/janpfeifer/gonb/gonbui/plotly",
	"gonum.org/v1/gonum/mat",
	"gonum.org/v1/gonum/optimize",
	"gonum.org/v1/plot",
	"gonum.org/v1/plot/plotter",
	"gonum.org/v1/plot/vg",
	"gonum.org/v1/plot/vg/draw",
	"gonum.org/v1/plot/vg/vgimg",
	"gonum.org/v1/plot/vg/vgsvg",
	"testing",
}

// cacheStep builds a program as GoNB builds a cell: a module of its own in a
// workspace with the checkout, and the same settings. Then Go's build cache holds
// all that a first cell needs, and the module cache all that it needs offline.
func (h *Home) cacheStep() *step {
	// Go drops from its cache what was not used for five days, and all of it on
	// "go clean -cache"; so the step counts as done while these files are there.
	archives := h.path("stamps", "cache.archives")
	return &step{
		id:    "cache",
		title: "Build cache for the first cells",
		inputs: func() (string, error) {
			mods, err := h.modules()
			if err != nil {
				return "", err
			}
			sources, err := h.sources("nnlib")
			return fmt.Sprint(mods, sources, warmed, goEnv), err
		},
		made: func() []string {
			list, err := os.ReadFile(archives)
			if err != nil {
				return []string{archives}
			}
			return strings.Fields(string(list))
		},
		run: func(ctx context.Context, r *runner) error {
			built, err := h.warm(ctx, r)
			var outside *Problem
			if err != nil && (ctx.Err() != nil || errors.As(err, &outside)) {
				return err
			}
			if err != nil {
				// JupyterLab is of use all the same, to mend it among other things.
				fmt.Fprintf(r.out, "\n%v\nThe library does not build; cells that import it will say so.\n", err)
			}
			return os.WriteFile(archives, []byte(built), 0o644)
		},
	}
}

// warm returns the files in Go's build cache that hold the packages.
func (h *Home) warm(ctx context.Context, r *runner) (archives string, err error) {
	packages, err := h.libraryPackages(ctx, r)
	if err != nil {
		return "", err
	}
	packages = append(packages, warmed...)

	dir := filepath.Join(r.session.Dir, "cell")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	program := "package main\n\nimport (\n"
	for _, p := range packages {
		program += fmt.Sprintf("\t_ %q\n", p)
	}
	program += ")\n\nfunc main() {}\n"
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(program), 0o644); err != nil {
		return "", err
	}
	for _, args := range [][]string{
		{"mod", "init", "cell"},
		{"work", "init"},
		{"work", "use", h.Repo, "."},
		{"mod", "download", "github.com/gowebapi/webapi"}, // for gonbui/wasm, in cells that run in the browser
		{"build", "-o", filepath.Join(dir, "cell")},
		append([]string{"list", "-export", "-f", "{{.Export}}"}, packages...),
	} {
		cmd := r.session.Command(ctx, h.goTool(), args...)
		cmd.Dir = dir
		if archives, err = r.do(cmd); err != nil {
			return "", err
		}
	}
	return archives, nil
}

// libraryPackages returns the packages of nnlib that a notebook can import, and the one
// that keeps the values of its globals.
func (h *Home) libraryPackages(ctx context.Context, r *runner) ([]string, error) {
	if _, err := os.Stat(filepath.Join(h.Repo, "nnlib")); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	patterns := []string{"./nnlib/..."}
	if _, err := os.Stat(filepath.Join(h.Repo, "kernel", "kept")); err == nil {
		patterns = append(patterns, "./kernel/kept")
	}
	out, err := h.goDo(ctx, r, append([]string{"list", "-f", `{{if and .GoFiles (ne .Name "main")}}{{.ImportPath}}{{end}}`}, patterns...)...)
	if err != nil {
		return nil, err
	}
	var packages []string
	for _, p := range strings.Fields(out) {
		if !strings.Contains(p+"/", "/internal/") && !build.Rare(p) {
			packages = append(packages, p)
		}
	}
	return packages, nil
}

// sources is a hash of the files in a folder of the checkout, tests left out.
func (h *Home) sources(folder string) (string, error) {
	hash := sha256.New()
	err := filepath.WalkDir(filepath.Join(h.Repo, folder), func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return filepath.SkipDir
		case d.IsDir() || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		b, err := os.ReadFile(name)
		fmt.Fprintf(hash, "%s %d\n%s\n", name, len(b), b)
		return err
	})
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return fmt.Sprintf("%x", hash.Sum(nil)), err
}
