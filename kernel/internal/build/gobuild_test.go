package build

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// needCC skips a test of what needs a C compiler.
func needCC(t *testing.T) {
	t.Helper()
	for _, name := range []string{"gcc", "cc", "clang"} {
		if _, err := exec.LookPath(name); err == nil {
			return
		}
	}
	const message = "there is no C compiler; install gcc or clang"
	if os.Getenv("CI") == "true" {
		t.Fatal(message)
	}
	t.Skip(message)
}

func TestCgo(t *testing.T) {
	needCC(t)
	b := newBuilder(t, Config{})
	executable := mustBuild(t, b, program(`package main

// static int twice(int x) { return 2 * x; }
import "C"
import "fmt"

func main() { fmt.Println(C.twice(21)) }`))
	if got := mustRun(t, executable); got != "42\n" {
		t.Errorf("got %q", got)
	}
}

func TestRaceFlag(t *testing.T) {
	needCC(t)
	b := newBuilder(t, Config{})
	p := program(`package main

func main() {
	done, x := make(chan bool), 0
	go func() { x++; done <- true }()
	x++
	<-done
	println(x)
}`)
	p.Flags = []string{"-race"}
	out, _ := exec.Command(mustBuild(t, b, p)).CombinedOutput()
	if !bytes.Contains(out, []byte("WARNING: DATA RACE")) {
		t.Errorf("no race is seen: %s", out)
	}
}

func TestHasFlag(t *testing.T) {
	for flag, want := range map[string]bool{"-race": true, "--race": true, "-race=true": true, "-race=false": false, "-racy": false} {
		if got := hasFlag([]string{"-v", flag}, "race", "msan"); got != want {
			t.Errorf("%s: %t", flag, got)
		}
	}
}

func TestFlags(t *testing.T) {
	b := newBuilder(t, Config{})
	var log bytes.Buffer
	p := program("package main\n\nvar version = `none`\n\nfunc f() int { return 1 }\n\nfunc main() { println(version, f()) }\n")
	p.Flags, p.Log = []string{"-gcflags=-m", "-ldflags=-X=main.version=v7"}, &log
	if got := mustRun(t, mustBuild(t, b, p)); got != "v7 1\n" {
		t.Errorf("got %q", got)
	}
	if !strings.Contains(log.String(), "main.go:5:6: can inline f") {
		t.Errorf("log %q", &log)
	}
	p.Flags = []string{"-nonsense"}
	if errs := buildErrors(t, b, p); !strings.Contains(errs[0].Message, "flag provided but not defined: -nonsense") {
		t.Errorf("got %v", errs)
	}
}

func TestEmbed(t *testing.T) {
	b := newBuilder(t, Config{})
	p := program("package main\n\nimport _ \"embed\"\n\n//go:embed text\nvar text string\n\nfunc main() { print(text) }\n")
	p.Files["text"] = []byte("embedded")
	if got := mustRun(t, mustBuild(t, b, p)); got != "embedded" {
		t.Errorf("got %q", got)
	}
}

func TestTests(t *testing.T) {
	b := newBuilder(t, Config{Workspace: []string{library(t, map[string]string{"lib.go": "package lib\nconst Two = 2\n"})}})
	p := Program{Test: true, Files: map[string][]byte{
		"main.go": []byte("package main\n\nimport \"example.com/lib\"\n\nfunc twice(x int) int { return lib.Two * x }\n\nfunc main() {}\n"),
		"main_test.go": []byte(`package main

import "testing"

//line Cell 5:1:1
func TestTwice(t *testing.T) {
	if twice(2) != 5 {
		t.Error("not five")
	}
}

func BenchmarkTwice(b *testing.B) { for b.Loop() { twice(2) } }
`),
	}}
	out, err := exec.Command(mustBuild(t, b, p), "-test.v", "-test.bench=.", "-test.benchtime=1x").CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("Cell 5:3: not five")) || !bytes.Contains(out, []byte("--- FAIL: TestTwice")) {
		t.Errorf("%v\n%s", err, out)
	}
	p.Files["main_test.go"] = []byte("package main\n\nimport \"testing\"\n\n//line Cell 6:1:1\nfunc TestX(t *testing.T) { undefined() }\n")
	if errs := buildErrors(t, b, p); errs[0] != (Error{File: "Cell 6", Line: 1, Column: 28, Message: "undefined: undefined"}) {
		t.Errorf("got %+v", errs)
	}
	delete(p.Files, "main_test.go")
	if _, err := b.Build(t.Context(), p); err == nil || !strings.Contains(err.Error(), "no test files") {
		t.Errorf("error %v", err)
	}
}

func TestOtherPlatform(t *testing.T) {
	b := newBuilder(t, Config{})
	p := program("package main\n\nimport \"syscall/js\"\n\nfunc main() { js.Global() }\n")
	p.Env = []string{"GOOS=js", "GOARCH=wasm"}
	content, err := os.ReadFile(mustBuild(t, b, p))
	if err != nil || !bytes.HasPrefix(content, []byte("\x00asm")) {
		t.Errorf("%v, begins with %q", err, content[:min(4, len(content))])
	}
}
