// Package buildtest lets tests of programs run on a new machine. Programs are built
// without a network, in a workspace with this checkout. That takes more of the modules than
// go test has downloaded: there, each module keeps to the part of the graph that it needs;
// in a workspace the go command reads all of it.
package buildtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Main is the body of a TestMain. It downloads what lacks, then runs the tests.
func Main(m *testing.M) {
	if err := download(); err != nil {
		fmt.Fprintf(os.Stderr, "what the tests' programs import cannot be had; on a new machine that takes a network: %v\n", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func download() error {
	mod, err := output(".", "env", "GOMOD")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "dlmath-workspace-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, args := range [][]string{
		{"mod", "init", "cell"},
		{"work", "init", ".", filepath.Dir(mod)},
		{"list", "-deps", "-test", "dlmath/..."},
		{"mod", "download", "github.com/gowebapi/webapi"}, // for gonbui/wasm, which is for browsers alone
	} {
		if _, err := output(dir, args...); err != nil {
			return err
		}
	}
	return nil
}

// output runs the go command, in a workspace only if it stands in dir.
func output(dir string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=")
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, said.String())
	}
	return strings.TrimSpace(string(out)), err
}
