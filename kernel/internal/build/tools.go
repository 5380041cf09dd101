package build

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// settings are those with which the set-up warms the build cache. Without cgo no
// C compiler is needed; without symbols a program links in half the time, and in a tenth
// less again when the packages hold nothing for debuggers that the linker would read and drop.
var settings = []string{
	"GOFLAGS='-ldflags=-s -w' -gcflags=all=-dwarf=false -buildvcs=false -mod=readonly",
	"CGO_ENABLED=0",
	"GOTOOLCHAIN=local",
	"GO111MODULE=on",
	"GOPROXY=off",
	"GOOS=", "GOARCH=",
}

// A toolchain is an installed Go and the environments for its commands.
type toolchain struct {
	goCommand string
	goRoot    string
	goOS      string
	version   string // "1.26.8"
	compiler  string
	linker    string
	env       []string // for the go command
	toolEnv   []string // for compiler and linker
}

type inBackground struct{}

// InBackground returns a context for questions that may take long: the go command that
// looks for packages then works only while nobody else wants the processor.
func InBackground(ctx context.Context) context.Context {
	return context.WithValue(ctx, inBackground{}, true)
}

// list is the command go list.
func (t *toolchain) list(ctx context.Context, dir string, args ...string) *exec.Cmd {
	args = append([]string{t.goCommand, "list"}, args...)
	if ctx.Value(inBackground{}) != nil {
		args = append([]string{"nice", "-n", "19"}, args...)
	}
	return command(ctx, dir, t.env, args[0], args[1:]...)
}

func findTools(ctx context.Context, c Config, dir string) (toolchain, error) {
	t := toolchain{goCommand: c.Go, env: c.Env}
	if t.goCommand == "" {
		t.goCommand = "go"
	}
	if t.env == nil {
		t.env = os.Environ()
	}
	t.env = append(t.env[:len(t.env):len(t.env)], settings...)
	// What an interrupted command leaves goes with the folder.
	t.env = append(t.env, "GOWORK="+filepath.Join(dir, "go.work"), "GOTMPDIR="+dir)

	// The go.work is not there yet, and must not be looked for elsewhere.
	cmd := command(ctx, dir, append(t.env, "GOWORK=off"), t.goCommand, "env", "-json")
	out, err := output(cmd)
	if err != nil {
		return t, fmt.Errorf("the go command does not run: %w", err)
	}
	var values map[string]string
	if err := json.Unmarshal(out, &values); err != nil {
		return t, fmt.Errorf("%s env: %w", t.goCommand, err)
	}
	// A development version is named "devel go1.27-abcdef …".
	version := regexp.MustCompile(`go(1\.\d+(\.\d+|rc\d+|beta\d+)?)`).FindStringSubmatch(values["GOVERSION"])
	if version == nil {
		return t, fmt.Errorf("%s has a version that is not understood: %q", t.goCommand, values["GOVERSION"])
	}
	t.version = version[1]
	t.goRoot, t.goOS = values["GOROOT"], values["GOOS"]
	t.compiler = filepath.Join(values["GOTOOLDIR"], "compile")
	t.linker = filepath.Join(values["GOTOOLDIR"], "link")

	// The go command sets what it knows for its tools too: it may come from a file
	// of settings (go env -w) that the tools do not read.
	t.toolEnv = t.env
	for name, value := range values {
		switch name {
		case "GOROOT", "GOOS", "GOARCH", "GOEXPERIMENT", "GO386", "GOAMD64", "GOARM", "GOARM64",
			"GOMIPS", "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM":
			t.toolEnv = append(t.toolEnv, name+"="+value)
		}
	}
	// They end before their garbage would matter.
	t.toolEnv = append(t.toolEnv, "GOGC=off", "GOMEMLIMIT=1GiB")
	return t, nil
}

// command is a command that ends at once, its children too, when ctx is done or
// this process dies.
func command(ctx context.Context, dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = env
	cmd.SysProcAttr = processAttributes()
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	return cmd
}

// run runs the command, and returns what it writes to standard output and to
// standard error.
func run(cmd *exec.Cmd) (stdout, stderr []byte, err error) {
	// Linux ends a child when the thread that started it ends.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err = cmd.Run()
	return o.Bytes(), e.Bytes(), err
}

// output runs the command and returns its standard output. The error holds what
// it wrote to standard error.
func output(cmd *exec.Cmd) ([]byte, error) {
	stdout, stderr, err := run(cmd)
	if text := strings.TrimSpace(string(stderr)); err != nil && text != "" {
		err = fmt.Errorf("%w\n%s", err, text)
	}
	return stdout, err
}
