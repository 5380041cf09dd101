package jupyter

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

const (
	streamDelay = 20 * time.Millisecond // text waits no longer for more text
	streamSize  = 256 << 10             // bytes of text that are sent at once
)

// Output shows what a cell, or the answer to a comm's message, has to show. Its
// methods may be called from several goroutines; what they send keeps the order of
// the calls. They wait while a front end does not keep up. After the kernel has
// ended they do nothing.
type Output struct {
	server  *server
	request *request
	silent  bool // sends nothing but comms
	stdin   bool
	count   int

	mu     sync.Mutex
	stream string          // of text
	text   strings.Builder // not sent yet
	timer  *time.Timer     // sends it
}

// Stream writes text, which must be UTF-8, to "stdout" or "stderr"; any other name
// panics. The text is sent within 50 ms, joined with what follows until then.
func (o *Output) Stream(name, text string) {
	if name != "stdout" && name != "stderr" {
		panic("jupyter: no stream has the name " + name)
	}
	if o.silent {
		return
	}
	for len(text) > 0 && o.server.iopub.room() {
		text = o.write(name, text)
	}
}

// write keeps as much of text as fits, and returns the rest.
func (o *Output) write(name, text string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if name != o.stream {
		o.flushLocked()
		o.stream = name
	}
	n := min(len(text), streamSize-o.text.Len())
	for n > 0 && n < len(text) && !utf8.RuneStart(text[n]) {
		n--
	}
	if o.text.Len() == 0 {
		if n == 0 { // continuation bytes alone: not UTF-8
			n = min(len(text), streamSize)
		}
		o.timer = time.AfterFunc(streamDelay, o.flush)
	}
	o.text.WriteString(text[:n])
	if n < len(text) || o.text.Len() == streamSize {
		o.flushLocked()
	}
	return text[n:]
}

// flush sends the text that is kept.
func (o *Output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flushLocked()
}

func (o *Output) flushLocked() {
	if o.text.Len() == 0 {
		return
	}
	o.timer.Stop()
	o.server.publish("stream", o.request.raw, fields{"name": o.stream, "text": o.text.String()})
	o.text.Reset()
}

// send publishes a message after all text written before.
func (o *Output) send(kind string, metadata, content any, buffers [][]byte) error {
	if !o.server.iopub.room() {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flushLocked()
	return o.server.publishWith(kind, o.request.raw, metadata, content, buffers)
}

// show is send, but for a silent cell.
func (o *Output) show(kind string, content fields) error {
	if o.silent {
		return nil
	}
	return o.send(kind, nil, content, nil)
}

// content returns the fields of a message that shows the bundle.
func (b Bundle) content() fields {
	f := fields{"data": b.Data, "metadata": b.Metadata}
	if b.Data == nil {
		f["data"] = fields{}
	}
	if b.Metadata == nil {
		f["metadata"] = fields{}
	}
	return f
}

func (b Bundle) display() fields {
	f := b.content()
	transient := fields{}
	if b.DisplayID != "" {
		transient["display_id"] = b.DisplayID
	}
	f["transient"] = transient
	return f
}

// Display shows a value. The error says what of it cannot be encoded as JSON.
func (o *Output) Display(b Bundle) error { return o.show("display_data", b.display()) }

// UpdateDisplay changes all that was displayed under the bundle's DisplayID.
func (o *Output) UpdateDisplay(b Bundle) error { return o.show("update_display_data", b.display()) }

// Result shows the cell's value, Out[n]. The error says what of it cannot be
// encoded as JSON.
func (o *Output) Result(b Bundle) error {
	f := b.display()
	f["execution_count"] = o.count
	return o.show("execute_result", f)
}

// Clear removes what the cell has shown: at once, or when the next output arrives.
func (o *Output) Clear(wait bool) { o.show("clear_output", fields{"wait": wait}) }

// fail shows an error.
func (o *Output) fail(e *Error) { o.show("error", e.content()) }

// CommOpen opens a comm; the front end answers with CommClose if it does not know
// the target. The error says that data or metadata is not JSON.
func (o *Output) CommOpen(c Comm) error {
	o.server.open.add(c.ID, c.Target)
	return o.send("comm_open", object(c.Metadata), fields{"comm_id": c.ID, "target_name": c.Target, "data": object(c.Data)}, c.Buffers)
}

// CommMsg sends a message to the front end's side of a comm.
func (o *Output) CommMsg(c Comm) error {
	return o.send("comm_msg", object(c.Metadata), fields{"comm_id": c.ID, "data": object(c.Data)}, c.Buffers)
}

// CommClose closes a comm.
func (o *Output) CommClose(c Comm) error {
	o.server.open.remove(c.ID)
	return o.send("comm_close", object(c.Metadata), fields{"comm_id": c.ID, "data": object(c.Data)}, c.Buffers)
}

// CommForget leaves a comm out of what a front end is told of from now on, without
// closing it: what the front end shows of it stays.
func (o *Output) CommForget(id string) { o.server.open.remove(id) }

func object(j json.RawMessage) json.RawMessage {
	if j == nil {
		return json.RawMessage("{}")
	}
	return j
}

// Input asks the front end that runs the cell for a line of text; a password is not
// shown as it is typed. It fails with [ErrNoStdin] if the front end cannot be asked,
// and with the cause of ctx when that ends.
func (o *Output) Input(ctx context.Context, prompt string, password bool) (string, error) {
	if !o.stdin {
		return "", ErrNoStdin
	}
	o.flush()
	return o.server.ask(ctx, o.request, prompt, password)
}
