package proc

import (
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// A loop waits for pipes and for functions that other goroutines want it to call.
type loop struct {
	readers []*reader
	writers []*writer
	ended   bool
	buffer  [64 << 10]byte

	mu     sync.Mutex
	posted []func()
	waker  *os.File // a byte written to it wakes the loop; nil when the loop is closed
}

// A reader is the end of a pipe that a program writes to.
type reader struct {
	file *os.File // nil when the program has closed its end
	fd   int
	add  func([]byte)
	rich bool // not text
}

// A writer is the end of a pipe that a program reads from.
type writer struct {
	file    *os.File // nil when one of the ends is closed
	fd      int
	pending []byte
	last    bool     // close the pipe when nothing is pending
	waiting []func() // call these then
}

// post lets the loop call f, soon.
func (l *loop) post(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.posted = append(l.posted, f)
	if l.waker != nil {
		unix.Write(int(l.waker.Fd()), []byte{0}) // if the pipe is full, the loop will wake anyway
	}
}

// run runs the loop until it has ended.
func (l *loop) run() {
	for !l.ended {
		ready := l.poll()
		rich := false
		for _, r := range l.readers {
			rich = rich || r.rich && ready[r.fd]
		}
		for _, r := range l.readers {
			switch {
			case r.rich: // after all text
			case rich: // the text was written before
				l.readAll(r)
			case ready[r.fd]:
				l.read(r)
			}
		}
		for _, r := range l.readers {
			if r.rich && ready[r.fd] {
				l.read(r)
			}
		}
		for _, w := range l.writers {
			w.flush()
		}
		l.mu.Lock()
		posted := l.posted
		l.posted = nil
		l.mu.Unlock()
		for _, f := range posted {
			f()
		}
	}
}

// poll waits until something can be done, and returns the file descriptors that
// can be read.
func (l *loop) poll() (ready map[int]bool) {
	var fds []unix.PollFd
	for _, r := range l.readers {
		if r.file != nil {
			fds = append(fds, unix.PollFd{Fd: int32(r.fd), Events: unix.POLLIN})
		}
	}
	readers := len(fds)
	for _, w := range l.writers {
		if w.file != nil && len(w.pending) > 0 {
			fds = append(fds, unix.PollFd{Fd: int32(w.fd), Events: unix.POLLOUT})
		}
	}
	unix.Poll(fds, -1) // an error is EINTR
	ready = map[int]bool{}
	for _, fd := range fds[:readers] {
		if fd.Revents != 0 {
			ready[int(fd.Fd)] = true
		}
	}
	return ready
}

// read reads what is there, up to the buffer's size, and says whether there may
// be more.
func (l *loop) read(r *reader) (more bool) {
	if r.file == nil {
		return false
	}
	n, err := unix.Read(r.fd, l.buffer[:])
	switch {
	case n > 0:
		r.add(l.buffer[:n])
	case err == unix.EINTR:
		return true
	case err != unix.EAGAIN: // the end
		r.file.Close()
		r.file = nil
	}
	return n == len(l.buffer)
}

// readAll reads what was in the pipe when it was called. A pipe holds no more
// than a mebibyte, and somebody may be writing all the time.
func (l *loop) readAll(r *reader) {
	for range (1 << 20) / len(l.buffer) {
		if !l.read(r) {
			return
		}
	}
}

// drain reads what is left when the program has ended: text first.
func (l *loop) drain() {
	for _, rich := range []bool{false, true} {
		for _, r := range l.readers {
			if r.rich == rich {
				l.readAll(r)
			}
		}
	}
}

// close closes all pipes.
func (l *loop) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waker != nil {
		l.waker.Close()
		l.waker = nil
	}
	for _, r := range l.readers {
		r.file.Close()
	}
	for _, w := range l.writers {
		w.file.Close()
	}
}

// write writes to the pipe, or keeps what does not fit until it does.
func (w *writer) write(p []byte) {
	if w.file != nil {
		w.pending = append(w.pending, p...)
		w.flush()
	}
}

func (w *writer) flush() {
	for w.file != nil && len(w.pending) > 0 {
		n, err := unix.Write(w.fd, w.pending)
		switch {
		case n > 0:
			w.pending = w.pending[n:]
		case err == unix.EAGAIN:
			return
		case err != unix.EINTR: // nobody reads
			w.close()
		}
	}
	if w.file != nil && w.last {
		w.close()
	}
	for _, f := range w.waiting {
		f()
	}
	w.waiting = nil
}

// whenWritten calls f when nothing is pending.
func (w *writer) whenWritten(f func()) {
	w.waiting = append(w.waiting, f)
	w.flush()
}

func (w *writer) close() {
	w.file.Close()
	w.file, w.pending = nil, nil
}

// pipes makes the pipes of one program. After an error it makes no more.
type pipes struct {
	err    error
	theirs []*os.File // the program's ends
}

func (p *pipes) make() (read, write *os.File) {
	if p.err == nil {
		read, write, p.err = os.Pipe()
	}
	return read, write
}

// reader makes a pipe that the loop reads, and returns the other end.
func (p *pipes) reader(l *loop, add func([]byte), rich bool) *os.File {
	read, write := p.make()
	if p.err != nil {
		return nil
	}
	p.theirs = append(p.theirs, write)
	l.readers = append(l.readers, &reader{file: read, fd: nonblocking(read), add: add, rich: rich})
	return write
}

// waker makes the pipe that wakes the loop.
func (p *pipes) waker(l *loop) {
	read, write := p.make()
	if p.err == nil {
		nonblocking(write)
		l.waker = write
		l.readers = append(l.readers, &reader{file: read, fd: nonblocking(read), add: func([]byte) {}})
	}
}

// writer makes a pipe that the loop writes, and returns the other end.
func (p *pipes) writer(l *loop, w **writer) *os.File {
	read, write := p.make()
	if p.err != nil {
		return nil
	}
	p.theirs = append(p.theirs, read)
	*w = &writer{file: write, fd: nonblocking(write)}
	l.writers = append(l.writers, *w)
	return read
}

// close closes the program's ends.
func (p *pipes) close() {
	for _, file := range p.theirs {
		file.Close()
	}
}

// nonblocking returns a file's descriptor, which os.File no longer waits for.
func nonblocking(file *os.File) int {
	fd := int(file.Fd())
	unix.SetNonblock(fd, true)
	return fd
}
