package gonbcomms

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"dlmath/kernel/internal/proc"
)

// Program is a program that may have widgets. It is [proc.Widgets] for it.
type Program struct {
	hub  *Hub
	ctx  context.Context
	page Page
	warn func(error)
	fail func(error)

	err error // why the page is not connected: asking once is enough

	mu         sync.Mutex
	subscribed map[string]bool
	queue      []proc.Value
	some       chan struct{} // holds one if the queue may not be empty
	values     chan proc.Value
	done       chan struct{}
}

var _ proc.Widgets = (*Program)(nil)

// Program makes one for a program whose output goes to the page. A connection is waited
// for until ctx ends. Where there is none, what the program tells the page goes nowhere,
// and warn is told once; if it waits for what the page says, it would for ever, and fail
// is told instead.
func (h *Hub) Program(ctx context.Context, page Page, warn, fail func(error)) *Program {
	p := &Program{
		hub: h, ctx: ctx, page: page, warn: warn, fail: fail,
		subscribed: map[string]bool{},
		some:       make(chan struct{}, 1),
		values:     make(chan proc.Value),
		done:       make(chan struct{}),
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.programs = append(h.programs, p)
	return p
}

// Values are what the page says at the addresses to which the program has subscribed.
func (p *Program) Values() <-chan proc.Value { return p.values }

// End is to be called when the program has ended.
func (p *Program) End() {
	close(p.done)
	p.hub.mu.Lock()
	defer p.hub.mu.Unlock()
	p.hub.programs = slices.DeleteFunc(p.hub.programs, func(q *Program) bool { return p == q })
}

// connected connects the page if need be. When that fails for the first time, it complains.
func (p *Program) connected(complain func(error)) bool {
	if p.err == nil {
		if p.err = p.hub.Connect(p.ctx, p.page); p.err != nil && complain != nil {
			complain(p.err)
		}
	}
	return p.err == nil
}

// Set sends a value to the page.
func (p *Program) Set(address string, value any) {
	if !p.connected(p.warn) || address == start {
		return
	}
	if err := p.hub.send(address, value); err != nil {
		p.warn(fmt.Errorf("the value at %s was not sent to the page: %w", address, err))
	}
}

// Get asks the page for a value.
func (p *Program) Get(address string) {
	if !p.connected(nil) {
		p.fail(p.err)
		return
	}
	if err := p.hub.sendData(map[string]any{"address": address, "read_request": true}); err != nil {
		p.fail(fmt.Errorf("the page was not asked for the value at %s: %w", address, err))
	}
}

// Subscribe lets the program have what the page says at an address.
func (p *Program) Subscribe(address string) {
	p.mu.Lock()
	first := len(p.subscribed) == 0
	p.subscribed[address] = true
	p.mu.Unlock()
	if first {
		go p.pump()
	}
	if !p.connected(nil) {
		p.fail(p.err)
	}
}

// Unsubscribe ends that.
func (p *Program) Unsubscribe(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.subscribed[address] = false
}

// deliver queues a value, so that a program that does not read keeps nobody waiting.
func (p *Program) deliver(v proc.Value) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.subscribed[v.Address] {
		return
	}
	p.queue = append(p.queue, v)
	select {
	case p.some <- struct{}{}:
	default:
	}
}

// pump hands over what is queued until the program has ended.
func (p *Program) pump() {
	for {
		select {
		case <-p.some:
		case <-p.done:
			return
		}
		p.mu.Lock()
		queue := p.queue
		p.queue = nil
		p.mu.Unlock()
		for _, v := range queue {
			select {
			case p.values <- v:
			case <-p.done:
				return
			}
		}
	}
}
