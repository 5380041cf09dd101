package jupyter

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-zeromq/zmq4"
)

// newOutput returns an output whose front end has subscribed.
func newOutput(t *testing.T) (*Output, *iopub, *channel) {
	t.Helper()
	c := newConnection(t, "tcp")
	listener, err := c.listen(c.IOPubPort)
	if err != nil {
		t.Fatal(err)
	}
	a := newAuthor(c.Key)
	b := newIOPub(listener, a)
	b.open(b.subscription)
	t.Cleanup(b.close)
	s := &server{author: a, iopub: b}
	iopub := subscribe(t, c, "")
	iopub.receive()
	return &Output{server: s, request: &request{message: &message{}}}, b, iopub
}

func TestOutputIsOrdered(t *testing.T) {
	o, _, iopub := newOutput(t)
	const writers, each = 4, 500
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				if i%7 == 0 {
					if err := o.Display(text(fmt.Sprintf("%d %d\n", w, i))); err != nil {
						t.Error(err)
					}
					continue
				}
				o.Stream([]string{"stdout", "stderr"}[w%2], fmt.Sprintf("%d %d\n", w, i))
			}
		})
	}
	writing.Wait()
	o.flush()
	next := [writers]int{}
	for next != [writers]int{each, each, each, each} {
		m, content := iopub.receive()
		s, ok := content["text"].(string)
		if !ok {
			s = content["data"].(map[string]any)["text/plain"].(string)
		}
		for line := range strings.Lines(s) {
			var w, i int
			fmt.Sscanf(line, "%d %d", &w, &i)
			if i != next[w] {
				t.Fatalf("%s: writer %d: got %d, want %d", m.header.Type, w, i, next[w])
			}
			next[w]++
		}
	}
}

func TestLongTextIsSplitBetweenRunes(t *testing.T) {
	o, _, iopub := newOutput(t)
	long := strings.Repeat("x日本語", 100_000)
	go o.Stream("stdout", long)
	var got strings.Builder
	for got.Len() < len(long) {
		_, content := iopub.receive()
		s := content["text"].(string)
		if len(s) > streamSize || strings.ContainsRune(s, utf8.RuneError) {
			t.Fatalf("a message of %d bytes, split within a rune: %v", len(s), strings.ContainsRune(s, utf8.RuneError))
		}
		got.WriteString(s)
	}
	if got.String() != long {
		t.Error("the text has changed")
	}
}

// Not text at all, but nothing may hang.
func TestStreamOfBytes(t *testing.T) {
	o, _, iopub := newOutput(t)
	o.Stream("stdout", strings.Repeat("\x80", streamSize+10))
	n := 0
	for n < streamSize+10 {
		_, content := iopub.receive()
		n += utf8.RuneCountInString(content["text"].(string))
	}
}

func TestBurstsAreJoined(t *testing.T) {
	o, _, iopub := newOutput(t)
	for range 1000 {
		o.Stream("stdout", "x\n")
	}
	begin := time.Now()
	messages, n := 0, 0
	for n < 2000 {
		_, content := iopub.receive()
		n += len(content["text"].(string))
		messages++
	}
	if messages > 5 {
		t.Errorf("%d messages for 1000 short lines", messages)
	}
	if d := time.Since(begin); d > time.Second {
		t.Errorf("it took %v", d)
	}
}

// A subscriber that has stopped lets the kernel wait, with little in memory, and is
// then cut off; another one loses nothing.
func TestStalledSubscriber(t *testing.T) {
	o, b, iopub := newOutput(t)
	b.mu.Lock()
	b.stall = 2 * time.Second
	b.mu.Unlock()
	c := &Connection{Transport: "tcp", IP: "127.0.0.1"}
	stopped := connect(t, c, b.listener.Addr().(*net.TCPAddr).Port, zmq4.Sub, "")
	stopped.write([]byte("\x01"))

	chunk := strings.Repeat("0123456789abcdef", streamSize/16)
	const chunks = 200 // 50 MB
	done := make(chan time.Duration)
	go func() {
		begin := time.Now()
		for range chunks {
			o.Stream("stdout", chunk)
		}
		done <- time.Since(begin)
	}()
	most := 0
	for n := 0; n < chunks*len(chunk); {
		if m, content := iopub.receive(); m.header.Type == "stream" {
			n += len(content["text"].(string))
		}
		b.mu.Lock()
		for p := range b.peers {
			most = max(most, p.size)
		}
		b.mu.Unlock()
	}
	if d := <-done; d < b.stall {
		t.Errorf("it did not wait: %v", d)
	}
	if most > queueSize+2*streamSize {
		t.Errorf("%d bytes were queued", most)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.peers) != 1 {
		t.Errorf("%d subscribers are left, want 1", len(b.peers))
	}
}

func TestEndReleasesWriters(t *testing.T) {
	o, b, _ := newOutput(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 400 { // 100 MB, which nobody reads
			o.Stream("stdout", strings.Repeat("x", streamSize))
		}
	}()
	select {
	case <-done:
		t.Fatal("nothing waits for a subscriber that does not read")
	case <-time.After(300 * time.Millisecond):
	}
	begin := time.Now()
	b.close()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("the writer hangs")
	}
	if d := time.Since(begin); d > 4*time.Second {
		t.Errorf("close took %v", d)
	}
}
