package jupyter

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// newConnection returns one on which nobody listens yet.
func newConnection(t testing.TB, transport string) *Connection {
	t.Helper()
	c := &Connection{Transport: transport, IP: "127.0.0.1", Key: "a key", SignatureScheme: "hmac-sha256"}
	if transport == "ipc" {
		// Not TempDir, whose path holds the test's name: a socket's must be short.
		dir, err := os.MkdirTemp("", "ipc")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		c.IP = filepath.Join(dir, "k")
	}
	var listeners []net.Listener
	for i, port := range []*int{&c.ShellPort, &c.IOPubPort, &c.StdinPort, &c.ControlPort, &c.HBPort} {
		if *port = i + 1; transport == "ipc" {
			continue
		}
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listeners = append(listeners, l)
		*port = l.Addr().(*net.TCPAddr).Port
	}
	for _, l := range listeners {
		l.Close()
	}
	return c
}

// start serves a kernel until the test ends. end ends it at once, and returns what
// Serve has returned.
func start(t testing.TB, c *Connection, k Kernel) (end func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- Serve(ctx, c, k) }()
	end = func() error {
		cancel()
		select {
		case err := <-result:
			result <- err
			return err
		case <-time.After(10 * time.Second):
			t.Error("Serve does not end")
			return nil
		}
	}
	t.Cleanup(func() { end() })
	return end
}

// channel is a client's end of a socket, with ZMTP alone.
type channel struct {
	t    testing.TB
	raw  net.Conn
	conn *zmq4.Conn
	*author
}

// dial connects, as soon as the kernel listens.
func dial(t testing.TB, c *Connection, port int) net.Conn {
	t.Helper()
	network, address := "tcp", net.JoinHostPort(c.IP, strconv.Itoa(port))
	if c.Transport == "ipc" {
		network, address = "unix", c.IP+"-"+strconv.Itoa(port)
	}
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial(network, address)
		if err == nil {
			t.Cleanup(func() { conn.Close() })
			return conn
		}
		if time.Since(start) > 5*time.Second {
			t.Fatal(err)
		}
	}
}

func connect(t testing.TB, c *Connection, port int, kind zmq4.SocketType, identity string) *channel {
	t.Helper()
	raw := dial(t, c, port)
	conn, err := zmq4.Open(raw, null.Security(), kind, zmq4.SocketIdentity(identity), false, nil)
	if err != nil {
		t.Fatal(err)
	}
	ch := &channel{t: t, raw: raw, conn: conn, author: newAuthor(c.Key)}
	ch.session = identity
	return ch
}

func subscribe(t testing.TB, c *Connection, topic string) *channel {
	t.Helper()
	ch := connect(t, c, c.IOPubPort, zmq4.Sub, "")
	ch.write([]byte("\x01" + topic))
	return ch
}

func (ch *channel) write(frames ...[]byte) {
	ch.t.Helper()
	if err := ch.conn.SendMsg(zmq4.NewMsgFrom(frames...)); err != nil {
		ch.t.Fatal(err)
	}
}

// request sends a message, and returns its frames and its id.
func (ch *channel) request(kind string, content any) (id string, frames [][]byte) {
	ch.t.Helper()
	id, frames, err := ch.compose(kind, nil, nil, content, nil)
	if err != nil {
		ch.t.Fatal(err)
	}
	ch.write(frames...)
	return id, frames
}

// receive returns the next message and its content.
func (ch *channel) receive() (*message, map[string]any) {
	ch.t.Helper()
	var content map[string]any
	if m := ch.next(10 * time.Second); m != nil {
		if err := json.Unmarshal(m.content, &content); err != nil {
			ch.t.Fatal(err)
		}
		return m, content
	}
	ch.t.Fatal("no message")
	return nil, nil
}

// next waits for a message; nil if none comes.
func (ch *channel) next(wait time.Duration) *message {
	ch.t.Helper()
	ch.raw.SetReadDeadline(time.Now().Add(wait))
	msg, err := ch.conn.RecvMsg()
	if err != nil {
		return nil
	}
	m, err := ch.read(msg.Frames)
	if err != nil {
		ch.t.Fatal(err)
	}
	return m
}

// until collects the kinds of messages on iopub until the kernel has done with the
// request of that id: status messages as busy, idle or starting.
func (ch *channel) until(id string) (kinds []string) {
	ch.t.Helper()
	for {
		m, content := ch.receive()
		kind := m.header.Type
		if state, ok := content["execution_state"].(string); ok {
			kind = state
		}
		kinds = append(kinds, kind)
		if kind == "idle" && m.parent.ID == id {
			return kinds
		}
	}
}

// sessionOf returns the kernel's session, from a message of it.
func sessionOf(t testing.TB, m *message) string {
	t.Helper()
	var h header
	if err := json.Unmarshal(m.raw, &h); err != nil {
		t.Fatal(err)
	}
	return h.Session
}
