package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const printAll = "package main\nimport \"example.com/lib/say\"\nfunc main() { print(say.Text()) }\n"

// A change of the sources of a local package counts from the next program on.
func TestLocalChanges(t *testing.T) {
	other := t.TempDir()
	write(t, other, map[string]string{
		"go.mod":   "module example.org/other\n\ngo 1.26\n",
		"other.go": "package other\nconst Text = `other `\n",
	})
	root := library(t, map[string]string{
		"go.mod": "module example.com/lib\n\ngo 1.26\n\nrequire example.org/other v1.0.0\n\nreplace example.org/other => " + other + "\n",
		"say/say.go": `package say
			import ("embed"; "example.org/other"; "example.com/lib/deep")
			//go:embed data
			var data embed.FS
			func Text() string {
				entries, _ := data.ReadDir("data")
				text := deep.Text + other.Text
				for _, e := range entries { b, _ := data.ReadFile("data/" + e.Name()); text += string(b) }
				return text
			}`,
		"say/data/1":   "one ",
		"deep/deep.go": "package deep\nconst Text = `deep `\n",
	})
	b := newBuilder(t, Config{Workspace: []string{root}})
	program := program(printAll)
	expect := func(want string) {
		t.Helper()
		if got := mustRun(t, mustBuild(t, b, program)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	expect("deep other one ")
	write(t, root, map[string]string{"deep/deep.go": "package deep\nconst Text = `DEEP `\n"})
	expect("DEEP other one ")
	write(t, root, map[string]string{"say/data/1": "ONE "})
	expect("DEEP other ONE ")
	write(t, root, map[string]string{"say/data/2": "two "})
	expect("DEEP other ONE two ")
	write(t, other, map[string]string{"other.go": "package other\nconst Text = `OTHER `\n"})
	expect("DEEP OTHER ONE two ")
	write(t, root, map[string]string{"deep/more.go": "package deep\nfunc init() { print(`init `) }\n"})
	expect("init DEEP OTHER ONE two ")
	if err := os.Remove(filepath.Join(root, "deep", "more.go")); err != nil {
		t.Fatal(err)
	}
	expect("DEEP OTHER ONE two ")

	write(t, root, map[string]string{"deep/deep.go": "package deep\nconst Text = 1\n"})
	errs := buildErrors(t, b, program)
	if want := filepath.Join(root, "say", "say.go"); len(errs) != 2 || errs[1].File != want || errs[1].Line != 7 {
		t.Errorf("got %v, want an error in %s:7", errs, want)
	}
	write(t, root, map[string]string{"deep/deep.go": "package deep\nimport _ `example.com/lib/new`\nconst Text = `back `\n"})
	errs = buildErrors(t, b, program)
	if want := "there is no package example.com/lib/new in " + root; !strings.Contains(errs[0].Message, want) {
		t.Errorf("got %v, want %s", errs, want)
	}
	write(t, root, map[string]string{"new/new.go": "package new\n"})
	expect("back OTHER ONE two ")

	// The same length and name, and written within the clock's tick after a listing.
	for i := range 3 {
		name := filepath.Join(root, "deep", "deep.go")
		if err := os.WriteFile(name, fmt.Appendf(nil, "package deep\nconst Text = `%04d `\n", i), 0o644); err != nil {
			t.Fatal(err)
		}
		expect(fmt.Sprintf("%04d OTHER ONE two ", i))
	}
}

// In one moment the packages stay as they are, though their files change.
func TestMoment(t *testing.T) {
	root := library(t, map[string]string{
		"go.mod":     "module example.com/lib\n\ngo 1.26\n",
		"say/say.go": "package say\nfunc Text() string { return `one` }\n",
	})
	b := newBuilder(t, Config{Workspace: []string{root}})
	now := func(ctx context.Context) string {
		t.Helper()
		executable, err := b.Build(ctx, program(printAll))
		if err != nil {
			t.Fatal(err)
		}
		return mustRun(t, executable)
	}
	first := Moment(t.Context())
	got := now(first)
	write(t, root, map[string]string{"say/say.go": "package say\nfunc Text() string { return `two` }\n"})
	got += now(first) + now(Moment(t.Context())) + now(t.Context())
	if want := "oneonetwotwo"; got != want {
		t.Errorf("the program says %s, want %s", got, want)
	}
}

// A change of a go.mod counts, in the workspace and in the Builder's own module.
func TestModuleChanges(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	for dir, text := range map[string]string{one: "one", two: "two"} {
		write(t, dir, map[string]string{"go.mod": "module example.org/x\n\ngo 1.26\n", "x.go": "package x\nconst Text = `" + text + "`\n"})
	}
	goMod := func(module, dir string) string {
		return "module " + module + "\n\ngo 1.26\n\nrequire example.org/x v1.0.0\n\nreplace example.org/x => " + dir + "\n"
	}
	root := library(t, map[string]string{"lib.go": "package lib"})
	b := newBuilder(t, Config{Workspace: []string{root}})
	p := program("package main\nimport \"example.org/x\"\nfunc main() { print(x.Text) }")
	if errs := buildErrors(t, b, p); !strings.Contains(errs[0].Message, "go get example.org/x") {
		t.Errorf("got %v", errs)
	}
	for _, dir := range []string{one, two} {
		write(t, root, map[string]string{"go.mod": goMod("example.com/lib", dir)})
		if got, want := mustRun(t, mustBuild(t, b, p)), map[string]string{one: "one", two: "two"}[dir]; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	write(t, root, map[string]string{"go.mod": "module example.com/lib\n\ngo 1.26\n"})
	write(t, b.Dir(), map[string]string{"go.mod": goMod("cell", one)})
	if got := mustRun(t, mustBuild(t, b, p)); got != "one" {
		t.Errorf("got %q", got)
	}

	write(t, root, map[string]string{"go.mod": "mod"})
	if _, err := b.Build(t.Context(), p); err == nil || !strings.Contains(err.Error(), "go.mod:1: ") {
		t.Errorf("error %v, want the place in go.mod", err)
	}
}

// The compiled packages may vanish from the build cache.
func TestCacheCleaned(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache")
	b := newBuilder(t, Config{Env: append(os.Environ(), "GOCACHE="+cache)})
	mustBuild(t, b, program("package main\nfunc main() { print(1) }"))
	if err := os.RemoveAll(cache); err != nil {
		t.Fatal(err)
	}
	if got := mustRun(t, mustBuild(t, b, program("package main\nfunc main() { print(2) }"))); got != "2" {
		t.Errorf("got %q", got)
	}
}

func TestStamp(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.go": "1", "b_test.go": "1", "sub/c.go": "1"})
	before := stampOf(dir, filepath.Join(dir, "none"))
	write(t, dir, map[string]string{"b_test.go": "22", "sub/c.go": "22"})
	if after := stampOf(dir); after.text != before.text {
		t.Errorf("a test or a folder below changes the stamp: %q, %q", before.text, after.text)
	}
	write(t, dir, map[string]string{"a.go": "22"})
	if after := stampOf(dir); after.text == before.text {
		t.Error("a file's size does not change the stamp")
	}
	now := time.Now()
	for _, test := range []struct {
		newest time.Duration
		want   bool
	}{{-time.Hour, true}, {-time.Millisecond, false}, {time.Millisecond, false}, {time.Hour, true}} {
		if got := (stamp{newest: now.Add(test.newest)}).settled(now, now.Add(time.Second)); got != test.want {
			t.Errorf("%v from the beginning: settled %t", test.newest, got)
		}
	}
}
