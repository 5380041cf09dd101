package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

// echo is a kernel whose language has one command a line: run says which.
type echoKernel struct {
	interrupts atomic.Int64
	killed     chan struct{} // closed by Shutdown

	mu      sync.Mutex
	entries []HistoryEntry
}

func newEcho() *echoKernel { return &echoKernel{killed: make(chan struct{})} }

func (k *echoKernel) Info() Info {
	return Info{
		Implementation: "echo", ImplementationVersion: "1.0", Banner: "Échos",
		Language: Language{Name: "echo", Version: "1", MIMEType: "text/x-echo", FileExtension: ".echo"},
	}
}

func (k *echoKernel) Execute(ctx context.Context, r ExecuteRequest, out *Output) (reply ExecuteReply, err error) {
	for line := range strings.Lines(r.Code) {
		command, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if err := k.run(ctx, command, rest, r, out, &reply); err != nil {
			return reply, err
		}
	}
	if r.StoreHistory {
		k.mu.Lock()
		text := strings.ToUpper(r.Code)
		k.entries = append(k.entries, HistoryEntry{1, r.Count, r.Code, &text})
		k.mu.Unlock()
	}
	reply.UserExpressions = map[string]Evaluation{}
	for name, expression := range r.UserExpressions {
		if expression == "wrong" {
			reply.UserExpressions[name] = Evaluation{Err: errors.New("no such thing")}
			continue
		}
		reply.UserExpressions[name] = Evaluation{Value: text(expression)}
	}
	return reply, nil
}

func text(s string) Bundle { return Bundle{Data: map[string]any{"text/plain": s}} }

func (k *echoKernel) run(ctx context.Context, command, rest string, r ExecuteRequest, out *Output, reply *ExecuteReply) error {
	first, second, _ := strings.Cut(rest, " ")
	number, _ := strconv.Atoi(first)
	switch command {
	case "": // an empty line
	case "out":
		out.Stream("stdout", rest+"\n")
	case "err":
		out.Stream("stderr", rest+"\n")
	case "flood": // so many lines of 100 bytes
		line := strings.Repeat("é", 45) + "%09d\n"
		for i := range number {
			out.Stream("stdout", fmt.Sprintf(line, i))
		}
	case "streams": // an unknown name
		out.Stream(rest, "x")
	case "show":
		return out.Display(Bundle{Data: map[string]any{"text/plain": second, "text/html": "<b>" + second + "</b>"}, DisplayID: first})
	case "update":
		b := text(second)
		b.DisplayID = first
		return out.UpdateDisplay(b)
	case "png":
		return out.Display(Bundle{Data: map[string]any{"image/png": []byte{0x89, 'P', 'N', 'G'}}, Metadata: map[string]any{"image/png": map[string]any{"width": 3}}})
	case "unencodable":
		return out.Display(Bundle{Data: map[string]any{"application/json": make(chan int)}})
	case "result":
		return out.Result(text(rest))
	case "clear":
		out.Clear(rest == "wait")
	case "fail":
		return &Error{Name: first, Value: second, Traceback: []string{"one", "two"}}
	case "plain":
		return errors.New(rest)
	case "panic":
		panic(rest)
	case "sleep": // milliseconds
		select {
		case <-time.After(time.Duration(number) * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	case "stubborn":
		<-k.killed
	case "deaf": // not even that ends it
		select {}
	case "late": // text after the cell has ended
		time.AfterFunc(time.Duration(number)*time.Millisecond, func() { out.Stream("stdout", second) })
	case "input", "password":
		text, err := out.Input(ctx, rest, command == "password")
		if err != nil {
			return err
		}
		out.Stream("stdout", "got "+text+"\n")
	case "page":
		reply.Payload = append(reply.Payload, map[string]any{"source": "page", "data": map[string]any{"text/plain": rest}, "start": 0})
	case "cell":
		out.Stream("stdout", r.CellID)
	case "open":
		return out.CommOpen(Comm{ID: first, Target: second, Metadata: json.RawMessage(`{"version":"2.1.0"}`)})
	case "msg":
		return out.CommMsg(Comm{ID: first, Data: json.RawMessage(second), Buffers: [][]byte{{1, 2}, {}}})
	case "close":
		return out.CommClose(Comm{ID: first})
	case "interrupts":
		out.Stream("stdout", fmt.Sprint(k.interrupts.Load()))
	default:
		return &Error{Name: "SyntaxError", Value: "no command " + command}
	}
	return nil
}

func (k *echoKernel) IsComplete(_ context.Context, code string) (Completeness, error) {
	switch {
	case code == "":
		return Completeness{}, nil
	case strings.HasSuffix(code, "{"):
		return Completeness{Status: "incomplete", Indent: "\t"}, nil
	case strings.HasSuffix(code, "!"):
		return Completeness{Status: "invalid"}, nil
	}
	return Completeness{Status: "complete"}, nil
}

// word returns where the word that the cursor follows begins.
func word(code string, cursor int) (start int) {
	return strings.LastIndexFunc(code[:cursor], func(r rune) bool { return !unicode.IsLetter(r) && r != '🐱' }) + 1
}

func (k *echoKernel) Complete(ctx context.Context, code string, cursor int) (Completions, error) {
	start := word(code, cursor)
	w := code[start:cursor]
	switch w {
	case "slow":
		<-ctx.Done()
		return Completions{}, ctx.Err()
	case "none":
		return Completions{}, nil
	case "panic":
		panic("in complete")
	}
	return Completions{Matches: []string{w + "₁", w + "₂"}, Start: start, End: cursor, Types: []string{"function", "type"}}, nil
}

func (k *echoKernel) Inspect(_ context.Context, code string, cursor, detail int) (Inspection, error) {
	w := code[word(code, cursor):cursor]
	if w == "" {
		return Inspection{}, nil
	}
	if w == "wrong" {
		return Inspection{}, errors.New("cannot say")
	}
	return Inspection{Found: true, Data: map[string]any{"text/plain": fmt.Sprint(w, detail)}}, nil
}

func (k *echoKernel) History(_ context.Context, r HistoryRequest) (list []HistoryEntry, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, e := range k.entries {
		switch r.Access {
		case "range":
			if e.Line < r.Start || r.Stop != nil && e.Line >= *r.Stop {
				continue
			}
		case "search":
			if match, _ := path.Match(r.Pattern, e.Input); !match {
				continue
			}
		case "tail":
		default:
			return nil, fmt.Errorf("no access %q", r.Access)
		}
		list = append(list, e)
	}
	if r.N != nil {
		list = list[max(0, len(list)-*r.N):]
	}
	return list, nil
}

func (k *echoKernel) CommOpen(_ context.Context, c Comm, out *Output) error {
	if c.Target != "echo" {
		return fmt.Errorf("no target %q", c.Target)
	}
	return out.CommMsg(Comm{ID: c.ID, Data: c.Data})
}

func (k *echoKernel) CommMsg(_ context.Context, c Comm, out *Output) error {
	if string(c.Data) == `"panic"` {
		panic("in a comm")
	}
	out.Stream("stdout", "comm "+string(c.Data)+"\n")
	return out.CommMsg(c)
}

func (k *echoKernel) CommClose(_ context.Context, c Comm, out *Output) error {
	out.Stream("stdout", "closed "+c.ID+"\n")
	return nil
}

func (k *echoKernel) Interrupt() { k.interrupts.Add(1) }

func (k *echoKernel) Shutdown(context.Context, bool) { close(k.killed) }
