package jupyter

import (
	"context"
	"log"
	"sync"
	"time"
)

// stdinTime is how long a front end may take to connect its stdin socket.
const stdinTime = 2 * time.Second

// question is what a front end is asked for, one at a time.
type question struct {
	turn chan struct{} // holds one while a question is open

	mu     sync.Mutex
	id     string // of the message that asks
	peer   string // who may answer
	answer chan string
}

// ask sends an input request to the front end that has sent r, and waits.
func (s *server) ask(ctx context.Context, r *request, prompt string, password bool) (string, error) {
	q := &s.question
	select {
	case q.turn <- struct{}{}:
		defer func() { <-q.turn }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	id, frames, err := s.author.compose("input_request", r.raw, nil, fields{"prompt": prompt, "password": password}, nil)
	if err != nil {
		return "", err
	}
	answer := make(chan string, 1)
	q.set(id, r.peer, answer)
	defer q.set("", "", nil)
	if err := s.pose(ctx, r, frames); err != nil {
		return "", err
	}
	select {
	case text := <-answer:
		return text, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// pose sends the question. After a restart a client's sockets connect one after
// the other, and that for answers may be the last.
func (s *server) pose(ctx context.Context, r *request, frames [][]byte) error {
	frames = append(append([][]byte{}, r.identities...), frames...)
	late := time.After(stdinTime)
	for !s.stdin.send(r.peer, frames) {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-late:
			return ErrNoStdin
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

func (q *question) set(id, peer string, answer chan string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.id, q.peer, q.answer = id, peer, answer
}

// receiveInput handles the messages of the stdin socket.
func (s *server) receiveInput(p *peer, frames [][]byte) {
	m, err := s.author.read(frames)
	if err != nil {
		log.Printf("jupyter: %v: a message was dropped: %v", s.stdin.listener.Addr(), err)
		return
	}
	if m.header.Type != "input_reply" {
		return
	}
	content, err := parse[struct {
		Value string `json:"value"`
	}](&request{message: m})
	if err != nil {
		log.Printf("jupyter: an answer was dropped: %v", err)
		return
	}
	q := &s.question
	q.mu.Lock()
	defer q.mu.Unlock()
	// Some clients do not say what they answer.
	late := m.parent.ID != "" && m.parent.ID != q.id
	if q.answer == nil || p.identity != q.peer || late {
		return
	}
	select {
	case q.answer <- content.Value:
	default: // answered already
	}
}
