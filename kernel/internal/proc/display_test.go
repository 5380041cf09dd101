package proc

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Print, display, print in a fast program keep their order, always.
func TestOrder(t *testing.T) {
	runs := 1000
	if testing.Short() {
		runs = 100
	}
	for range runs {
		expect(t, program("print=a", "display=b", "print=c", "display=d", "error=e", "display=f", "print=g"), "out:a|display:b|out:c|display:d|err:e|display:f|out:g")
		if t.Failed() {
			return
		}
	}
}

func TestManyDisplays(t *testing.T) {
	var want []string
	for i := range 200 {
		want = append(want, fmt.Sprintf("out:%d\n|display:%d%s", i, i, strings.Repeat(" ", 20000)))
	}
	expect(t, program("displays=200"), strings.Join(want, "|"))
}

func TestBundles(t *testing.T) {
	_, r := run(t, program(
		`line={"type":"display_data","data":{"image/png":"iVBO","application/json":{"n":[1.10,12345678901234567890]}},"metadata":{"width":3},"display_id":"x"}`,
		`say={"type":"update_display_data","data":{"text/plain":"new"},"display_id":"x"}`,
		`say={"type":"execute_result","data":{"text/plain":"7"}}`,
		`say={"type":"clear_output","wait":true}`,
		`line={"type":"display_data","data":{"text/plain":"not waited for"}}`,
		`say={"type":"clear_output"}`,
	))
	want := []Bundle{
		{Kind: Display, DisplayID: "x", Metadata: map[string]any{"width": 3.0}, Data: map[string]any{
			"image/png":        "iVBO",
			"application/json": map[string]any{"n": []any{json.Number("1.10"), json.Number("12345678901234567890")}},
		}},
		{Kind: Update, DisplayID: "x", Data: map[string]any{"text/plain": "new"}},
		{Kind: Result, Data: map[string]any{"text/plain": "7"}},
		{Kind: Clear, Wait: true},
		{Kind: Display, Data: map[string]any{"text/plain": "not waited for"}},
		{Kind: Clear},
	}
	if diff := cmp.Diff(want, r.shown); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// What cannot be done is said to the program, or on its standard error when it
// does not wait for an answer.
func TestDisplayErrors(t *testing.T) {
	_, r := run(t, program(
		`say={"type":"update_display_data","data":{}}`,
		`say={"type":"display_data","data":[]}`,
		`say={"type":"display_data","metadata":7}`,
		`say={"type":"comm_open"}`,
		`say={"type":"input_request","prompt":"?"}`,
		`line=nonsense`, `line=`, `line= `,
		`display=still here`,
	))
	for _, want := range []string{
		`{"ack":1,"error":"update_display_data needs a display_id"}`,
		`{"ack":2,"error":"json: cannot unmarshal array`,
		`{"ack":3,"error":"$DLMATH_DISPLAY got a line that is not such a JSON object as it expects: json: `,
		`{"ack":4,"error":"there is nobody here for messages of type \"comm_open\""}`,
		`{"ack":5,"error":"nobody can be asked for input here"}`,
		"err:$DLMATH_DISPLAY got a line that is not such a JSON object as it expects: invalid character",
		"|display:still here",
	} {
		if !strings.Contains(r.all(), want) {
			t.Errorf("no %s in\n%s", want, r.all())
		}
	}
}

// Messages go both ways, and wait for a program that does not read.
func TestMessages(t *testing.T) {
	const large = 100_000 // more than a pipe holds
	p := program(`say={"type":"comm_msg","data":{"a":1}}`, `say={"type":"comm_close"}`, "hear=1", "sleep=200", "hear=2", "print=end")
	begin := make(chan bool)
	var heard []string
	p.Message = func(kind string, line json.RawMessage) error {
		heard = append(heard, kind+string(line))
		if kind == "comm_close" {
			close(begin)
			return errors.New("no such comm")
		}
		return nil
	}
	messages := make(chan json.RawMessage)
	p.Messages = messages
	ended, taken := make(chan bool), make(chan int)
	go func() {
		<-begin // the program now listens for more than answers
		n := 0
		for _, m := range []string{"{\n\"a\":\n1}", `{"long":"` + strings.Repeat("x", large) + `"}`, "{", `{"b":2}`, `{"never":"heard"}`} {
			select {
			case messages <- json.RawMessage(m):
				n++
			case <-ended:
			}
		}
		taken <- n
	}()
	_, r := run(t, p)
	close(ended)
	if n := <-taken; n > 5 {
		t.Errorf("%d messages were taken", n)
	}
	got := r.all()
	const want = `{"ack":1}` + "\n" + `{"ack":2,"error":"no such comm"}` + "\nmap[a:1]\nmap[long:…]\nmap[b:2]\nend"
	var out string
	for s := range strings.SplitSeq(got, "|") {
		if text, ok := strings.CutPrefix(s, "out:"); ok {
			out += text
		}
	}
	out = strings.ReplaceAll(out, strings.Repeat("x", large), "…")
	if out != want || !strings.Contains(got, "err:a message for the program is not JSON: ") {
		t.Errorf("got %q, want %q, and all %.1000q", out, want, got)
	}
	if len(heard) != 2 || !strings.HasPrefix(heard[0], "comm_msg{") || !strings.Contains(heard[0], `"data":{"a":1}`) {
		t.Errorf("heard %q", heard)
	}
}
