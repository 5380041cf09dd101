package main

import (
	"dlmath/kernel/internal/setup"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// A cell that ignores all that it can, with a shell of its own beside it.
const stubborn = `import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

%%
signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
shell := exec.Command("sh", "-c", "trap '' INT TERM HUP; while :; do sleep 1000; done")
shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
if err := shell.Start(); err != nil {
	panic(err)
}
fmt.Println("running")
time.Sleep(time.Hour)`

func TestLabEndsAllOnCtrlC(t *testing.T) {
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	// A person's own folder, to see that nothing is written there.
	person := t.TempDir()
	for _, name := range []string{"GOPATH", "GOMODCACHE", "GOCACHE"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv(name, strings.TrimSpace(string(out)))
	}
	t.Setenv("HOME", person)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	environment(t)
	temporary := temporaryFolder(t)
	l := startLabCommand(t, exe, "lab", "--no-browser", t.TempDir())

	if host, _, _ := net.SplitHostPort(l.address.Host); host != "127.0.0.1" {
		t.Errorf("the server listens on %s", host)
	}
	if code := l.get(t, "/api/contents", ""); code != http.StatusForbidden {
		t.Errorf("without the token: status %d, want 403", code)
	}
	if code := l.get(t, "/api/contents", l.address.Query().Get("token")); code != http.StatusOK {
		t.Errorf("with the token: status %d, want 200", code)
	}
	pids, err := setup.Processes(l.mark)
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids {
		args, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if strings.Contains(string(args), l.address.Query().Get("token")) {
			t.Errorf("the token is in the arguments of process %d: %q", pid, args)
		}
	}
	l.execute(t, stubborn)

	if err := l.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if rest := <-l.rest; !strings.Contains(rest, "Ending JupyterLab") {
		t.Errorf("at the end it says %q", rest)
	}
	if err := l.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v", err)
	}
	l.wantAllGone(t)
	wantEmpty(t, temporary)
	for _, name := range []string{".jupyter", ".ipython", ".local", ".bashrc", ".profile", "Library/Jupyter"} {
		if _, err := os.Lstat(filepath.Join(person, name)); err == nil {
			t.Errorf("%s was made in the person's own folder", name)
		}
	}
}

// The signal of kill reaches "go run" alone.
func TestLabEndsWithGoRun(t *testing.T) {
	l := startLabCommand(t, "go", "run", ".", "lab", "--no-browser", t.TempDir())
	if err := l.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	l.wantAllGone(t)
}

func TestLabKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can end a child with its parent; elsewhere the next lab ends what is left: run this test on Linux")
	}
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	home, folder, temporary := environment(t), t.TempDir(), temporaryFolder(t)
	l := startLabCommand(t, exe, "lab", "--no-browser", folder)
	l.execute(t, "%%\nfmt.Println(\"running\")\ntime.Sleep(time.Hour)")
	if err := l.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	l.wantAllGone(t)
	next, err := home.NewSession() // tidies up after it
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Close(); err != nil {
		t.Error(err)
	}
	wantEmpty(t, temporary)
}
