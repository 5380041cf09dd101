package proc

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"fmt"
	"iter"
	"strings"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

func init() {
	// As GoNB's kernel does: what programs may send besides the protocol's types.
	gob.Register(map[string]any{})
	gob.Register([]any{})
}

// gonb is the kernel's side of GoNB's protocol.
type gonb struct {
	runner *runner
	out    *writer
	coded  bytes.Buffer // for out
	coder  *gob.Encoder

	in    bytes.Buffer
	shown map[string]bool // display ids
	next  func() (*protocol.DisplayData, bool)
	close func()
}

func newGonb(r *runner) *gonb {
	g := &gonb{runner: r, shown: map[string]bool{}}
	g.coder = gob.NewEncoder(&g.coded)
	g.next, g.close = iter.Pull(g.messages)
	return g
}

// add decodes what has arrived.
func (g *gonb) add(p []byte) {
	g.in.Write(p)
	for {
		message, ok := g.next()
		if !ok { // nothing can be decoded any more
			g.in.Reset()
			return
		}
		if message == nil {
			return
		}
		if err := g.handle(message); err != nil {
			g.runner.complain(fmt.Errorf("$GONB_PIPE: %w", err))
		}
	}
}

// messages decodes one message after the other, and yields nil where more bytes
// are needed.
func (g *gonb) messages(yield func(*protocol.DisplayData) bool) {
	decoder := gob.NewDecoder(readerFunc(func(p []byte) (int, error) {
		for g.in.Len() == 0 {
			if !yield(nil) {
				return 0, errEnded
			}
		}
		return g.in.Read(p)
	}))
	for {
		message := new(protocol.DisplayData)
		switch err := decoder.Decode(message); {
		case err == errEnded:
			return
		case err != nil:
			g.runner.complain(fmt.Errorf("$GONB_PIPE: the rest of the rich output is lost: %w", err))
			return
		case !yield(message):
			return
		}
	}
}

var errEnded = fmt.Errorf("the program has ended")

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func (g *gonb) handle(message *protocol.DisplayData) error {
	widgets := g.runner.program.Widgets
	if v, ok := message.Data[protocol.MIMEJupyterInput]; ok {
		request, err := as[protocol.InputRequest](v)
		if err == nil {
			g.runner.askForStdin(request.Prompt, request.Password, func() {})
		}
		return err
	}
	if v, ok := message.Data[protocol.MIMECommValue]; ok {
		value, err := as[protocol.CommValue](v)
		switch {
		case err != nil:
		case value.Address == protocol.GonbuiSyncAddress:
			g.tell(Value{protocol.GonbuiSyncAckAddress, value.Value})
		case widgets == nil:
		case value.Request:
			widgets.Get(value.Address)
		default:
			widgets.Set(value.Address, value.Value)
		}
		return err
	}
	if v, ok := message.Data[protocol.MIMECommSubscribe]; ok {
		subscription, err := as[protocol.CommSubscription](v)
		switch {
		case err != nil || widgets == nil:
		case subscription.Unsubscribe:
			widgets.Unsubscribe(subscription.Address)
		default:
			widgets.Subscribe(subscription.Address)
		}
		return err
	}
	g.runner.out.Display(g.bundle(message))
	return nil
}

func as[T any](v any) (T, error) {
	t, ok := v.(T)
	if !ok {
		return t, fmt.Errorf("a %T came where a %T belongs", v, t)
	}
	return t, nil
}

// bundle is what is to be displayed. With a display id, it takes the place of what the
// program has displayed with the same one.
func (g *gonb) bundle(message *protocol.DisplayData) Bundle {
	b := Bundle{Kind: Display, Data: map[string]any{}, Metadata: message.Metadata, DisplayID: message.DisplayID}
	if g.shown[b.DisplayID] {
		b.Kind = Update
	}
	g.shown[b.DisplayID] = b.DisplayID != ""
	for kind, content := range message.Data {
		if content, ok := content.([]byte); ok && isText(string(kind)) {
			b.Data[string(kind)] = string(content)
		} else if ok {
			b.Data[string(kind)] = base64.StdEncoding.EncodeToString(content)
		} else {
			b.Data[string(kind)] = message.Data[kind]
		}
	}
	// gonbui.DisplaySvg sends HTML.
	if html, ok := b.Data["text/html"].(string); ok && len(b.Data) == 1 {
		svg, begins := strings.CutPrefix(html, "<div>")
		svg, ends := strings.CutSuffix(svg, "</div>")
		svg = strings.TrimSpace(svg)
		if begins && ends && strings.HasSuffix(svg, "</svg>") && (strings.HasPrefix(svg, "<svg") || strings.HasPrefix(svg, "<?xml")) &&
			strings.Count(svg, "<svg") == 1 {
			b.Data["image/svg+xml"] = svg
		}
	}
	return b
}

func isText(mime string) bool {
	return strings.HasPrefix(mime, "text/") || strings.HasSuffix(mime, "+xml")
}

// tell tells the program a value.
func (g *gonb) tell(v Value) {
	err := g.coder.Encode(protocol.CommValue{Address: v.Address, Value: v.Value})
	if err != nil {
		g.runner.complain(fmt.Errorf("$GONB_PIPE_BACK: the value at %s cannot be sent: %w", v.Address, err))
	}
	g.out.write(g.coded.Bytes())
	g.coded.Reset()
}
