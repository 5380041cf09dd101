package jupyter

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/go-zeromq/zmq4"
)

// shutdownTime is what a kernel has to end its cell and Shutdown. With parentPoll
// and lingerTime it stays below the 5 s after which clients kill a kernel.
const shutdownTime = 2500 * time.Millisecond

type server struct {
	kernel     Kernel
	connection *Connection
	author     *author
	ctx        context.Context // ends with the kernel
	stop       chan bool       // a shutdown request, with its restart flag

	shell, control, stdin, heartbeat *socket
	iopub                            *iopub

	executions *queue[*request]
	comms      *queue[*request]
	open       registry // of comms
	answering  sync.WaitGroup
	question   question

	mu      sync.Mutex
	running *request                // the cell that runs
	cancel  context.CancelCauseFunc // ends it
	count   int                     // of cells
	ending  bool
}

// Serve answers the front ends of the connection until one of them sends a
// shutdown request, SIGTERM arrives, or ctx ends; then it returns nil. SIGINT
// interrupts the running cell. It fails if it cannot listen as the connection says.
//
// At the end the running cell's context ends, Kernel.Shutdown is called, and what
// is queued for the front ends is sent; all that takes less than 5 s, whatever the
// kernel does.
func Serve(ctx context.Context, connection *Connection, kernel Kernel) error {
	if err := connection.check(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(ErrShutdown)
	s := &server{
		kernel:     kernel,
		connection: connection,
		author:     newAuthor(connection.Key),
		ctx:        ctx,
		stop:       make(chan bool, 1),
		executions: newQueue[*request](),
		comms:      newQueue[*request](),
		open:       registry{targets: map[string]string{}},
		question:   question{turn: make(chan struct{}, 1)},
	}
	if err := s.listen(); err != nil {
		return err
	}
	s.publish("status", nil, fields{"execution_state": "starting"})

	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	defer signal.Stop(signals)
	var working sync.WaitGroup
	working.Go(s.execute)
	working.Go(s.converse)
	s.serveSockets()

	restart := s.wait(signals)
	s.mu.Lock()
	s.ending = true
	s.mu.Unlock()
	cancel(ErrShutdown)
	s.executions.close()
	s.comms.close()
	s.end(restart, func() {
		working.Wait()
		s.answering.Wait()
	})
	return nil
}

// listen binds all sockets, or none.
func (s *server) listen() error {
	var listeners []net.Listener
	for _, port := range []int{
		s.connection.ShellPort, s.connection.ControlPort, s.connection.StdinPort, s.connection.HBPort, s.connection.IOPubPort,
	} {
		l, err := s.connection.listen(port)
		if err != nil {
			for _, l := range listeners {
				l.Close()
			}
			return fmt.Errorf("the kernel cannot listen as its connection file says: %w", err)
		}
		listeners = append(listeners, l)
	}
	s.shell = newSocket(zmq4.Router, listeners[0])
	s.control = newSocket(zmq4.Router, listeners[1])
	s.stdin = newSocket(zmq4.Router, listeners[2])
	s.heartbeat = newSocket(zmq4.Rep, listeners[3])
	s.iopub = newIOPub(listeners[4], s.author)
	return nil
}

func (s *server) serveSockets() {
	s.heartbeat.open(echo)
	s.iopub.open(s.iopub.subscription)
	s.stdin.open(s.receiveInput)
	s.control.open(s.receive(s.control))
	s.shell.open(s.receive(s.shell))
}

func (s *server) wait(signals <-chan os.Signal) (restart bool) {
	for {
		select {
		case restart := <-s.stop:
			return restart
		case <-s.ctx.Done():
			return false
		case sig := <-signals:
			if sig == syscall.SIGTERM {
				return false
			}
			s.interrupt()
		}
	}
}

// end lets the kernel end, waits for what is at work, and closes the sockets.
func (s *server) end(restart bool, finished func()) {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		protect(func() error { s.kernel.Shutdown(ctx, restart); return nil })
		finished()
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	var closing sync.WaitGroup
	for _, socket := range []*socket{s.shell, s.control, s.stdin, s.heartbeat, s.iopub.socket} {
		closing.Go(socket.close)
	}
	closing.Wait()
}

// publish sends a message to all subscribers. The error says what of content is
// not JSON.
func (s *server) publish(kind string, parent json.RawMessage, content any) error {
	return s.publishWith(kind, parent, nil, content, nil)
}

func (s *server) publishWith(kind string, parent json.RawMessage, metadata, content any, buffers [][]byte) error {
	_, frames, err := s.author.compose(kind, parent, metadata, content, buffers)
	if err != nil {
		return err
	}
	s.iopub.publish("kernel."+s.author.session+"."+kind, frames)
	return nil
}

// interrupt ends the running cell's context.
func (s *server) interrupt() {
	s.mu.Lock()
	if s.cancel != nil {
		s.cancel(ErrInterrupted)
	}
	s.mu.Unlock()
	protect(func() error { s.kernel.Interrupt(); return nil })
}

// shutdown asks Serve to end.
func (s *server) shutdown(restart bool) {
	select {
	case s.stop <- restart:
	default: // asked before
	}
}
