package gonbcomms

import (
	"cmp"
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"text/template"
	"time"

	"dlmath/kernel/internal/proc"
)

// Target is the name under which the page opens its comm.
const Target = "gonb_comm"

const (
	openAck = "#comm_open_ack"
	ping    = "#heartbeat/ping"
	pong    = "#heartbeat/pong"
	start   = "#comms/start" // a program wants the connection, and nothing else
)

const (
	trusted  = time.Second            // a page that was heard so recently is there
	pongTime = 500 * time.Millisecond // that a page may take to answer
	openTime = 5 * time.Second        // that a new one may take to open its comm: see Patience
)

// Page is where a cell's output is shown.
type Page interface {
	Present() bool // says whether there can be somebody who sees it
	Display(proc.Bundle)
	Send(comm string, data any) error // a message of a comm; other goroutines use it too
}

// Hub connects programs with the page. There is one in each session.
type Hub struct {
	Kernel string // Jupyter's id of the kernel; "" if no Jupyter server runs it
	Base   string // the path at which the server is, such as "/"

	Patience time.Duration // that a page may take to connect; 0 stands for five seconds

	connecting sync.Mutex // held while a page is asked to connect

	mu       sync.Mutex
	comm     string        // of the page; "" if none is connected
	page     Page          // to send to
	heard    time.Time     // when it said something last
	news     chan struct{} // closed when it says something
	programs []*Program
}

//go:embed page.js
var pageJS string

var script = template.Must(template.New("page.js").Parse(pageJS))

// Connect connects the page, if it is not connected. It waits for a few seconds.
func (h *Hub) Connect(ctx context.Context, page Page) error {
	h.connecting.Lock()
	defer h.connecting.Unlock()
	h.mu.Lock()
	connected, recent := h.comm != "", time.Since(h.heard) < trusted
	h.mu.Unlock()
	if connected && (recent || h.ping(ctx, page)) {
		return nil
	}
	switch {
	case !page.Present():
		return errors.New("the widgets of gonbui need a notebook that is open in a browser, and no front end is connected")
	case h.Kernel == "":
		return errors.New("the widgets of gonbui need a Jupyter server, and none runs this kernel")
	}
	source, err := h.script()
	if err != nil {
		return err
	}
	h.mu.Lock()
	h.comm, h.page = "", page
	h.mu.Unlock()
	id := "gonb_comm_" + rand.Text()
	page.Display(proc.Bundle{Kind: proc.Display, DisplayID: id, Data: map[string]any{"text/html": source}})
	patience := cmp.Or(h.Patience, openTime)
	opened := h.await(ctx, patience, func() bool { return h.comm != "" })
	page.Display(proc.Bundle{Kind: proc.Update, DisplayID: id, Data: map[string]any{"text/html": ""}})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case !opened:
		return fmt.Errorf("the widgets of gonbui need a notebook that is open in JupyterLab or Jupyter Notebook: the page did not answer within %v", patience)
	}
	return nil
}

// script is page.js in HTML.
func (h *Hub) script() (string, error) {
	var b strings.Builder
	quoted := func(s string) string {
		text, _ := json.Marshal(s) // of a string it cannot fail
		return string(text)
	}
	base := h.Base
	if base == "" {
		base = "/"
	}
	b.WriteString("<script>")
	err := script.Execute(&b, map[string]string{"Kernel": quoted(h.Kernel), "Base": quoted(base)})
	b.WriteString("</script>")
	return b.String(), err
}

// Ping returns an error if the page does not answer.
func (h *Hub) Ping(ctx context.Context, page Page) error {
	h.mu.Lock()
	connected := h.comm != ""
	h.mu.Unlock()
	if !connected || !h.ping(ctx, page) {
		return errors.New("the page does not answer; %widgets connects it")
	}
	return nil
}

func (h *Hub) ping(ctx context.Context, page Page) bool {
	h.mu.Lock()
	h.page = page
	asked := time.Now()
	h.mu.Unlock()
	return h.send(ping, true) == nil && h.await(ctx, pongTime, func() bool { return h.heard.After(asked) })
}

// await waits until something holds that the page can bring about.
func (h *Hub) await(ctx context.Context, most time.Duration, holds func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for {
		h.mu.Lock()
		if holds() {
			h.mu.Unlock()
			return true
		}
		if h.news == nil {
			h.news = make(chan struct{})
		}
		news := h.news
		h.mu.Unlock()
		select {
		case <-news:
		case <-ctx.Done():
			return false
		}
	}
}

// said notes that the page has said something. The caller holds mu.
func (h *Hub) said() {
	h.heard = time.Now()
	if h.news != nil {
		close(h.news)
		h.news = nil
	}
}

func (h *Hub) send(address string, value any) error {
	return h.sendData(map[string]any{"address": address, "value": value})
}

func (h *Hub) sendData(data map[string]any) error {
	h.mu.Lock()
	comm, page := h.comm, h.page
	h.mu.Unlock()
	if comm == "" {
		return errors.New("no page is connected")
	}
	return page.Send(comm, data)
}

// Open is told that a page has opened a comm of [Target].
func (h *Hub) Open(comm string) error {
	h.mu.Lock()
	page := h.page
	if page != nil {
		h.comm = comm
		h.said()
	}
	h.mu.Unlock()
	if page == nil {
		return errors.New("no program wants the page's widgets")
	}
	return h.send(openAck, true)
}

// Owns says whether the comm is that of the page.
func (h *Hub) Owns(comm string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return comm != "" && comm == h.comm
}

// Message is told what the page says.
func (h *Hub) Message(data json.RawMessage) error {
	var message struct {
		Address string `json:"address"`
		Value   any    `json:"value"`
	}
	if err := json.Unmarshal(data, &message); err != nil {
		return fmt.Errorf("gonb_comm: %w", err)
	}
	h.mu.Lock()
	h.said()
	programs := slices.Clone(h.programs)
	h.mu.Unlock()
	switch message.Address {
	case pong:
		return nil
	case ping:
		return h.send(pong, true)
	}
	value, err := plain(message.Value)
	if err != nil {
		return fmt.Errorf("gonb_comm: the value at %s: %w", message.Address, err)
	}
	for _, p := range programs {
		p.deliver(proc.Value{Address: message.Address, Value: value})
	}
	return nil
}

// Close is told that the page has closed its comm.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.comm = ""
}

// plain is a value in a type that gonbui can take: it knows lists and maps of one type.
func plain(v any) (any, error) {
	switch v := v.(type) {
	case []any:
		if numbers, ok := allOf[float64](v); ok {
			return numbers, nil
		}
		if words, ok := allOf[string](v); ok {
			return words, nil
		}
		return nil, errors.New("a list must be of numbers or of strings")
	case map[string]any:
		if numbers, ok := mapOf[float64](v); ok {
			return numbers, nil
		}
		if words, ok := mapOf[string](v); ok {
			return words, nil
		}
		return nil, errors.New("an object must hold numbers or strings, all of them the one or the other")
	case nil:
		return nil, errors.New("it is null")
	}
	return v, nil
}

func allOf[T any](list []any) ([]T, bool) {
	typed := make([]T, len(list))
	for i, v := range list {
		t, ok := v.(T)
		if !ok {
			return nil, false
		}
		typed[i] = t
	}
	return typed, true
}

func mapOf[T any](values map[string]any) (map[string]T, bool) {
	typed := map[string]T{}
	for key, v := range values {
		t, ok := v.(T)
		if !ok {
			return nil, false
		}
		typed[key] = t
	}
	return typed, true
}
