package jupyter

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxMessage bounds a message that comes in, in bytes. zmq4 allocates a frame as
	// long as the peer says before it has read it, and anyone who can connect is a
	// peer: the signature is checked only afterwards.
	maxMessage = 256 << 20

	writeChunk = 64 << 10
)

// wire is a network connection as zmq4.Conn is given it: buffered, since zmq4
// reads and writes in pieces of a few bytes, and guarded against messages that
// are too long.
type wire struct {
	net.Conn
	in    *bufio.Reader
	guard frameGuard

	// progress is when the peer last took something, in Unix nanoseconds.
	progress atomic.Int64

	mu  sync.Mutex // zmq4 answers a ping from the goroutine that reads
	out *bufio.Writer
}

func newWire(conn net.Conn) *wire {
	return &wire{Conn: conn, in: bufio.NewReaderSize(conn, 32<<10), guard: frameGuard{skip: greetingSize}}
}

// buffer ends the handshake, in which each side waits for what the other writes.
// From here on what is written waits for flush.
func (w *wire) buffer() { w.out = bufio.NewWriterSize(chunks{w}, 32<<10) }

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	if tooLong := w.guard.pass(p[:n]); tooLong != nil {
		return 0, tooLong
	}
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.out == nil {
		return w.Conn.Write(p)
	}
	return w.out.Write(p)
}

func (w *wire) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Flush()
}

func (w *wire) closeWrite() {
	if c, ok := w.Conn.(interface{ CloseWrite() error }); ok { // TCP and Unix sockets have it
		c.CloseWrite()
	}
}

func (w *wire) touch()              { w.progress.Store(time.Now().UnixNano()) }
func (w *wire) idle() time.Duration { return time.Duration(time.Now().UnixNano() - w.progress.Load()) }

// chunks writes a large frame piecewise, so that progress is seen within it.
type chunks struct{ *wire }

func (c chunks) Write(p []byte) (n int, err error) {
	for len(p) > 0 && err == nil {
		var m int
		m, err = c.Conn.Write(p[:min(len(p), writeChunk)])
		c.touch()
		n += m
		p = p[m:]
	}
	return n, err
}

const greetingSize = 64

// frameGuard follows the frames of ZMTP 3.0 (https://rfc.zeromq.org/spec/23/): a byte of
// flags, the size in one byte or in eight, the body.
type frameGuard struct {
	head  [9]byte
	have  int    // bytes of head that are known
	skip  uint64 // bytes of the greeting or of a body still to come
	total uint64 // bytes of the message so far, as they are kept in memory
}

// pass fails when the bytes announce a message that is too long.
func (g *frameGuard) pass(b []byte) error {
	for len(b) > 0 {
		if g.skip > 0 {
			n := min(g.skip, uint64(len(b)))
			g.skip -= n
			b = b[n:]
			continue
		}
		g.head[g.have] = b[0]
		g.have++
		b = b[1:]
		flags := g.head[0]
		more, long := flags&1 != 0, flags&2 != 0
		switch {
		case long && g.have == 9:
			g.skip = binary.BigEndian.Uint64(g.head[1:])
		case !long && g.have == 2:
			g.skip = uint64(g.head[1])
		default:
			continue
		}
		g.have = 0
		const frameOverhead = 32
		if g.skip > maxMessage || g.total+g.skip+frameOverhead > maxMessage {
			return fmt.Errorf("a message of more than %d bytes", maxMessage)
		}
		g.total += g.skip + frameOverhead
		if !more {
			g.total = 0
		}
	}
	return nil
}
