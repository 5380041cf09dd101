package jupyter

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const good = `{"transport": "tcp", "ip": "127.0.0.1", "key": "k", "signature_scheme": "hmac-sha256", "kernel_name": "echo",
	"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}`

func TestReadConnection(t *testing.T) {
	name := filepath.Join(t.TempDir(), "kernel.json")
	if _, err := ReadConnection(name); err == nil || !strings.Contains(err.Error(), name) {
		t.Errorf("no such file: %v", err)
	}
	for change, want := range map[string]string{
		"":                                "",
		`"tcp"→"udp"`:                     `transport is "udp", want tcp or ipc`,
		`"127.0.0.1"→""`:                  "ip is missing",
		`hmac-sha256→hmac-md5`:            `signature_scheme is "hmac-md5", want hmac-sha256`,
		`"hb_port": 5→"hb_port": 0`:       "hb_port is 0, want 1 to 65535",
		`"hb_port": 5→"hb_port": 65536`:   "hb_port is 65536, want 1 to 65535",
		`"hb_port": 5→"hb_port": "five"`:  "cannot unmarshal string",
		`"kernel_name"→"curve_publickey"`: "CurveZMQ",
	} {
		old, new, _ := strings.Cut(change, "→")
		if err := os.WriteFile(name, []byte(strings.Replace(good, old, new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := ReadConnection(name)
		switch {
		case want == "" && (err != nil || c.HBPort != 5 || c.Key != "k"):
			t.Errorf("%+v, %v", c, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), name)):
			t.Errorf("%s: %v, want %s", change, err, want)
		}
	}
}

func TestServeWhereItCannotListen(t *testing.T) {
	c := newConnection(t, "tcp")
	taken, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(c.IOPubPort)))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := Serve(context.Background(), c, newEcho()); err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Error(err)
	}
	free, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(c.ShellPort)))
	if err != nil {
		t.Errorf("a socket was left open: %v", err)
	} else {
		free.Close()
	}
	if err := Serve(context.Background(), &Connection{}, newEcho()); err == nil {
		t.Error("no error for a connection that is empty")
	}
}

func TestListen(t *testing.T) {
	for ip, want := range map[string]string{"127.0.0.1": "127.0.0.1", "*": "0.0.0.0", "0.0.0.0": "0.0.0.0", "localhost": "127.0.0.1"} {
		c := newConnection(t, "tcp")
		c.IP = ip
		l, err := c.listen(c.ShellPort)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := l.Addr().String(); got != net.JoinHostPort(want, strconv.Itoa(c.ShellPort)) && ip != "localhost" {
			t.Errorf("%s: listens on %s", ip, got)
		}
		l.Close()
	}
}

func TestListenUnix(t *testing.T) {
	c := newConnection(t, "ipc")
	path := c.IP + "-1"
	l, err := listenUnix(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if _, err := listenUnix(path); err == nil {
		t.Error("two listen on the same socket")
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false) // as if it were killed
	l.Close()
	if l, err = listenUnix(path); err != nil {
		t.Errorf("a socket that was left: %v", err)
	} else {
		l.Close()
	}
	if err := os.WriteFile(path, []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := listenUnix(path); err == nil {
		t.Error("it has replaced a file")
	}
	if _, err := listenUnix("/tmp/" + strings.Repeat("x", 100)); err == nil || !strings.Contains(err.Error(), "no more than 103 bytes") {
		t.Error(err)
	}
}
