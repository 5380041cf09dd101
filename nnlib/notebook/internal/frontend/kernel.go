package frontend

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
)

// kernel is a kernel that speaks the protocol of $DLMATH_DISPLAY: JSON objects, one a line.
type kernel struct {
	asking sync.Mutex // one question at a time
	last   int64      // the number of the last one
	in     *bufio.Reader
	early  []json.RawMessage // what came before Listen
	// answers come from the goroutine of Listen. Before, it is nil, and who asks reads:
	// the code that shows a cell's last value reads from the same pipe.
	answers chan answer

	writing sync.Mutex
	out     io.Writer
}

// message is what the program says.
type message struct {
	ID        int64          `json:"id,omitempty"` // 0 asks for no answer
	Type      string         `json:"type"`
	Data      any            `json:"data,omitempty"`
	Metadata  map[string]any `json:"metadata,omitempty"`
	DisplayID string         `json:"display_id,omitempty"`
	Comm      string         `json:"comm_id,omitempty"`
	Target    string         `json:"target_name,omitempty"`
	Buffers   [][]byte       `json:"buffers,omitempty"`
	Wait      bool           `json:"wait,omitempty"`
}

// answer is what the kernel says to a message.
type answer struct {
	Ack   int64  `json:"ack"` // the message's number; 0 in what is no answer
	Error string `json:"error"`
}

// openKernel returns nil where there is no such kernel.
func openKernel() (*kernel, error) {
	if os.Getenv("DLMATH_DISPLAY") == "" {
		return nil, nil
	}
	out, err := inherited("DLMATH_DISPLAY")
	if err != nil {
		return nil, err
	}
	in, err := inherited("DLMATH_DISPLAY_ACK")
	if err != nil {
		return nil, err
	}
	return &kernel{out: out, in: bufio.NewReader(in)}, nil
}

// inherited is the open file whose number an environment variable holds.
func inherited(variable string) (*os.File, error) {
	number, err := strconv.ParseUint(os.Getenv(variable), 10, 31)
	if err != nil {
		return nil, fmt.Errorf("$%s is %q; it must be the number of an open file", variable, os.Getenv(variable))
	}
	return os.NewFile(uintptr(number), "$"+variable), nil
}

func (k *kernel) display(kind, id string, b Bundle) error {
	return k.ask(message{Type: kind, Data: b.Data, Metadata: b.Metadata, DisplayID: id})
}

func (k *kernel) clear() error { return k.ask(message{Type: "clear_output", Wait: true}) }

func (k *kernel) live() error { return k.ask(message{Type: "live"}) }

func (k *kernel) comm(c Comm) error {
	m := message{Type: c.Kind, Comm: c.ID, Target: c.Target, Data: c.Data, Metadata: c.Metadata, Buffers: c.Buffers}
	if c.NoWait {
		return k.write(m)
	}
	return k.ask(m)
}

// ask sends a message and waits until the kernel has done what it says.
func (k *kernel) ask(m message) error {
	k.asking.Lock()
	defer k.asking.Unlock()
	k.last++
	m.ID = k.last
	if err := k.write(m); err != nil {
		return err
	}
	a, err := k.answer()
	switch {
	case err != nil:
		return err
	case a.Ack != m.ID:
		return fmt.Errorf("the kernel has answered message %d instead of %d", a.Ack, m.ID)
	case a.Error != "":
		return errors.New(a.Error)
	}
	return nil
}

func (k *kernel) write(m message) error {
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	k.writing.Lock()
	defer k.writing.Unlock()
	_, err = k.out.Write(append(line, '\n'))
	return err
}

var errHungUp = errors.New("the kernel has hung up")

// answer waits for the next answer.
func (k *kernel) answer() (answer, error) {
	if k.answers != nil {
		a, ok := <-k.answers
		if !ok {
			return a, errHungUp
		}
		return a, nil
	}
	for {
		a, line, err := k.read()
		if err != nil || a.Ack != 0 {
			return a, err
		}
		k.early = append(k.early, line)
	}
}

// read reads a line, and says whether it is an answer.
func (k *kernel) read() (a answer, line json.RawMessage, err error) {
	if line, err = k.in.ReadBytes('\n'); err != nil {
		return a, nil, errHungUp
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, nil, fmt.Errorf("the kernel says what is no JSON: %w", err)
	}
	return a, line, nil
}

// listen reads from now on.
func (k *kernel) listen(hear func(Comm), hungUp func()) {
	k.asking.Lock()
	defer k.asking.Unlock()
	k.answers = make(chan answer, 1)
	go func() {
		defer hungUp()
		defer close(k.answers)
		for _, line := range k.early {
			hearLine(hear, line)
		}
		for {
			a, line, err := k.read()
			switch {
			case err != nil:
				return
			case a.Ack != 0:
				k.answers <- a
			default:
				hearLine(hear, line)
			}
		}
	}()
}

func hearLine(hear func(Comm), line json.RawMessage) {
	var c struct {
		Comm
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(line, &c) == nil { // it has been JSON before
		c.Comm.Data = c.Data
		hear(c.Comm)
	}
}
