package frontend

import (
	"fmt"
	"os"
	"sync"
)

// Bundle is one thing to show, in one or more forms.
type Bundle struct {
	Data     map[string]any // by MIME type: text, bytes, or what encoding/json can encode
	Metadata map[string]any
}

// end is the other end of the line.
type end interface {
	display(kind, id string, b Bundle) error
}

// connect finds out, once, who is at the other end.
var connect = sync.OnceValue(func() end {
	if k, err := openKernel(); k != nil || err != nil {
		return orBroken(k, err)
	}
	if g, err := openGonb(); g != nil || err != nil {
		return orBroken(g, err)
	}
	return text{}
})

func orBroken(e end, err error) end {
	if err != nil {
		return broken{err}
	}
	return e
}

// Display shows b below what was shown before. The id, if it is not "", names the place
// for [Update].
func Display(id string, b Bundle) error { return connect().display("display_data", id, b) }

// Update shows b in the place that has this id. Without a rich front end it shows nothing.
func Update(id string, b Bundle) error { return connect().display("update_display_data", id, b) }

// Rich tells whether more than plain text can be shown.
func Rich() bool {
	_, plain := connect().(text)
	return !plain
}

// text is nobody: a terminal, or a file.
type text struct{}

func (text) display(kind, _ string, b Bundle) error {
	if kind != "display_data" {
		return nil
	}
	_, err := fmt.Fprintln(os.Stdout, b.Data["text/plain"])
	return err
}

// broken is a line that cannot be opened.
type broken struct{ err error }

func (b broken) display(string, string, Bundle) error { return b.err }
