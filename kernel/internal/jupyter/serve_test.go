package jupyter

import (
	"slices"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/google/go-cmp/cmp"
)

func TestExecuteInOrder(t *testing.T) {
	for _, transport := range []string{"tcp", "ipc"} {
		t.Run(transport, func(t *testing.T) {
			c := newConnection(t, transport)
			start(t, c, newEcho())
			iopub := subscribe(t, c, "")
			shell := connect(t, c, c.ShellPort, zmq4.Dealer, "me")
			m, content := iopub.receive()
			if m.header.Type != "iopub_welcome" || content["subscription"] != "" {
				t.Fatalf("%s %v, want a welcome", m.header.Type, content)
			}
			id, _ := shell.request("execute_request", fields{"code": "out a\nout b\nerr c\nshow x d\nresult e"})
			want := []string{"starting", "busy", "execute_input", "stream", "stream", "display_data", "execute_result", "idle"}
			if d := cmp.Diff(want, iopub.until(id)); d != "" {
				t.Error(d)
			}
			m, content = shell.receive()
			if m.header.Type != "execute_reply" || m.parent.ID != id || content["status"] != "ok" || content["execution_count"] != 1.0 {
				t.Errorf("%+v %v", m, content)
			}
		})
	}
}

// What is published before anybody listens is not lost.
func TestFirstMessagesAreKept(t *testing.T) {
	c := newConnection(t, "tcp")
	start(t, c, newEcho())
	shell := connect(t, c, c.ShellPort, zmq4.Dealer, "me")
	id, _ := shell.request("execute_request", fields{"code": "out a"})
	shell.receive()
	want := []string{"iopub_welcome", "starting", "busy", "execute_input", "stream", "idle"}
	if d := cmp.Diff(want, subscribe(t, c, "").until(id)); d != "" {
		t.Error(d)
	}
	second := subscribe(t, c, "")
	second.receive()
	if m := second.next(100 * time.Millisecond); m != nil {
		t.Errorf("the second subscriber gets %s of old", m.header.Type)
	}
}

func TestSubscriptionsByTopic(t *testing.T) {
	c := newConnection(t, "tcp")
	start(t, c, newEcho())
	all := subscribe(t, c, "")
	all.receive()
	m, _ := all.receive() // starting, for its session
	kernel := subscribe(t, c, "no such topic")
	kernel.receive()
	kernel.write([]byte("\x01\xff")) // not UTF-8: no welcome
	kernel.write([]byte("\x01a"), []byte("b"))
	topic := "kernel." + sessionOf(t, m) + ".stream"
	kernel.write([]byte("\x01" + topic))
	if _, content := kernel.receive(); content["subscription"] != topic {
		t.Errorf("welcome to %v", content)
	}
	shell := connect(t, c, c.ShellPort, zmq4.Dealer, "me")
	shell.request("execute_request", fields{"code": "out a\nresult b"})
	shell.receive()
	if m, _ := kernel.receive(); m.header.Type != "stream" {
		t.Errorf("got %s", m.header.Type)
	}
	if m := kernel.next(50 * time.Millisecond); m != nil {
		t.Errorf("got %s too", m.header.Type)
	}
}

func TestUnsubscribe(t *testing.T) {
	c := newConnection(t, "tcp")
	start(t, c, newEcho())
	iopub := subscribe(t, c, "")
	iopub.receive()
	iopub.receive() // starting
	iopub.write([]byte("\x00"))
	iopub.write([]byte("\x01iopub")) // answered after the former
	iopub.receive()
	shell := connect(t, c, c.ShellPort, zmq4.Dealer, "me")
	shell.request("kernel_info_request", fields{})
	shell.receive()
	if m := iopub.next(50 * time.Millisecond); m != nil {
		t.Errorf("got %s", m.header.Type)
	}
}

