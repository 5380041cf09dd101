package proc

import (
	"bytes"
	"regexp"
	"strings"
	"time"
)

// crash holds back what a Go program writes to standard error when it crashes, so
// that it can be reported as the program's end and not as its output. Text that
// only looks like it is passed on after a short while, or at the end.
type crash struct {
	loop  *loop
	write func(string)

	held    []byte    // begins as a crash does, or could
	partway bool      // the last text that was passed on did not end a line
	since   time.Time // when the first of it came
	waiting bool      // a timer runs
}

const (
	crashTime = time.Second      // for which text is held back, at most
	traceTime = 30 * time.Second // if it has the beginning of a trace: deep stacks take long
	crashSize = 16 << 20         // bytes held back, at most
)

// beginnings of what the Go runtime writes last.
var beginnings = []string{"panic: ", "fatal error: ", "runtime: ", "unexpected fault address ",
	"SIGQUIT: ", "SIGABRT: ", "SIGSEGV: ", "SIGBUS: "}

func (c *crash) add(s string) {
	fresh := len(c.held) == 0
	c.held = append(c.held, s...)
	if fresh || !looksLikeCrash(c.held) {
		c.held = c.pass(c.held)
	}
	if len(c.held) > crashSize {
		c.release()
	}
	if len(c.held) == 0 {
		return
	}
	if fresh {
		c.since = time.Now()
	}
	if !c.waiting {
		c.wait(crashTime)
	}
}

// pass passes on what comes before the beginning of a crash, and returns the rest.
func (c *crash) pass(s []byte) (rest []byte) {
	begin := 0
	if c.partway {
		begin = lineLength(s)
	}
	for begin < len(s) && !looksLikeCrash(s[begin:]) {
		begin += lineLength(s[begin:])
	}
	if begin > 0 {
		c.partway = s[begin-1] != '\n'
		c.write(string(s[:begin]))
	}
	return s[begin:]
}

// lineLength is the length of the first line, with its end.
func lineLength(s []byte) int {
	if end := bytes.IndexByte(s, '\n'); end >= 0 {
		return end + 1
	}
	return len(s)
}

// looksLikeCrash says whether text begins like a crash, as far as it goes.
func looksLikeCrash(s []byte) bool {
	for _, beginning := range beginnings {
		if n := min(len(s), len(beginning)); string(s[:n]) == beginning[:n] {
			return true
		}
	}
	return false
}

// expire passes on what was held back if the program lives on.
func (c *crash) expire() {
	c.waiting = false
	if len(c.held) == 0 {
		return
	}
	left := crashTime - time.Since(c.since)
	if goroutines.Match(c.held) {
		left += traceTime - crashTime
	}
	if left > 0 {
		c.wait(left)
	} else {
		c.release()
	}
}

func (c *crash) wait(d time.Duration) {
	c.waiting = true
	time.AfterFunc(d, func() { c.loop.post(c.expire) })
}

func (c *crash) release() {
	if len(c.held) > 0 {
		c.partway = c.held[len(c.held)-1] != '\n'
		c.write(string(c.held))
		c.held = nil
	}
}

var goroutines = regexp.MustCompile(`(?m)^(goroutine \d+|runtime stack:)`)

// end returns the message and the trace of a Go program that crashed, which ends
// with status 2; otherwise it passes on what was held back.
func (c *crash) end(code int) (message, trace string) {
	if code != 2 || len(c.held) < len("panic: ") { // too short to be sure
		c.release()
		return "", ""
	}
	message = string(c.held)
	if at := goroutines.FindStringIndex(message); at != nil {
		message, trace = message[:at[0]], message[at[0]:]
	}
	return strings.TrimSpace(message), trace
}
