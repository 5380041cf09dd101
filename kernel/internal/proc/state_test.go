package proc

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestStates(t *testing.T) {
	for _, test := range []struct {
		args     string
		want     State
		sentence string
		output   string
	}{
		{"print=a", State{}, "exit status 0", "out:a"},
		{"print=a exit=3", State{Code: 3}, "exit status 3", "out:a"},
		{"exit=2", State{Code: 2}, "exit status 2", ""},
		{"error=pan exit=2", State{Code: 2}, "exit status 2", "err:pan"},
		{"error=help exit=2", State{Code: 2}, "exit status 2", "err:help"},
		{"error=panic:\u00a0x exit=1", State{Code: 1}, "exit status 1", "err:panic:\u00a0x"},
		{"signal=9", State{Code: -1, Signal: syscall.SIGKILL}, "killed (signal SIGKILL); perhaps there was not enough memory", ""},
		{"signal=15", State{Code: -1, Signal: syscall.SIGTERM}, "ended by signal SIGTERM", ""},
	} {
		state, r := run(t, program(strings.Split(test.args, " ")...))
		state.User, state.System = 0, 0
		if state != test.want || state.String() != test.sentence || r.all() != test.output || state.OK() != (test.want.Code == 0) {
			t.Errorf("%s: %+v, %q, output %q", test.args, state, state, r.all())
		}
	}
}

// A Go program's crash is its end, not its output.
func TestCrashes(t *testing.T) {
	for _, test := range []struct {
		args           []string
		message, trace string
		output         string
	}{
		{[]string{"error=a\n", "panic=oh"}, `^panic: oh$`, `^goroutine 1 \[running\]:\nmain\.main`, "err:a\n"},
		{[]string{"error=half", "error= line\n", "panic=two\nlines"}, `^panic: two\n\tlines$`, `^goroutine 1`, "err:half line\n"},
		{[]string{"nil"}, `^panic: runtime error: invalid memory address or nil pointer dereference\n\[signal SIGSEGV`, `^goroutine 1`, ""},
		{[]string{"deadlock"}, `^fatal error: all goroutines are asleep - deadlock!$`, `^goroutine 1`, ""},
		{[]string{"overflow"}, `^runtime: goroutine stack exceeds [^|]*\nfatal error: stack overflow$`, `^runtime stack:`, ""},
		{[]string{"signal=6"}, `^SIGABRT: abort`, `^goroutine 1`, ""},
		{[]string{"goroutines=3000", "deadlock"}, `^fatal error: all goroutines are asleep - deadlock!$`, `^goroutine 1 (.|\n)*goroutine 3000 `, ""},
	} {
		state, r := run(t, program(test.args...))
		if state.Code != 2 || state.Signal != 0 || state.String() != state.Panic ||
			!regexp.MustCompile(test.message).MatchString(state.Panic) || !regexp.MustCompile(test.trace).MatchString(state.Trace) {
			t.Errorf("%q: %d, message %q, trace %.300q", test.args, state.Code, state.Panic, state.Trace)
		}
		if r.all() != test.output {
			t.Errorf("%q: output %.300q", test.args, r.all())
		}
	}
}

// What only looks like a crash is passed on while the program lives.
func TestNoCrash(t *testing.T) {
	r := expect(t, program("error=a\npanic: ", "error=just kidding\n", "sleep=2000", "print=b", "error=c\n"), "err:a\npanic: just kidding\n|out:b|err:c\n")
	if wait := r.times[1].Sub(r.times[0]); wait < 500*time.Millisecond {
		t.Errorf("held back until the end: %v", wait)
	}
	expect(t, program("error=panic: \n", "sleep=400", "error=t\n", "sleep=400", "error=t\n", "sleep=400", "error=t\n", "sleep=400", "print=b", "error=c"),
		"err:panic: \nt\nt\nt\n|out:b|err:c")
	expect(t, program("error=pa", "sleep=20", "error=nama\n", "error=fatal error: no\n"), "err:panama\nfatal error: no\n")
	expect(t, program("error=p", "sleep=1200", "error=anic: not at the beginning of a line\n", "error=x"), "err:panic: not at the beginning of a line\nx")
}

func TestCrashIsBounded(t *testing.T) {
	passed := 0
	c := crash{loop: new(loop), write: func(s string) { passed += len(s) }}
	c.add("panic: ")
	for range 20 {
		c.add(strings.Repeat("x", 1<<20))
	}
	if passed < crashSize {
		t.Errorf("%d bytes passed on", passed)
	}
}

