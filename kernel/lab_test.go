package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dlmath/kernel/internal/confine"
	"dlmath/kernel/internal/setup"
)

// environment is the real one, set up by the same code as lab's.
func environment(t *testing.T) *setup.Home {
	t.Helper()
	home, err := setup.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := home.Setup(t.Context(), os.Stderr); err != nil {
		t.Fatal(err)
	}
	return home
}

// program is this command, built as a user's go run does.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "dlmath-test-")
	if err != nil {
		return "", err
	}
	exe := filepath.Join(dir, "kernel")
	out, err := exec.Command("go", "build", "-o", exe, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out)
	}
	return exe, err
})

func TestMain(m *testing.M) {
	confine.Become() // to mark homework, this executable is started again
	code := m.Run()
	if exe, err := program(); err == nil {
		os.RemoveAll(filepath.Dir(exe))
	}
	os.Exit(code)
}

// lab is a running "kernel lab".
type lab struct {
	*exec.Cmd
	address *url.URL
	mark    string // a setting in the environment of all that it starts
	rest    chan string
}

func startLabCommand(t *testing.T, name string, args ...string) *lab {
	t.Helper()
	environment(t)
	l := &lab{Cmd: exec.CommandContext(t.Context(), name, args...), mark: "DLMATH_TEST=" + rand.Text(), rest: make(chan string, 1)}
	l.Env = append(os.Environ(), l.mark, "DISPLAY=", "WAYLAND_DISPLAY=")
	l.Cancel = func() error { return l.Process.Signal(syscall.SIGTERM) }
	l.WaitDelay = 20 * time.Second
	out, err := l.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	l.Stderr = os.Stderr
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Wait() })
	lines := bufio.NewReader(out)
	for l.address == nil {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("lab has printed no address: %v", err)
		}
		if u, err := url.Parse(strings.TrimSpace(line)); err == nil && u.Scheme == "http" {
			l.address = u
		}
	}
	go func() {
		b, _ := io.ReadAll(lines)
		l.rest <- string(b)
	}()
	return l
}

// wantAllGone fails if, some seconds from now, anything that lab has started is left.
func (l *lab) wantAllGone(t *testing.T) {
	t.Helper()
	var pids []int
	for begin := time.Now(); time.Since(begin) < 15*time.Second; time.Sleep(50 * time.Millisecond) {
		var err error
		if pids, err = setup.Processes(l.mark); err != nil {
			t.Fatal(err)
		}
		if len(pids) == 0 {
			return
		}
	}
	for _, pid := range pids {
		args, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		t.Errorf("process %d is left: %s", pid, strings.ReplaceAll(string(args), "\x00", " "))
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

func (l *lab) get(t *testing.T, path, token string) int {
	t.Helper()
	u := url.URL{Scheme: "http", Host: l.address.Host, Path: path}
	if token != "" {
		u.RawQuery = "token=" + token
	}
	resp, err := http.Get(u.String())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// execute runs a cell in a new kernel of the server and returns when the cell has
// printed something.
func (l *lab) execute(t *testing.T, cell string) {
	t.Helper()
	session, err := environment(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	const client = `
import json, sys, urllib.request, websocket
host, token, cell = sys.argv[1:]
new = urllib.request.Request(f"http://{host}/api/kernels?token={token}", data=b'{"name": "dlmath"}', method="POST")
kernel = json.load(urllib.request.urlopen(new))["id"]
ws = websocket.create_connection(f"ws://{host}/api/kernels/{kernel}/channels?token={token}")
header = {"msg_id": "1", "msg_type": "execute_request", "session": "1", "username": "", "version": "5.4", "date": "2026-01-01T00:00:00Z"}
content = {"code": cell, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
ws.send(json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}))
while True:
    m = json.loads(ws.recv())
    if m["msg_type"] in ("stream", "error"):
        print(json.dumps(m["content"]))
        break
`
	out, err := session.Python(ctx, "-c", client, l.address.Host, l.address.Query().Get("token"), cell).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var said struct{ Name, Text string }
	if json.Unmarshal(out, &said); said.Name != "stdout" {
		t.Fatalf("the cell says %s", out)
	}
}

// temporaryFolder makes lab keep its temporary files in a folder that is else empty.
func temporaryFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "lab") // a short path: see NewSession
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	t.Setenv("TMPDIR", dir)
	return dir
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v, %v", left, err)
	}
}

func wantProblem(t *testing.T, err error, words ...string) {
	t.Helper()
	var p *setup.Problem
	if !errors.As(err, &p) {
		t.Fatalf("got %v, want a Problem", err)
	}
	for _, w := range words {
		if !strings.Contains(p.Error(), w) {
			t.Errorf("the problem lacks %q:\n%v", w, p)
		}
	}
}

func TestPortTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	v := labVerb{IP: "127.0.0.1", Port: taken.Addr().(*net.TCPAddr).Port}
	wantProblem(t, v.checkAddress(), fmt.Sprintf("Port %d is taken", v.Port), "go run ./kernel lab --port ")
	for _, port := range []int{-1, 65536} {
		v.Port = port
		if err := v.checkAddress(); err == nil || !strings.Contains(err.Error(), "between 1 and 65535") {
			t.Errorf("port %d: %v", port, err)
		}
	}
}

