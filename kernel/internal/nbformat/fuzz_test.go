package nbformat

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"testing"
)

// FuzzParse parses anything. What is no notebook gives a ParseError with its place;
// what is one comes back to the byte, and can be set and read again.
func FuzzParse(f *testing.F) {
	for _, path := range realNotebooks(f) {
		if data, err := os.ReadFile(path); err != nil {
			f.Fatal(err)
		} else if len(data) < 10_000 {
			f.Add(data)
		}
	}
	for _, l := range layouts {
		f.Add([]byte(l.text))
		f.Add([]byte(l.want))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Parse(data)
		if err != nil {
			e, ok := errors.AsType[*ParseError](err)
			if !ok || n != nil || e.Line < 1 || e.Column < 1 || e.Line > 1+bytes.Count(data, []byte("\n")) {
				t.Fatalf("got %v, %#v", n, err)
			}
			return
		}
		if got := n.Bytes(); !bytes.Equal(got, data) {
			t.Fatalf("%q became %q", data, got)
		}
		for _, c := range code(n) {
			set(t, c, 5, fresh, Stream{"stdout", "a\n"})
		}
		text := n.Bytes()
		again, err := Parse(text)
		if err != nil || !json.Valid(text) {
			t.Fatalf("%v in %q", err, text)
		}
		for i, c := range again.Cells() {
			was := n.Cells()[i]
			if c.Type != was.Type || c.Source != was.Source || c.ID != was.ID || !bytes.Equal(c.Metadata, was.Metadata) {
				t.Fatalf("cell %d changed in %q", i, text)
			}
			if c.Type == "code" && (c.ExecutionCount != 5 || len(c.Outputs) != 2) {
				t.Fatalf("cell %d was not set in %q", i, text)
			}
		}
	})
}
