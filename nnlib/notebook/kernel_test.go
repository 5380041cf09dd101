package notebook

import (
	"bufio"
	"encoding/json"
	"io"
	"sync"
	"testing"
	"time"

	"dlmath/nnlib/notebook/internal/frontend"
)

// fakeKernel is the other end of the line: it writes down what the program says, and
// answers as a kernel does.
type fakeKernel struct {
	t       *testing.T
	to      *io.PipeWriter
	alone   bool // nobody is there for comms
	mu      sync.Mutex
	unsent  []byte
	toSend  chan struct{}
	said    []said
	changed chan struct{}
}

type said struct {
	ID      int64    `json:"id"`
	Type    string   `json:"type"`
	Comm    string   `json:"comm_id"`
	Target  string   `json:"target_name"`
	Buffers [][]byte `json:"buffers"`
	Data    struct {
		Method  string         `json:"method"`
		State   map[string]any `json:"state"`
		Paths   [][]string     `json:"buffer_paths"`
		View    map[string]any `json:"application/vnd.jupyter.widget-view+json"`
		HTML    string         `json:"text/html"`
		SVG     string         `json:"image/svg+xml"`
		Text    string         `json:"text/plain"`
		Picture []byte         `json:"image/png"`
	} `json:"data"`
	Metadata map[string]any `json:"metadata"`
}

// connect makes this test's program talk to a kernel of its own.
func connect(t *testing.T, alone bool) *fakeKernel {
	fromProgram, out := io.Pipe()
	in, to := io.Pipe()
	k := &fakeKernel{t: t, to: to, alone: alone, changed: make(chan struct{}, 1), toSend: make(chan struct{}, 1)}
	go k.send()
	restore := frontend.Connect(out, in)
	before := live
	live = newModels()
	go func() {
		lines := bufio.NewReader(fromProgram)
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return
			}
			k.hear(line)
		}
	}()
	t.Cleanup(func() {
		to.Close()
		out.Close()
		live = before
		restore()
	})
	return k
}

func (k *fakeKernel) hear(line []byte) {
	var s said
	if err := json.Unmarshal(line, &s); err != nil {
		k.t.Errorf("the program says %.200s: %v", line, err)
		return
	}
	k.mu.Lock()
	k.said = append(k.said, s)
	k.mu.Unlock()
	select {
	case k.changed <- struct{}{}:
	default:
	}
	if s.ID == 0 {
		return
	}
	answer := map[string]any{"ack": s.ID}
	if k.alone && (s.Type == "comm_open" || s.Type == "live") {
		answer["error"] = "nobody is here"
	}
	k.write(answer)
}

func (k *fakeKernel) write(v any) {
	line, err := json.Marshal(v)
	if err != nil {
		k.t.Error(err)
	}
	k.mu.Lock()
	k.unsent = append(append(k.unsent, line...), '\n')
	k.mu.Unlock()
	select {
	case k.toSend <- struct{}{}:
	default:
	}
}

// send writes what is unsent. Like the real one this kernel never waits for the program.
func (k *fakeKernel) send() {
	for range k.toSend {
		k.mu.Lock()
		unsent := k.unsent
		k.unsent = nil
		k.mu.Unlock()
		if _, err := k.to.Write(unsent); err != nil {
			return
		}
	}
}

// tell sends a message of the front end over a comm.
func (k *fakeKernel) tell(comm string, data map[string]any) {
	k.write(map[string]any{"type": "comm_msg", "comm_id": comm, "data": data, "metadata": map[string]any{}, "buffers": nil})
}

// move moves a control as a person does.
func (k *fakeKernel) move(m *model, trait string, value any) {
	k.tell(m.id, map[string]any{"method": "update", "state": map[string]any{trait: value}, "buffer_paths": []any{}})
}

// waitFor waits until the program says something, from the message with this number on.
// It returns it and the number of the next.
func (k *fakeKernel) waitFor(from int, what string, is func(said) bool) (said, int) {
	k.t.Helper()
	for deadline := time.After(10 * time.Second); ; {
		k.mu.Lock()
		for i := from; i < len(k.said); i++ {
			if is(k.said[i]) {
				defer k.mu.Unlock()
				return k.said[i], i + 1
			}
		}
		k.mu.Unlock()
		select {
		case <-k.changed:
		case <-deadline:
			k.t.Fatalf("the program does not say: %s", what)
		}
	}
}

func (k *fakeKernel) types() (list []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range k.said {
		list = append(list, s.Type)
	}
	return list
}