func TestNextFreePort(t *testing.T) {
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", defaultPort))
	if err == nil { // else another program has it, which serves as well
		defer taken.Close()
	}
	l := startLabCommand(t, exe, "lab", "--no-browser", t.TempDir())
	if l.address.Port() == fmt.Sprint(defaultPort) {
		t.Errorf("lab says that it has the port %d", defaultPort)
	}
	if err := l.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	l.Wait()
	l.wantAllGone(t)
}

// As in a container: all addresses, a token that was chosen, copies of the lecture.
func TestAllAddresses(t *testing.T) {
	home := environment(t)
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("JUPYTER_TOKEN", "chosen")
	work := filepath.Join(t.TempDir(), "work")
	l := startLabCommand(t, exe, "lab", "--no-browser", "--ip=0.0.0.0", "--work="+work)
	if got := l.address.Hostname(); got != "127.0.0.1" {
		t.Errorf("lab prints an address at %s", got)
	}
	if got := l.address.Query().Get("token"); got != "chosen" {
		t.Errorf("the token is %q", got)
	}
	if want := "/lab/tree/" + firstNotebook(work); l.address.Path != want || firstNotebook(work) == "" {
		t.Errorf("lab opens %s, want %s", l.address.Path, want)
	}
	for _, name := range allNotebooks(t, home) {
		short, _ := filepath.Rel(filepath.Join(home.Repo, "notebooks"), name)
		if _, err := os.Stat(filepath.Join(work, short)); err != nil {
			t.Error(err)
		}
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if ip := a.(*net.IPNet).IP; ip.To4() != nil {
			l.address.Host = net.JoinHostPort(ip.String(), l.address.Port())
			if code := l.get(t, "/api/contents", "chosen"); code != http.StatusOK {
				t.Errorf("at %s: status %d, want 200", ip, code)
			}
			if code := l.get(t, "/api/contents", ""); code != http.StatusForbidden {
				t.Errorf("at %s without the token: status %d, want 403", ip, code)
			}
		}
	}
	l.interruptAndWait(t)
}

func TestNoSuchAddress(t *testing.T) {
	for _, ip := range []string{"localhost", "192.0.2.1", "1.2.3"} {
		v := labVerb{IP: ip}
		if err := v.checkAddress(); err == nil || !strings.Contains(err.Error(), "--ip") || !strings.Contains(err.Error(), ip) {
			t.Errorf("%s: got %v, want an error that names it", ip, err)
		}
	}
}

func TestNoSuchFolder(t *testing.T) {
	v := labVerb{Folder: filepath.Join(t.TempDir(), "none")}
	if err := v.Run(t.Context()); err == nil || !strings.Contains(err.Error(), v.Folder) {
		t.Errorf("got %v, want an error that names the folder", err)
	}
}

func TestFirstNotebook(t *testing.T) {
	root := t.TempDir()
	if name := firstNotebook(root); name != "" {
		t.Errorf("in an empty folder: %q", name)
	}
	if err := os.Mkdir(filepath.Join(root, "lecture1"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"2-points.ipynb", "1-neuron.ipynb", "0-data.csv"} {
		if err := os.WriteFile(filepath.Join(root, "lecture1", name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if name := firstNotebook(root); name != "lecture1/1-neuron.ipynb" {
		t.Errorf("got %q, want the first", name)
	}
}

// The browser is given an address without the token, that works once.
func TestOpenBrowser(t *testing.T) {
	dir := t.TempDir()
	given := filepath.Join(dir, "given")
	for _, name := range []string{"xdg-open", "open"} { // Linux, macOS
		script := "#!/bin/sh\nprintf %s \"$1\" > " + given + ".new && /bin/mv " + given + ".new " + given + "\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	const address = "http://127.0.0.1:8888/lab?token=secret"
	done := make(chan struct{})
	go func() {
		defer close(done)
		openBrowser(t.Context(), address)
	}()
	var once []byte
	for begin := time.Now(); len(once) == 0; time.Sleep(10 * time.Millisecond) {
		once, _ = os.ReadFile(given)
		if time.Since(begin) > 10*time.Second {
			t.Fatal("no browser was started")
		}
	}
	if strings.Contains(string(once), "secret") {
		t.Errorf("the browser's arguments hold the token: %s", once)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(string(once))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := resp.Header.Get("Location"); got != address {
		t.Errorf("the browser is led to %q, want %q", got, address)
	}
	<-done
	if resp, err := client.Get(string(once)); err == nil {
		resp.Body.Close()
		t.Errorf("a second visitor is answered with status %d and led to %q", resp.StatusCode, resp.Header.Get("Location"))
	}
}
