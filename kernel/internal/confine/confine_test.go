package confine

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/proc"
)

func TestMain(m *testing.M) {
	Become()
	os.Exit(m.Run())
}

// said is the text that a program puts out.
type said struct{ strings.Builder }

func (s *said) Stream(_, text string) { s.WriteString(text) }
func (s *said) Display(proc.Bundle)   {}

// build builds the program of testdata/act, without cgo: it is to run where there are no
// libraries.
func build(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "act")
	cmd := exec.Command("go", "build", "-o", name, ".")
	cmd.Dir = filepath.Join("testdata", "act")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

func run(t *testing.T, l Limits, program string, args ...string) (string, proc.State) {
	t.Helper()
	p := proc.Program{Path: program, Args: args, Env: os.Environ()}
	if err := Set(&p, l); err != nil {
		t.Fatal(err)
	}
	var out said
	state, err := proc.Run(t.Context(), p, &out)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String()), state
}

// None of this needs root; it passes as root too.
func TestConfined(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the file system and the network are kept from programs on Linux alone")
	}
	if lacking := Lacking(); lacking != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(lacking)
		}
		t.Skip(lacking)
	}
	program := build(t)
	folder, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	for _, name := range []string{filepath.Join(folder, "data.csv"), outside} {
		if err := os.WriteFile(name, []byte("1"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	t.Setenv("SECRET", "x")
	limits := Default(folder)
	limits.FileSize, limits.Memory = 1<<20, 512<<20
	for _, test := range []struct{ what, argument, says string }{
		{"read", "data.csv", "done"},
		{"write", "new", "done"},
		{"write", "/also-mine", "done"}, // the folder is the root
		{"list", "/", "also-mine data.csv new"},
		{"list", "/proc", "no"},
		{"read", outside, "no"},
		{"read", "../" + filepath.Base(filepath.Dir(outside)) + "/secret", "no"},
		{"read", "/proc/self/environ", "no"},
		{"read", "/etc/passwd", "no"},
		{"write", outside, "no"},
		{"write", "../x", "done"}, // .. of the root is the root
		{"tcp", listener.Addr().String(), "no"},
		{"udp", "127.0.0.1:53", "no"},
		{"udp", "192.0.2.1:53", "no"},
		{"run", "/bin/ls", "no"},
		{"memory", "100", "done"},
		{"environment", "SECRET", ""},
		{"environment", "HOME", "/"},
	} {
		if got, state := run(t, limits, program, test.what, test.argument); got != test.says || !state.OK() {
			t.Errorf("%s %s: %q, %v", test.what, test.argument, got, state)
		}
	}
	for _, test := range []struct{ what, argument, ended string }{
		{"memory", "1000", "ran out of memory: more than 512 MB were asked for; does something grow without end?"},
		{"pieces", "", "ran out of memory: more than 512 MB were asked for; does something grow without end?"},
		{"spin", "", "ran out of time: it worked for more than 1s"},
		{"nil", "", ""},
		{"pretend", "", ""},
		{"memory", "100", ""},
	} {
		if limits.CPU = time.Minute; test.what == "spin" {
			limits.CPU = time.Second
		}
		if got, state := run(t, limits, program, test.what, test.argument); limits.Ended(state) != test.ended || state.OK() != (test.argument == "100") {
			t.Errorf("%s %s: %q, %v: ended by %q", test.what, test.argument, got, state, limits.Ended(state))
		}
	}
	run(t, limits, program, "large", "large")
	if info, err := os.Stat(filepath.Join(folder, "large")); err != nil || info.Size() > 1<<20 {
		t.Errorf("%v, %v", info, err)
	}
	if text, err := os.ReadFile(outside); err != nil || string(text) != "1" {
		t.Errorf("outside: %q, %v", text, err)
	}
	if got, state := run(t, limits, filepath.Join(folder, "missing")); state.Code != 125 || !strings.Contains(got, "could not be confined") {
		t.Errorf("%q, %v", got, state)
	}
}

// Where there are no namespaces Landlock alone keeps files and TCP.
func TestLandlockAlone(t *testing.T) {
	if capabilities().Landlock < 4 {
		t.Skip("Landlock 4 is not there")
	}
	program := build(t)
	l := Default(t.TempDir())
	p := proc.Program{Path: program, Args: []string{"read", "/etc/passwd"}}
	if err := Set(&p, l); err != nil {
		t.Fatal(err)
	}
	p.Attributes = nil
	p.Args[1] = strings.Replace(p.Args[1], `"Namespaces":true`, `"Namespaces":false`, 1)
	for _, test := range [][2]string{{"read", "/etc/passwd"}, {"write", "/tmp/x"}, {"tcp", "127.0.0.1:1"}, {"run", "/bin/ls"}} {
		var out said
		p.Args = slices.Concat(p.Args[:3], test[:])
		state, err := proc.Run(context.Background(), p, &out)
		if err != nil || strings.TrimSpace(out.String()) != "no" {
			t.Errorf("%v: %q, %v, %v", test, out.String(), state, err)
		}
	}
}
