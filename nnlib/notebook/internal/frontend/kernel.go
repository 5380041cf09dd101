package frontend

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
)

// kernel is a kernel that speaks the protocol of $DLMATH_DISPLAY: JSON objects, one a line.
type kernel struct {
	mu   sync.Mutex // one message at a time is on its way
	out  *os.File
	in   *bufio.Reader
	last int64 // the number of the last message
}

// message is what the program says.
type message struct {
	ID        int64          `json:"id"`
	Type      string         `json:"type"`
	Data      any            `json:"data,omitempty"`
	Metadata  map[string]any `json:"metadata,omitempty"`
	DisplayID string         `json:"display_id,omitempty"`
}

// answer is what the kernel says to a message.
type answer struct {
	Ack   int64  `json:"ack"`
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
	return k.say(message{Type: kind, Data: b.Data, Metadata: b.Metadata, DisplayID: id})
}

// say sends a message and waits until the kernel has done what it says.
func (k *kernel) say(m message) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last++
	m.ID = k.last
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if _, err := k.out.Write(append(line, '\n')); err != nil {
		return err
	}
	for {
		line, err := k.in.ReadBytes('\n')
		if err != nil {
			return fmt.Errorf("the kernel has hung up: %w", err)
		}
		var a answer
		switch err := json.Unmarshal(line, &a); {
		case err != nil:
			return fmt.Errorf("the kernel says what is no JSON: %w", err)
		case a.Ack == m.ID && a.Error != "":
			return errors.New(a.Error)
		case a.Ack == m.ID:
			return nil
		}
	}
}
