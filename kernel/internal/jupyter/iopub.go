package jupyter

import (
	"net"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-zeromq/zmq4"
)

const (
	// queueSize is how many bytes may wait for a subscriber before those who write
	// output wait too.
	queueSize = 16 << 20

	// backlogSize bounds what is kept for the first subscriber.
	backlogSize = 1 << 20

	// stallTime is how long a subscriber whose queue is full may take nothing before
	// it is cut off.
	stallTime = 30 * time.Second
)

// iopub broadcasts, and greets each subscription (XPUB,
// https://jupyter.org/enhancement-proposals/65-jupyter-xpub/jupyter-xpub.html).
type iopub struct {
	*socket
	author *author
	stall  time.Duration

	// Guarded by socket.mu: what was published before anybody had subscribed. A client
	// may well send its first request before its subscription is through.
	backlog     []publication
	backlogSize int
	subscribed  bool
}

type publication struct {
	topic  string
	frames [][]byte
}

func newIOPub(listener net.Listener, a *author) *iopub {
	return &iopub{socket: newSocket(zmq4.XPub, listener), author: a, stall: stallTime}
}

// subscription handles \x01topic and \x00topic.
func (b *iopub) subscription(p *peer, frames [][]byte) {
	if len(frames) != 1 || len(frames[0]) == 0 || !utf8.Valid(frames[0][1:]) {
		return
	}
	topic := string(frames[0][1:])
	_, welcome, err := b.author.compose("iopub_welcome", nil, nil, fields{"subscription": topic}, nil)
	if err != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch frames[0][0] {
	case 0:
		delete(p.topics, topic)
	case 1:
		p.topics[topic] = true
		b.enqueue(p, append([][]byte{[]byte(topic)}, welcome...))
		if !b.subscribed {
			b.subscribed = true
			for _, m := range b.backlog {
				b.deliver(p, m)
			}
			b.backlog = nil
		}
	}
}

func (b *iopub) deliver(p *peer, m publication) {
	for topic := range p.topics {
		if strings.HasPrefix(m.topic, topic) {
			b.enqueue(p, m.frames)
			return
		}
	}
}

// publish queues a message for all who have subscribed to its topic. It never
// waits: those who publish much call room first.
func (b *iopub) publish(topic string, frames [][]byte) {
	m := publication{topic, append([][]byte{[]byte(topic)}, frames...)}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.subscribed {
		if n := size(m.frames); b.backlogSize+n <= backlogSize {
			b.backlogSize += n
			b.backlog = append(b.backlog, m)
		}
		return
	}
	for p := range b.peers {
		b.deliver(p, m)
	}
}

// room waits until no subscriber's queue is full, and returns false if the socket
// is closing. A subscriber that takes nothing for the stall time meanwhile is cut
// off, so that a client which is stopped does not stop the kernel; ZeroMQ's clients
// connect again by themselves.
func (b *iopub) room() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.closing {
		full := false
		for p := range b.peers {
			if p.size < queueSize || p.gone {
				continue
			}
			full = true
			if p.wire.idle() > b.stall {
				p.gone = true
				p.wire.Close()
			}
		}
		if !full {
			return true
		}
		look := time.AfterFunc(b.stall/20, b.changed.Broadcast)
		b.changed.Wait()
		look.Stop()
	}
	return false
}
