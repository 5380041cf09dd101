package jupyter

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

// greeting is what a ZMTP 3.0 peer begins with.
var greeting = append([]byte("\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL"), make([]byte, 48)...)

// Whoever can connect can send anything: the kernel drops the connection, and
// answers others meanwhile.
func TestHostilePeers(t *testing.T) {
	c := newConnection(t, "tcp")
	start(t, c, newEcho())
	ready := []byte("\x04\x29\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER\x08Identity\x00\x00\x00\x00")
	huge := binary.BigEndian.AppendUint64([]byte{2}, 1<<46)
	manySmall := bytes.Repeat([]byte{1, 0}, maxMessage/32+1)
	for name, sent := range map[string][]byte{
		"nothing":             {},
		"HTTP":                []byte("GET / HTTP/1.1\r\n\r\n" + strings.Repeat(" ", 64)),
		"half a greeting":     greeting[:20],
		"no handshake":        append(bytes.Clone(greeting), "\x00\x01a"...),
		"broken metadata":     append(bytes.Clone(greeting), "\x04\x0a\x05READY\xffabc"...),
		"empty command":       append(bytes.Clone(greeting), "\x04\x00"...),
		"another socket type": append(bytes.Clone(greeting), "\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"...),
		"huge frame":          append(append(bytes.Clone(greeting), ready...), huge...),
		"huge handshake":      append(bytes.Clone(greeting), huge...),
		"endless message":     append(append(bytes.Clone(greeting), ready...), manySmall...),
	} {
		t.Run(name, func(t *testing.T) {
			for _, port := range []int{c.ShellPort, c.IOPubPort, c.HBPort} {
				conn := dial(t, c, port)
				go conn.Write(sent)
				shell := connect(t, c, c.ShellPort, zmq4.Dealer, "me")
				shell.request("kernel_info_request", fields{})
				shell.receive()
				shell.raw.Close()
				if strings.HasPrefix(name, "huge") {
					conn.SetReadDeadline(time.Now().Add(5 * time.Second))
					if _, err := io.Copy(io.Discard, conn); err != nil && os.IsTimeout(err) {
						t.Error("the connection is kept")
					}
				}
			}
		})
	}
}

func TestPing(t *testing.T) {
	c := newConnection(t, "tcp")
	start(t, c, newEcho())
	shell := connect(t, c, c.ShellPort, zmq4.Dealer, "me")
	if err := shell.conn.SendCmd(zmq4.CmdPing, []byte{0, 0}); err != nil {
		t.Fatal(err)
	}
	id, _ := shell.request("kernel_info_request", fields{})
	for {
		msg, err := shell.conn.RecvMsg()
		if err != nil {
			t.Fatal(err)
		}
		if msg.Type == zmq4.CmdMsg {
			continue // the pong
		}
		if m, err := shell.read(msg.Frames); err != nil || m.parent.ID != id {
			t.Errorf("%+v %v", m, err)
		}
		return
	}
}

// The kernel ends in time though peers neither speak nor listen, and leaves no
// goroutine.
func TestEndWithSilentPeers(t *testing.T) {
	before := runtime.NumGoroutine()
	c := newConnection(t, "ipc")
	end := start(t, c, newEcho())
	dial(t, c, c.ShellPort)
	connect(t, c, c.ShellPort, zmq4.Dealer, "me")
	subscribe(t, c, "")
	begin := time.Now()
	if err := end(); err != nil {
		t.Error(err)
	}
	if d := time.Since(begin); d > 2*time.Second {
		t.Errorf("it took %v", d)
	}
	if left, _ := filepath.Glob(c.IP + "*"); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	for begin := time.Now(); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Since(begin) > 2*time.Second {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func TestReplayWindow(t *testing.T) {
	s := newSigner("key")
	part := func(i int) [][]byte { return [][]byte{binary.AppendVarint(nil, int64(i))} }
	for i := range replayWindow + 10 {
		if err := s.verify(s.sign(part(i)), part(i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.seen) != replayWindow || len(s.ring) != replayWindow {
		t.Errorf("%d and %d signatures are kept", len(s.seen), len(s.ring))
	}
	if err := s.verify(s.sign(part(10)), part(10)); err != errReplayed {
		t.Error(err)
	}
	if err := s.verify([]byte("x"), part(0)); err != errSignature {
		t.Error(err)
	}
}

func TestMalformedMessages(t *testing.T) {
	a := newAuthor("key")
	frames := func(parts ...string) [][]byte {
		f := [][]byte{delimiter, nil}
		for _, p := range parts {
			f = append(f, []byte(p))
		}
		f[1] = a.sign(f[2:6])
		return f
	}
	for want, f := range map[string][][]byte{
		"its header: ":               frames("[", "{}", "{}", "{}"),
		"its header has no msg_type": frames("{}", "{}", "{}", "{}"),
		"its parent header: ":        frames(`{"msg_type":"a"}`, "3", "{}", "{}"),
	} {
		if _, err := a.read(f); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, _, err := a.compose("a", nil, make(chan int), fields{}, nil); err == nil || !strings.HasPrefix(err.Error(), "a: metadata: ") {
		t.Error(err)
	}
}
