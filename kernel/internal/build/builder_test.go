package build

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// checkout is the module that this package belongs to.
func checkout(t testing.TB) string {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func newBuilder(t testing.TB, c Config) *Builder {
	t.Helper()
	c.Dir = t.TempDir()
	b, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(c.Dir); len(left) > 0 {
			t.Errorf("Close left %v", left)
		}
	})
	return b
}

// program is one of a single file.
func program(source string) Program {
	return Program{Files: map[string][]byte{"main.go": []byte(source)}}
}

func mustBuild(t testing.TB, b *Builder, p Program) string {
	t.Helper()
	executable, err := b.Build(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return executable
}

// mustRun runs an executable and returns what it writes.
func mustRun(t testing.TB, executable string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), executable, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// buildErrors returns why the program does not build.
func buildErrors(t testing.TB, b *Builder, p Program) Errors {
	t.Helper()
	_, err := b.Build(t.Context(), p)
	var errs Errors
	if !errors.As(err, &errs) {
		t.Fatalf("error %v (%T), want Errors", err, err)
	}
	return errs
}

// write writes files of which the content is given, by their names below dir.
// Their times are as they were long ago, but never the same.
func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}

// library is a module of its own with the given files.
func library(t testing.TB, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	write(t, root, map[string]string{"go.mod": "module example.com/lib\n\ngo 1.26\n"})
	write(t, root, files)
	return root
}

// countingGo is a go command that writes down its calls and settings.
func countingGo(t testing.TB) (goCommand string, calls func() []string) {
	t.Helper()
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	log, script := filepath.Join(dir, "log"), filepath.Join(dir, "go")
	text := "#!/bin/sh\necho \"$* | GOPROXY=$GOPROXY GOFLAGS=$GOFLAGS\" >> '" + log + "'\nexec '" + real + "' \"$@\"\n"
	if err := os.WriteFile(script, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return script, func() []string {
		text, err := os.ReadFile(log)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(text)), "\n")
	}
}

