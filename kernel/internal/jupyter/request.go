package jupyter

import (
	"encoding/json"
	"fmt"
	"log"
	"runtime/debug"
	"strings"
)

// request is a message to answer, and where the answer goes.
type request struct {
	*message
	socket *socket
	peer   string // identity
}

// receive returns what handles the messages of a socket: shell or control, which
// take the same ones.
func (s *server) receive(from *socket) func(p *peer, frames [][]byte) {
	return func(p *peer, frames [][]byte) {
		m, err := s.author.read(frames)
		if err != nil {
			log.Printf("jupyter: %v: a message was dropped: %v", from.listener.Addr(), err)
			return
		}
		r := &request{message: m, socket: from, peer: p.identity}
		switch m.header.Type {
		case "execute_request":
			s.executions.push(r)
		case "comm_open", "comm_msg", "comm_close", "comm_info_request":
			s.comms.push(r)
		default:
			if strings.HasSuffix(m.header.Type, "_request") {
				s.beside(func() { s.answer(r) })
			}
		}
	}
}

// beside runs f, unless the kernel is at its end.
func (s *server) beside(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ending {
		s.answering.Go(f)
	}
}

// parse reads the content of a request.
func parse[T any](r *request) (content T, err error) {
	if err := json.Unmarshal(r.content, &content); err != nil {
		return content, badRequest(r.header.Type, err)
	}
	return content, nil
}

// reply answers the request, at the socket where it came from.
func (s *server) reply(r *request, metadata any, content fields) {
	kind := strings.TrimSuffix(r.header.Type, "_request") + "_reply"
	_, frames, err := s.author.compose(kind, r.raw, metadata, content, nil)
	if err != nil {
		_, frames, err = s.author.compose(kind, r.raw, nil, asError(s.ctx, err).reply(), nil)
		if err != nil {
			panic(err) // strings alone
		}
	}
	r.socket.send(r.peer, append(append([][]byte{}, r.identities...), frames...))
}

// begin says that the kernel is at work on the request.
func (s *server) begin(r *request) { s.status(r, "busy") }

// done says that nothing more comes for the request. A front end shows the state
// that it has heard of last, whose request ever it was about: so while a cell runs,
// that is said again.
func (s *server) done(r *request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status(r, "idle")
	if s.running != nil {
		s.status(s.running, "busy")
	}
}

func (s *server) status(r *request, state string) {
	s.publish("status", r.raw, fields{"execution_state": state})
}

// protect turns a panic of the kernel into an error, so that other cells and front
// ends keep what they have.
func protect(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			stack := debug.Stack()
			log.Printf("jupyter: panic: %v\n%s", r, stack)
			err = &Error{
				Name:      "KernelPanic",
				Value:     fmt.Sprint(r),
				Traceback: []string{fmt.Sprintf("KernelPanic: %v", r), string(stack)},
			}
		}
	}()
	return f()
}
