package build

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Errors name lines and columns as //line directives do, whoever compiles.
func TestErrors(t *testing.T) {
	b := newBuilder(t, Config{})
	many := "package main\nfunc main() {\n" + strings.Repeat("x\n", 15) + "}\n"
	var undefined Errors
	for i := range 15 {
		undefined = append(undefined, Error{File: "main.go", Line: 3 + i, Column: 1, Message: "undefined: x"})
	}
	for _, test := range []struct {
		name, source string
		want         Errors
	}{
		{"types", `package main

//line Cell 3:1:1
func f(a int) {}

//line Cell 4:10:3
func main() { var unused int
	println("é", y)
	f("é", 1)
	}
`, Errors{
			{"Cell 4", 10, 21, "declared and not used: unused", ""},
			{"Cell 4", 11, 16, "undefined: y", ""},
			{"Cell 4", 12, 10, "too many arguments in call to f\n\thave (string, number)\n\twant (int)", ""},
		}},
		{"syntax", "package main\n\n//line Cell 1:5:1\nfunc main() {\n\tx := \n}\n",
			Errors{{"Cell 1", 7, 1, "syntax error: unexpected }, expected expression", ""}}},
		{"syntax of the imports", "package main\n\n//line Cell 1:5:1\nimport (\n\tfmt\n)\nfunc main() {}\n",
			Errors{{"Cell 1", 6, 5, "missing import path", ""}}},
		{"no main", "package main\n", Errors{{"", 0, 0, "runtime.main_main·f: function main is undeclared in the main package", ""}}},
		{"the linker", "package main\n\nimport _ \"unsafe\"\n\n//go:linkname f main.g\nfunc f()\n\nfunc main() { f() }\n",
			Errors{{"", 0, 0, "main.main: relocation target main.g not defined", ""}}},
		{"more than ten", many, undefined},
		{"not used", "package main\n\n//line Cell 2:1:1\nimport \"os\"\nfunc main() {}\n", Errors{{"Cell 2", 1, 8, `"os" imported and not used`, ""}}},
	} {
		for _, flags := range [][]string{nil, {"-tags=x"}} {
			t.Run(fmt.Sprint(test.name, flags), func(t *testing.T) {
				p := program(test.source)
				p.Flags = flags
				got := buildErrors(t, b, p)
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

func TestImportErrors(t *testing.T) {
	root := library(t, map[string]string{
		"ok/ok.go":               "package ok",
		"internal/hidden/h.go":   "package hidden",
		"cmd/prog/prog.go":       "package main\nfunc main() {}",
		"bad/bad.go":             "package bad\nfunc F() int { return 1.5 }",
		"usesbad/usesbad.go":     "package usesbad\nimport _ \"example.com/lib/bad\"",
		"lacks/lacks.go":         "package lacks\nimport _ \"example.com/lib/nothing\"",
		"empty/doc.txt":          "",
		"deeper/gizmo/gizmo.go":  "package gizmo",
		"deeper/gizmo/v2/x.go":   "package gizmo",
		"deeper/windows/only.go": "//go:build windows\n\npackage windows",
	})
	b := newBuilder(t, Config{Workspace: []string{root}})
	get := `with a network, run "go get %s" in ` + root
	for path, want := range map[string]string{
		"example.com/lib/internal/hidden": "package example.com/lib/internal/hidden is internal: only packages beside it can import it",
		"example.com/lib/cmd/prog":        "example.com/lib/cmd/prog is a program, which cannot be imported",
		"example.com/lib/gizmo":           `there is no package example.com/lib/gizmo; did you mean "example.com/lib/deeper/gizmo/v2"?`,
		"gizmo":                           `did you mean "example.com/lib/deeper/gizmo/v2"?`,
		"rand":                            `there is no package rand; did you mean "math/rand/v2"?`,
		"json":                            `did you mean "encoding/json"?`,
		"numpy":                           "there is no package numpy in the standard library or in the workspace",
		"github.com/nobody/none":          "there is no package github.com/nobody/none in the modules of this workspace; " + fmt.Sprintf(get, "github.com/nobody/none"),
		"example.com/lib/empty":           "there is no package example.com/lib/empty in " + root,
		"example.com/lib/lacks":           `import "example.com/lib/lacks": there is no package example.com/lib/nothing in ` + root,
		"example.com/lib/deeper/windows":  "build constraints exclude all Go files",
		"./ok":                            "relative import paths are not supported",
		"example.com/lib/ok/":             "trailing slash",
	} {
		t.Run(path, func(t *testing.T) {
			for _, flags := range [][]string{nil, {"-tags=x"}} {
				p := program(fmt.Sprintf("package main\n\nimport _ \"fmt\"\n\n//line Cell 3:5:1\nimport _ %q\n\nfunc main() {}\n", path))
				p.Flags = flags
				got := buildErrors(t, b, p)
				at := Error{File: "Cell 3", Line: 5, Column: 8, Message: got[0].Message, Missing: got[0].Missing}
				if len(got) != 1 || got[0] != at || !strings.Contains(got[0].Message, want) {
					t.Errorf("flags %q: got %+v, want %s at Cell 3:5:8", flags, got, want)
				}
			}
		})
	}
	for _, path := range []string{"example.com/lib/bad", "example.com/lib/usesbad"} {
		want := Errors{
			{File: "main.go", Line: 3, Column: 8, Message: fmt.Sprintf("import %q: package example.com/lib/bad does not compile", path)},
			{File: filepath.Join(root, "bad", "bad.go"), Line: 2, Column: 23, Message: "cannot use 1.5 (untyped float constant) as int value in return statement (truncated)"},
		}
		p := program(fmt.Sprintf("package main\n\nimport _ %q\n\nfunc main() {}\n", path))
		if diff := cmp.Diff(want, buildErrors(t, b, p)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
	// What is wrong with one import does not touch programs without it.
	mustBuild(t, b, program("package main\nimport _ \"example.com/lib/ok\"\nfunc main() {}"))
}

// A requirement that was never downloaded.
func TestNotDownloaded(t *testing.T) {
	root := library(t, map[string]string{
		"go.mod": "module example.com/lib\n\ngo 1.26\n\nrequire example.org/absent v1.2.3\n",
		"go.sum": "example.org/absent v1.2.3 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" +
			"example.org/absent v1.2.3/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"lib.go": "package lib",
	})
	b := newBuilder(t, Config{Workspace: []string{root}})
	got := buildErrors(t, b, program("package main\nimport _ \"example.org/absent/p\"\nfunc main() {}"))
	want := `the module of package example.org/absent/p has not been downloaded; with a network, run "go mod download" in ` + root
	if got[0].Message != want || got[0].Missing != "example.org/absent/p" {
		t.Errorf("got  %q\nwant %q", got[0], want)
	}
	browser := program("package main\nimport _ \"example.org/absent/p\"\nfunc main() {}")
	browser.Env = []string{"GOOS=js", "GOARCH=wasm"}
	got = buildErrors(t, b, browser)
	want = `the module example.org/absent has not been downloaded; with a network, run "go mod download example.org/absent@v1.2.3" in ` + root
	if len(got) != 1 || got[0].Message != want || got[0].Missing != "example.org/absent@v1.2.3" {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestErrorString(t *testing.T) {
	errs := Errors{{"f", 1, 2, "a", ""}, {"f", 1, 0, "b", ""}, {"f", 0, 0, "c", ""}, {"", 0, 0, "d", ""}}
	if want := "f:1:2: a\nf:1: b\nf: c\nd"; errs.Error() != want {
		t.Errorf("got %q, want %q", errs.Error(), want)
	}
}

func TestParseErrors(t *testing.T) {
	text := "# cell/1\n./main.go:3: old\nnot a position\n\n../lib/a.go:1:2: x\n/work/dir/b.go:4:5: y\n/else/c.go:6:7: z\n"
	want := Errors{
		{"main.go", 3, 0, "old\nnot a position", ""},
		{"/work/lib/a.go", 1, 2, "x", ""},
		{"b.go", 4, 5, "y", ""},
		{"/else/c.go", 6, 7, "z", ""},
	}
	if diff := cmp.Diff(want, parseErrors("/work/dir", text)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
