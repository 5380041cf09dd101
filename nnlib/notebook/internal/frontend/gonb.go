package frontend

import (
	"encoding/gob"
	"fmt"
	"os"
	"sync"
)

// gonb is GoNB's kernel. The messages are those of its package gonbui/protocol, in
// encoding/gob, which goes by the names and types of fields: copies of the types spare a
// program that package and the ones that come with it.
type gonb struct {
	mu    sync.Mutex
	out   *gob.Encoder
	in    *gob.Decoder
	syncs int  // how many
	alone bool // the program has no gonbui, which would read the answers
}

type mimeType string

// displayData is protocol.DisplayData.
type displayData struct {
	Data      map[mimeType]any
	Metadata  metadata
	DisplayID string
}

type metadata map[string]any

// commValue is protocol.CommValue.
type commValue struct {
	Address string
	Request bool
	Value   any
}

// openGonb returns nil where there is no GoNB.
func openGonb() (*gonb, error) {
	if os.Getenv("GONB_PIPE") == "" {
		return nil, nil
	}
	out, err := os.OpenFile(os.Getenv("GONB_PIPE"), os.O_WRONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("$GONB_PIPE: %w", err)
	}
	g := &gonb{out: gob.NewEncoder(out)}
	gob.Register(map[string]any{}) // in metadata
	if g.alone = register(); g.alone {
		in, err := os.Open(os.Getenv("GONB_PIPE_BACK"))
		if err != nil {
			return nil, fmt.Errorf("$GONB_PIPE_BACK: %w", err)
		}
		g.in = gob.NewDecoder(in)
	}
	return g, nil
}

// register gives commValue the name by which GoNB knows it. It says false where
// gonbui itself is in the program and has done so.
func register() (first bool) {
	defer func() { recover() }()
	gob.RegisterName("github.com/janpfeifer/gonb/gonbui/protocol.CommValue", commValue{})
	return true
}

func (g *gonb) display(kind, id string, b Bundle) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	data := map[mimeType]any{}
	for mime, content := range b.Data {
		switch content.(type) {
		case string, []byte:
			data[mimeType(mime)] = content
		}
	}
	if err := g.out.Encode(displayData{data, b.Metadata, id}); err != nil {
		return fmt.Errorf("$GONB_PIPE: %w", err)
	}
	return g.sync()
}

// sync waits until GoNB has what was sent, as gonbui.Sync does.
func (g *gonb) sync() error {
	if !g.alone {
		return nil
	}
	g.syncs++
	question := commValue{Address: "#gonbui/sync", Value: g.syncs}
	if err := g.out.Encode(displayData{Data: map[mimeType]any{"gonb/comm_value": question}}); err != nil {
		return fmt.Errorf("$GONB_PIPE: %w", err)
	}
	for {
		var v commValue
		if err := g.in.Decode(&v); err != nil {
			return fmt.Errorf("$GONB_PIPE_BACK: %w", err)
		}
		if v.Address == "#gonbui/sync_ack" && v.Value == g.syncs {
			return nil
		}
	}
}
