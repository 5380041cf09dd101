package jupyter

import (
	"crypto/rand"
	"log"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

const (
	handshakeTime = 10 * time.Second
	lingerTime    = time.Second
)

// socket listens, and keeps a queue for each peer that is connected: sending never
// waits.
type socket struct {
	kind     zmq4.SocketType
	listener net.Listener
	receive  func(p *peer, frames [][]byte)

	mu      sync.Mutex
	changed sync.Cond // a queue, the peers, or closing
	peers   map[*peer]bool
	closing bool
	running sync.WaitGroup
}

// peer is a connection to a socket. The socket's mu guards all but the first two.
type peer struct {
	wire *wire
	conn *zmq4.Conn

	identity string     // "" until the handshake is done
	queue    [][][]byte // messages, as frames
	size     int        // bytes that are queued or being written
	gone     bool
	topics   map[string]bool // of a subscriber
}

func newSocket(kind zmq4.SocketType, listener net.Listener) *socket {
	s := &socket{kind: kind, listener: listener, peers: map[*peer]bool{}}
	s.changed.L = &s.mu
	return s
}

// open serves the listener until close. receive is called from the goroutine of
// the peer that has sent the frames.
func (s *socket) open(receive func(p *peer, frames [][]byte)) {
	s.receive = receive
	s.running.Go(s.accept)
}

func (s *socket) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			if s.isClosing() {
				return
			}
			time.Sleep(50 * time.Millisecond) // no file descriptor is left, say
			continue
		}
		s.running.Go(func() { s.serve(conn) })
	}
}

func (s *socket) isClosing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}

// serve reads from a connection until it ends.
func (s *socket) serve(conn net.Conn) {
	p := &peer{wire: newWire(conn), topics: map[string]bool{}}
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		conn.Close()
		return
	}
	s.peers[p] = true
	s.mu.Unlock()
	defer s.drop(p)
	defer func() {
		// zmq4 slices what the peer has sent without a look at its length.
		if r := recover(); r != nil {
			log.Printf("jupyter: %v: connection ended: %v\n%s", s.listener.Addr(), r, debug.Stack())
		}
	}()

	conn.SetDeadline(time.Now().Add(handshakeTime))
	var err error
	if p.conn, err = zmq4.Open(p.wire, null.Security(), s.kind, nil, true, nil); err != nil {
		return
	}
	conn.SetDeadline(time.Time{})
	p.wire.buffer()
	s.name(p, p.conn.Peer.Meta["Identity"])
	s.running.Go(func() { s.write(p) })
	for {
		msg, err := p.conn.RecvMsg()
		if err != nil {
			return
		}
		if msg.Type == zmq4.UsrMsg {
			s.receive(p, msg.Frames)
		}
	}
}

// name gives the peer the identity it has asked for. As in libzmq, one that is
// taken stays with its holder.
func (s *socket) name(p *peer, identity string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if identity == "" || s.find(identity) != nil {
		identity = rand.Text()
	}
	p.identity = identity
	s.changed.Broadcast()
}

func (s *socket) find(identity string) *peer {
	for p := range s.peers {
		if p.identity == identity {
			return p
		}
	}
	return nil
}

func (s *socket) drop(p *peer) {
	p.wire.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	p.gone = true
	delete(s.peers, p)
	s.changed.Broadcast()
}

// send queues a message for the peer of that identity, if it is connected.
func (s *socket) send(identity string, frames [][]byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.find(identity)
	if p != nil {
		s.enqueue(p, frames)
	}
	return p != nil
}

func (s *socket) enqueue(p *peer, frames [][]byte) {
	if p.size == 0 {
		p.wire.touch()
	}
	p.size += size(frames)
	p.queue = append(p.queue, frames)
	s.changed.Broadcast()
}

func size(frames [][]byte) (n int) {
	for _, f := range frames {
		n += len(f)
	}
	return n
}

// write sends what is queued for the peer, until it is gone, or the socket is
// closing and nothing is left.
func (s *socket) write(p *peer) {
	// Not Close: with something unread it would take back what was just sent. The
	// reader ends when the peer has closed its side.
	defer p.wire.closeWrite()
	for {
		s.mu.Lock()
		for len(p.queue) == 0 && !p.gone && !s.closing {
			s.changed.Wait()
		}
		batch := p.queue
		p.queue = nil
		ended := p.gone || len(batch) == 0
		s.mu.Unlock()
		if ended {
			return
		}
		for _, frames := range batch {
			if p.conn.SendMsg(zmq4.NewMsgFrom(frames...)) != nil {
				return
			}
			s.mu.Lock()
			p.size -= size(frames)
			s.changed.Broadcast()
			s.mu.Unlock()
		}
		if p.wire.flush() != nil {
			return
		}
	}
}

// echo sends the frames from the goroutine that has read them: a heartbeat that
// nobody reads is then not kept either.
func echo(p *peer, frames [][]byte) {
	if p.conn.SendMsg(zmq4.NewMsgFrom(frames...)) == nil {
		p.wire.flush()
	}
}

// close sends what is queued, for no longer than lingerTime, and ends the socket.
func (s *socket) close() {
	s.mu.Lock()
	s.closing = true
	s.changed.Broadcast()
	for p := range s.peers {
		if p.identity == "" {
			p.wire.Close() // in its handshake
		}
	}
	s.mu.Unlock()
	s.listener.Close()
	late := time.AfterFunc(lingerTime, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for p := range s.peers {
			p.wire.Close()
		}
	})
	defer late.Stop()
	s.running.Wait()
}
