package jupyter

import (
	"cmp"
	"fmt"
)

// answer handles a request that does not wait for the cells.
func (s *server) answer(r *request) {
	s.begin(r)
	var content fields
	err := protect(func() (err error) {
		content, err = s.content(r)
		return err
	})
	if err != nil {
		content = asError(s.ctx, err).reply()
	} else if content["status"] == nil && r.header.Type != "debug_request" { // which has success in its place
		content["status"] = "ok"
	}
	s.reply(r, nil, content)
	if r.header.Type == "shutdown_request" && err == nil {
		s.publish("shutdown_reply", r.raw, content)
		defer s.shutdown(content["restart"] == true)
	}
	s.done(r)
}

// content returns the content of the reply, without a status if that is ok.
func (s *server) content(r *request) (fields, error) {
	switch r.header.Type {
	case "kernel_info_request":
		return s.kernelInfo(), nil
	case "connect_request":
		c := s.connection
		return fields{
			"shell_port": c.ShellPort, "iopub_port": c.IOPubPort, "stdin_port": c.StdinPort,
			"control_port": c.ControlPort, "hb_port": c.HBPort,
		}, nil
	case "is_complete_request":
		return s.isComplete(r)
	case "complete_request":
		return s.complete(r)
	case "inspect_request":
		return s.inspect(r)
	case "history_request":
		return s.history(r)
	case "comm_info_request":
		return s.commInfo(r)
	case "interrupt_request":
		s.interrupt()
		return fields{}, nil
	case "shutdown_request":
		content, err := parse[struct {
			Restart bool `json:"restart"`
		}](r)
		return fields{"restart": content.Restart}, err
	case "debug_request":
		return noDebugger(r)
	}
	return nil, &Error{Name: "NotImplementedError", Value: fmt.Sprintf("this kernel does not know %s", r.header.Type)}
}

func (s *server) kernelInfo() fields {
	info := s.kernel.Info()
	if info.HelpLinks == nil {
		info.HelpLinks = []HelpLink{}
	}
	return fields{
		"protocol_version":       protocolVersion,
		"implementation":         info.Implementation,
		"implementation_version": info.ImplementationVersion,
		"banner":                 info.Banner,
		"language_info":          info.Language,
		"help_links":             info.HelpLinks,
		"debugger":               false,
		"supported_features":     []string{},
	}
}

func (s *server) isComplete(r *request) (fields, error) {
	content, err := parse[struct {
		Code string `json:"code"`
	}](r)
	if err != nil {
		return nil, err
	}
	c, err := s.kernel.IsComplete(s.ctx, content.Code)
	reply := fields{"status": cmp.Or(c.Status, "unknown")}
	if c.Status == "incomplete" {
		reply["indent"] = c.Indent
	}
	return reply, err
}

type cursorContent struct {
	Code   string `json:"code"`
	Cursor *int   `json:"cursor_pos"` // in code points; nil: the end
	Detail int    `json:"detail_level"`
}

func (c cursorContent) offset() int {
	if c.Cursor == nil {
		return len(c.Code)
	}
	return byteOffset(c.Code, *c.Cursor)
}

func (s *server) complete(r *request) (fields, error) {
	content, err := parse[cursorContent](r)
	if err != nil {
		return nil, err
	}
	c, err := s.kernel.Complete(s.ctx, content.Code, content.offset())
	if err != nil {
		return nil, err
	}
	start, end := codePoints(content.Code, c.Start), codePoints(content.Code, c.End)
	metadata := fields{}
	if len(c.Types) > 0 {
		// The name that front ends know for it, since 2017.
		types := []fields{}
		for i, match := range c.Matches[:min(len(c.Matches), len(c.Types))] {
			types = append(types, fields{"text": match, "type": c.Types[i], "start": start, "end": end})
		}
		metadata["_jupyter_types_experimental"] = types
	}
	matches := c.Matches
	if matches == nil {
		matches = []string{}
	}
	return fields{"matches": matches, "cursor_start": start, "cursor_end": end, "metadata": metadata}, nil
}

func (s *server) inspect(r *request) (fields, error) {
	content, err := parse[cursorContent](r)
	if err != nil {
		return nil, err
	}
	i, err := s.kernel.Inspect(s.ctx, content.Code, content.offset(), content.Detail)
	if err != nil {
		return nil, err
	}
	reply := Bundle{Data: i.Data, Metadata: i.Metadata}.content()
	reply["found"] = i.Found
	return reply, nil
}

func (s *server) history(r *request) (fields, error) {
	request, err := parse[HistoryRequest](r)
	if err != nil {
		return nil, err
	}
	entries, err := s.kernel.History(s.ctx, request)
	if err != nil {
		return nil, err
	}
	list := make([][3]any, 0, len(entries))
	for _, e := range entries {
		var text any = e.Input
		if request.Output {
			text = []any{e.Input, e.Output}
		}
		list = append(list, [3]any{e.Session, e.Line, text})
	}
	return fields{"history": list}, nil
}

// noDebugger answers a request of the Debug Adapter Protocol: there is no debugger.
func noDebugger(r *request) (fields, error) {
	content, err := parse[struct {
		Seq     int    `json:"seq"`
		Command string `json:"command"`
	}](r)
	if err != nil {
		return nil, err
	}
	return fields{
		"type":        "response",
		"request_seq": content.Seq,
		"seq":         content.Seq,
		"command":     content.Command,
		"success":     false,
		"message":     "this kernel has no debugger",
	}, nil
}