// interrupted runs a program and cancels it when it has written something.
func interrupted(t *testing.T, p Program, when string) (State, *recorder, time.Duration) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := new(recorder)
	var begin time.Time
	go func() {
		r.waitFor(t, when)
		begin = time.Now()
		cancel()
	}()
	state, err := Run(ctx, p, r)
	if err != nil {
		t.Fatal(err)
	}
	if !state.Interrupted {
		t.Errorf("%q: not interrupted: %+v", p.Args, state)
	}
	return state, r, time.Since(begin)
}

func TestInterrupt(t *testing.T) {
	state, _, took := interrupted(t, program("print=ready", "sleep=60000"), "ready")
	if state.Signal != syscall.SIGINT || state.String() != "interrupted" || took > time.Second {
		t.Errorf("%+v after %v", state, took)
	}
	state, r, _ := interrupted(t, program("polite"), "ready")
	if state.Code != 0 || state.Signal != 0 || r.all() != "out:ready\nbye\n" {
		t.Errorf("%+v, %q", state, r.all())
	}
	// A child in the same group gets it too.
	state, r, took = interrupted(t, program("child=trap 'echo child; exit' INT; sleep 0.2; echo ready; while :; do sleep 0.01; done", "deaf", "sleep=1000"), "ready")
	if state.Code != 0 || !strings.HasSuffix(r.all(), "child\n") || took > 3*time.Second {
		t.Errorf("%+v, %q, %v", state, r.all(), took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, program("print=a"), new(recorder)); err != context.Canceled {
		t.Errorf("error %v", err)
	}
}

func TestDeafProgram(t *testing.T) {
	t.Parallel()
	state, _, took := interrupted(t, program("deaf", "print=ready", "sleep=60000"), "ready")
	if state.Signal != syscall.SIGKILL || state.String() != "interrupted" || took < grace || took > grace+2*time.Second {
		t.Errorf("%+v after %v", state, took)
	}
}

// A second interrupt is not refused.
func TestKill(t *testing.T) {
	kill := make(chan struct{})
	p := program("deaf", "print=ready", "sleep=60000")
	p.Kill = kill
	time.AfterFunc(500*time.Millisecond, func() { close(kill) })
	state, _, took := interrupted(t, p, "ready")
	if state.Signal != syscall.SIGKILL || took > 2*time.Second {
		t.Errorf("%+v after %v", state, took)
	}
}

// gone waits for a process to end.
func gone(t *testing.T, pid int) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); alive(pid); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d lives", pid)
		}
	}
}

func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat") // not on macOS
	_, state, _ := strings.Cut(string(stat), ") ")
	return err != nil || state[0] != 'Z'
}

func pidIn(t *testing.T, r *recorder) int {
	t.Helper()
	m := regexp.MustCompile(`\d+`).FindString(r.all())
	pid, err := strconv.Atoi(m)
	if err != nil {
		t.Fatal(err, r.all())
	}
	return pid
}

// Children that hold the pipes end with the program; those that have left its
// group do not keep Run waiting.
func TestChildren(t *testing.T) {
	begin := time.Now()
	_, r := run(t, program("child=sleep 100"))
	gone(t, pidIn(t, r))
	for _, script := range []string{"sleep 100", "yes", "while :; do echo; done >&2"} {
		_, r = run(t, program("daemon="+script, "sleep=20"))
		if err := syscall.Kill(-pidIn(t, r), syscall.SIGKILL); err != nil {
			t.Errorf("%s: %v", script, err)
		}
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

// A program does not outlive the process that runs it.
func TestParentKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends a process with its parent")
	}
	cmd := exec.Command(os.Args[0], filepath.Join(programs, "program"), "child=exit", "deaf", "sleep=60000")
	cmd.Env = append(os.Environ(), "PROC_TEST_PARENT=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 20)
	n, err := out.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(string(bytes.TrimSpace(buffer[:n])))
	if err != nil {
		t.Fatal(err)
	}
	group, err := syscall.Getpgid(child) // the program is its head
	if err != nil {
		t.Fatal(err)
	}
	if !alive(group) {
		t.Fatal("the program does not live")
	}
	cmd.Process.Kill()
	cmd.Wait()
	gone(t, group)
}

func TestStartErrors(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("hello"), 0o755); err != nil {
		t.Fatal(err)
	}
	for want, p := range map[string]Program{
		"no such file":      {Path: "/no/such/program"},
		"not found":         {Path: "no-such-program"},
		"exec format error": {Path: text},
		"stat /no/such: no": {Path: program().Path, Dir: "/no/such"},
	} {
		if _, err := Run(t.Context(), p, new(recorder)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	// No more files can be opened.
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	low := limit
	low.Cur = uint64(openFiles(t)) + 5
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &low); err != nil {
		t.Fatal(err)
	}
	_, err := Run(t.Context(), program(), new(recorder))
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if err == nil || !strings.Contains(err.Error(), "too many open files") {
		t.Errorf("error %v", err)
	}
}
