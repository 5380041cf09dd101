package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dlmath/kernel/internal/grade"
)

var shellBlock = regexp.MustCompile("(?s)(<!-- not in the test: [^\n]*\n)?```sh\n(.*?)```")

// The commands of the two pages on homework are followed word for word, in a copy of the
// checkout.
func TestHomeworkPages(t *testing.T) {
	if os.Getenv("CI") == "" {
		t.Skip("it compiles a copy of the checkout: set CI=true to follow the pages on homework")
	}
	home := environment(t)
	python := testPython(t, home)
	checkout, person := t.TempDir(), t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "kernel", "nnlib", "notebooks"} {
		if out, err := exec.Command("cp", "-r", filepath.Join(home.Repo, name), checkout).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	link := func(to, from string) {
		if err := os.Symlink(to, from); err != nil {
			t.Fatal(err)
		}
	}
	link(home.Dir, filepath.Join(checkout, ".dlmath"))
	link(filepath.Dir(filepath.Dir(python.Path)), filepath.Join(person, "nbgrader"))
	source := filepath.Join(home.Repo, "notebooks", "homework", "source", "1-neuron", "1-neuron.ipynb")
	for _, name := range []string{filepath.Join(checkout, "mine", "1-neuron.ipynb"), filepath.Join(person, "inbox", "ada", "1-neuron.ipynb")} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		nb := read(t, source)
		if err := grade.HandOut(nb); err != nil {
			t.Fatal(err)
		}
		if err := nb.WriteFile(name); err != nil {
			t.Fatal(err)
		}
	}
	env, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE", "GOPATH").Output()
	if err != nil {
		t.Fatal(err)
	}
	paths := strings.Split(strings.TrimSpace(string(env)), "\n")
	for page, wants := range map[string][]string{
		"student.md":  {"by the tests that you can see", "not done yet", "there is no answer"},
		"lecturer.md": {"Written to", "ada: 0 of ", "Success! Your notebook passes all the tests."},
	} {
		text, err := os.ReadFile(filepath.Join(checkout, "notebooks", "homework", page))
		if err != nil {
			t.Fatal(err)
		}
		// The page shows two ways, of which a lecturer takes one.
		again := "\n```sh\nrm -r notebooks/homework/release notebooks/homework/feedback notebooks/homework/marks\n```\n"
		text = []byte(strings.Replace(string(text), "## With nbgrader\n", again, 1))
		script := "set -e\n"
		for _, block := range shellBlock.FindAllStringSubmatch(string(text), -1) {
			if block[1] == "" {
				script += block[2]
			}
		}
		cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
		cmd.Dir = checkout
		cmd.Env = append(home.Environ(), "HOME="+person, "GOCACHE="+paths[0], "GOMODCACHE="+paths[1], "GOPATH="+paths[2], "GOFLAGS=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s\n%s", page, err, script, out)
		}
		for _, want := range wants {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: %q is not said:\n%s", page, want, out)
			}
		}
	}
	grades, err := os.ReadFile(filepath.Join(checkout, "notebooks", "homework", "grades.csv"))
	if err != nil || !strings.Contains(string(grades), "ada") {
		t.Errorf("nbgrader has exported no grades of ada: %v\n%s", err, grades)
	}
}
