package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// large is a program that the compiler works on for seconds.
func large() Program {
	var source strings.Builder
	source.WriteString("package main\n\nfunc main() {\n\tx := map[string]int{}\n")
	for i := range 20000 {
		fmt.Fprintf(&source, "\tx[\"k%d\"] += len(x) * %d\n", i, i)
	}
	source.WriteString("}\n")
	return program(source.String())
}

// An interrupt ends the compiler at once.
func TestCancelCompiler(t *testing.T) {
	b := newBuilder(t, Config{})
	mustBuild(t, b, program("package main\nfunc main() {}"))
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, cancel)
	begin := time.Now()
	_, err := b.Build(ctx, large())
	if took := time.Since(begin); err != context.Canceled || took > time.Second {
		t.Errorf("error %v after %v", err, took)
	}
	if entries, _ := os.ReadDir(b.Dir()); len(entries) != 1+3 {
		t.Errorf("left %v", entries)
	}
}

// An interrupt ends the go command with all that it has started.
func TestCancelGoCommand(t *testing.T) {
	dir := t.TempDir()
	goCommand, calls := countingGo(t)
	script := filepath.Join(dir, "go")
	text := fmt.Sprintf("#!/bin/sh\nif [ $1 = env ]; then exec '%s' \"$@\"; fi\nsleep 100 &\necho $! > '%s/pid'\nwait\n", goCommand, dir)
	if err := os.WriteFile(script, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	b := newBuilder(t, Config{Go: script})
	if len(calls()) != 1 {
		t.Fatalf("calls %q", calls())
	}
	cell := program("package main\nimport \"fmt\"\nfunc main() { fmt.Println() }")
	withFlags := cell
	withFlags.Flags, withFlags.Env = []string{"-v"}, []string{"X=y"}
	for _, p := range []Program{cell, withFlags} {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(300*time.Millisecond, cancel)
		begin := time.Now()
		_, err := b.Build(ctx, p)
		if took := time.Since(begin); err != context.Canceled || took > time.Second {
			t.Errorf("error %v after %v", err, took)
		}
		number, err := os.ReadFile(filepath.Join(dir, "pid"))
		if err != nil {
			t.Fatal(err)
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(number)))
		if err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(2 * time.Second); alive(pid); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("process %d lives", pid)
			}
		}
	}
}

// A program whose packages are known does not wait for one whose are not, and one
// that waits can be cancelled.
func TestNoWaiting(t *testing.T) {
	goCommand, _ := countingGo(t)
	dir := t.TempDir()
	script := filepath.Join(dir, "go")
	text := fmt.Sprintf("#!/bin/sh\nif [ -e '%s/slow' ]; then sleep 100; fi\nexec '%s' \"$@\"\n", dir, goCommand)
	if err := os.WriteFile(script, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	b := newBuilder(t, Config{Go: script})
	mustBuild(t, b, program("package main\nfunc main() { print(1) }"))
	write(t, dir, map[string]string{"slow": ""})
	ctx, cancel := context.WithCancel(t.Context())
	errs := make(chan error)
	for _, path := range []string{"fmt", "os"} {
		go func() {
			_, err := b.Importer(ctx, path)
			errs <- err
		}()
	}
	time.Sleep(100 * time.Millisecond) // both have come
	mustBuild(t, b, program("package main\nfunc main() { print(2) }"))
	cancel()
	for range 2 {
		if err := <-errs; err != context.Canceled {
			t.Errorf("error %v", err)
		}
	}
}

// alive says whether there is such a process that has not ended.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)) // not on macOS
	_, state, _ := strings.Cut(string(stat), ") ")
	return err != nil || state[0] != 'Z'
}