func TestPrograms(t *testing.T) {
	b := newBuilder(t, Config{Workspace: []string{checkout(t)}})
	for _, test := range []struct{ name, source, want string }{
		{"nothing imported", "package main\nfunc main() { println(1 + 1) }", "2\n"},
		{"print", "package main\nimport \"fmt\"\nfunc main() { fmt.Println(\"h\u00e9\") }", "hé\n"},
		{"unsafe", "package main\nimport \"unsafe\"\nfunc main() { println(unsafe.Sizeof(int64(0))) }", "8\n"},
		{"vendored by the standard library", "package main\nimport \"net/http\"\nfunc main() { println(http.StatusText(404)) }", "Not Found\n"},
		{"a requirement", `package main
			import ("fmt"; "gonum.org/v1/gonum/mat")
			func main() { fmt.Println(mat.Det(mat.NewDense(2, 2, []float64{1, 2, 3, 4}))) }`, "-2"},
		{"the workspace", `package main
			import "dlmath/nnlib"
			func main() { println(len(nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2).Params())) }`, "23\n"},
		{"the newest language", "package main\nfunc main() { for i := range 3 { print(i) }; print(*new(7)) }", "0127"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := mustRun(t, mustBuild(t, b, program(test.source))); !strings.HasPrefix(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestSeveralFiles(t *testing.T) {
	b := newBuilder(t, Config{})
	p := Program{Files: map[string][]byte{
		"a.go": []byte("package main\nimport \"os\"\nfunc main() { os.Stdout.WriteString(text) }"),
		"b.go": []byte("package main\nimport \"strings\"\nvar text = strings.ToUpper(`b`)"),
	}}
	if got := mustRun(t, mustBuild(t, b, p)); got != "B" {
		t.Errorf("got %q", got)
	}
	p.Files["sub/c.go"] = nil
	if _, err := b.Build(t.Context(), p); err == nil || !strings.Contains(err.Error(), `"sub/c.go" is in a folder`) {
		t.Errorf("error %v", err)
	}
}

// A panic's trace names files as //line directives do.
func TestTrace(t *testing.T) {
	b := newBuilder(t, Config{})
	p := program("package main\n\n//line Cell 3:7:1\nfunc main() {\n\tpanic(1)\n}\n")
	for _, flags := range [][]string{nil, {"-tags=x"}} {
		p.Flags = flags
		out, err := exec.Command(mustBuild(t, b, p)).CombinedOutput()
		if err == nil || !bytes.Contains(out, []byte("\n\tCell 3:8 ")) {
			t.Errorf("flags %q: %v\n%s", flags, err, out)
		}
	}
}

// The go command is asked once, never uses the network, and never changes go.mod.
func TestGoCommandIsAskedOnce(t *testing.T) {
	goCommand, calls := countingGo(t)
	root := library(t, map[string]string{"lib.go": "package lib\nconst A, B = 1, 2"})
	b := newBuilder(t, Config{Go: goCommand, Workspace: []string{root}})
	mustBuild(t, b, program("package main\nimport (\"fmt\"; \"example.com/lib\")\nfunc main() { fmt.Println(lib.A) }"))
	before := len(calls())
	mustBuild(t, b, program("package main\nimport (\"fmt\"; \"example.com/lib\")\nfunc main() { fmt.Println(lib.B) }"))
	mustBuild(t, b, program("package main\nimport \"fmt\"\nfunc main() { fmt.Println(1) }"))
	write(t, root, map[string]string{"lib_test.go": "package lib"})
	mustBuild(t, b, program("package main\nimport \"example.com/lib\"\nfunc main() { println(lib.B) }"))
	all := calls()
	if len(all) != before {
		t.Errorf("calls for a change of the program: %q", all[before:])
	}
	// In the checkout the go command has a go.work.sum to write, the first time.
	b = newBuilder(t, Config{Go: goCommand, Workspace: []string{checkout(t)}})
	mustBuild(t, b, program("package main\nimport \"gonum.org/v1/plot\"\nfunc main() { print(plot.DefaultFont.Typeface) }"))
	before = len(calls())
	mustBuild(t, b, program("package main\nimport \"gonum.org/v1/plot\"\nfunc main() { print(plot.DefaultFont.Variant) }"))
	all = calls()
	if len(all) != before {
		t.Errorf("calls for a change of the program: %q", all[before:])
	}
	for _, call := range all {
		if !strings.Contains(call, "GOPROXY=off") || !strings.Contains(call, "-mod=readonly") {
			t.Errorf("go %s", call)
		}
	}
}

func TestNewErrors(t *testing.T) {
	empty := t.TempDir()
	talks := filepath.Join(t.TempDir(), "go")
	if err := os.WriteFile(talks, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		config Config
		script string
		want   string
	}{
		{Config{Workspace: []string{empty}}, "", empty + " is not a Go module"},
		{Config{Go: filepath.Join(empty, "go")}, "", "go command does not run"},
		{Config{Dir: filepath.Join(empty, "missing")}, "", "no such file"},
		{Config{Go: talks}, "echo well; exit 3", "exit status 3"},
		{Config{Go: talks}, "echo well", "invalid character"},
		{Config{Go: talks}, `echo '{"GOVERSION": "gccgo"}'`, `not understood: "gccgo"`},
	} {
		if err := os.WriteFile(talks, []byte("#!/bin/sh\n"+test.script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		if test.config.Dir == "" {
			test.config.Dir = t.TempDir()
		}
		if _, err := New(t.Context(), test.config); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: error %v, want %q", test.config, err, test.want)
		}
		if left, _ := os.ReadDir(test.config.Dir); len(left) > 0 {
			t.Errorf("%+v: left %v", test.config, left)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New(ctx, Config{Dir: t.TempDir()}); err == nil {
		t.Error("no error when cancelled")
	}
}