func TestShutdown(t *testing.T) {
	for _, channel := range []string{"control", "shell"} {
		t.Run(channel, func(t *testing.T) {
			c := newConnection(t, "tcp")
			end := start(t, c, newEcho())
			iopub := subscribe(t, c, "")
			iopub.receive()
			shell := connect(t, c, c.ShellPort, zmq4.Dealer, "me")
			shell.request("execute_request", fields{"code": "stubborn"})
			shell.request("execute_request", fields{"code": "out never"})
			for m, _ := iopub.receive(); m.header.Type != "execute_input"; m, _ = iopub.receive() {
			}
			at := shell
			if channel == "control" {
				at = connect(t, c, c.ControlPort, zmq4.Dealer, "me")
			}
			id, _ := at.request("shutdown_request", fields{"restart": true})
			m, content := at.receive()
			if m.header.Type != "shutdown_reply" || content["restart"] != true || content["status"] != "ok" {
				t.Errorf("%s %v", m.header.Type, content)
			}
			if kinds := iopub.until(id); !slices.Contains(kinds, "shutdown_reply") {
				t.Errorf("no broadcast: %v", kinds)
			}
			if err := end(); err != nil {
				t.Error(err)
			}
			// The cells that run and wait are answered still.
			if _, content := shell.receive(); content["status"] != "ok" {
				t.Errorf("the cell that ran: %v", content)
			}
			if _, content := shell.receive(); content["status"] != "aborted" {
				t.Errorf("the cell that waited: %v", content)
			}
		})
	}
}

// A cell that cannot be ended does not keep the kernel.
func TestEndInTime(t *testing.T) {
	c := newConnection(t, "tcp")
	end := start(t, c, newEcho())
	iopub := subscribe(t, c, "")
	shell := connect(t, c, c.ShellPort, zmq4.Dealer, "me")
	shell.request("execute_request", fields{"code": "deaf"})
	for m, _ := iopub.receive(); m.header.Type != "execute_input"; m, _ = iopub.receive() {
	}
	begin := time.Now()
	if err := end(); err != nil {
		t.Error(err)
	}
	if d := time.Since(begin); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
}

func TestIdentityStaysWithItsHolder(t *testing.T) {
	c := newConnection(t, "tcp")
	start(t, c, newEcho())
	first := connect(t, c, c.ShellPort, zmq4.Dealer, "same")
	first.request("kernel_info_request", fields{})
	first.receive()
	second := connect(t, c, c.ShellPort, zmq4.Dealer, "same")
	id2, _ := second.request("kernel_info_request", fields{})
	id1, _ := first.request("kernel_info_request", fields{})
	if m, _ := first.receive(); m.parent.ID != id1 {
		t.Error("the first one has the second one's reply")
	}
	if m, _ := second.receive(); m.parent.ID != id2 {
		t.Error("the second one has the first one's reply")
	}
}

// Frames before the delimiter, which proxies add, come back.
func TestIdentitiesOfProxies(t *testing.T) {
	c := newConnection(t, "tcp")
	start(t, c, newEcho())
	shell := connect(t, c, c.ShellPort, zmq4.Req, "")
	_, frames, err := shell.compose("kernel_info_request", nil, nil, fields{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	shell.write(append([][]byte{[]byte("proxy"), {}}, frames...)...)
	m, _ := shell.receive()
	if len(m.identities) != 2 || string(m.identities[0]) != "proxy" {
		t.Errorf("identities %q", m.identities)
	}
}

func TestHeartbeat(t *testing.T) {
	c := newConnection(t, "tcp")
	start(t, c, newEcho())
	hb := connect(t, c, c.HBPort, zmq4.Req, "")
	for range 3 {
		hb.write([]byte{}, []byte("ping"))
		msg, err := hb.conn.RecvMsg()
		if err != nil || len(msg.Frames) != 2 || string(msg.Frames[1]) != "ping" {
			t.Fatalf("%v %v", msg, err)
		}
	}
}
