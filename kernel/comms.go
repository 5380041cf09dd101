//go:build !windows

package main

import (
	"context"
	"encoding/json"

	"dlmath/kernel/internal/jupyter"
	"dlmath/kernel/internal/session"
)

// controlTarget is what a page that is loaded again opens a comm with, to ask for the
// states of all controls at once:
// https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md
const controlTarget = "jupyter.widget.control"

func (k *goKernel) CommOpen(ctx context.Context, c jupyter.Comm, _ *jupyter.Output) error {
	if c.Target == controlTarget {
		k.control.Store(c.ID, true)
		return nil
	}
	return k.tell(ctx, "comm_open", c)
}

func (k *goKernel) CommMsg(ctx context.Context, c jupyter.Comm, out *jupyter.Output) error {
	if _, asks := k.control.Load(c.ID); asks {
		return k.showStates(ctx, c, out)
	}
	k.heard.note(c.ID, out)
	return k.tell(ctx, "comm_msg", c)
}

func (k *goKernel) CommClose(ctx context.Context, c jupyter.Comm, _ *jupyter.Output) error {
	if _, asked := k.control.LoadAndDelete(c.ID); asked {
		return nil
	}
	k.heard.forget(c.ID)
	return k.tell(ctx, "comm_close", c)
}

func (k *goKernel) tell(ctx context.Context, kind string, c jupyter.Comm) error {
	s, err := k.wait(ctx)
	if err != nil {
		return err
	}
	return s.Tell(ctx, session.Comm{Kind: kind, ID: c.ID, Target: c.Target, Data: c.Data, Metadata: c.Metadata, Buffers: c.Buffers})
}

// showStates answers a page that asks for all controls. If that cannot be done it hangs
// up, and the page asks for one after the other.
func (k *goKernel) showStates(ctx context.Context, c jupyter.Comm, out *jupyter.Output) error {
	var said struct {
		Method string `json:"method"`
	}
	if err := json.Unmarshal(c.Data, &said); err != nil || said.Method != "request_states" {
		return err
	}
	s, err := k.wait(ctx)
	if err != nil {
		return err
	}
	data, buffers, err := s.States(ctx)
	if err != nil {
		k.control.Delete(c.ID)
		out.CommClose(jupyter.Comm{ID: c.ID})
		return err
	}
	return out.CommMsg(jupyter.Comm{ID: c.ID, Data: data, Buffers: buffers})
}
