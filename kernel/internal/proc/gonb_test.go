package proc

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Nothing is lost, although the program does not wait for it.
func TestGonbWithoutSync(t *testing.T) {
	runs := 200
	if testing.Short() {
		runs = 20
	}
	for range runs {
		_, r := run(t, gonbProgram("print=a\n", "html=b", "print=c\n", "html=d"))
		var text, shown string
		for _, event := range r.events {
			kind, s, _ := strings.Cut(event, ":")
			if kind == "out" {
				text += s
			} else {
				shown += s
			}
		}
		if text != "a\nc\n" || shown != "bd" || !strings.HasPrefix(r.all(), "out:a\n") {
			t.Fatalf("got %q", r.all())
		}
	}
}

func TestGonbSync(t *testing.T) {
	runs := 200
	if testing.Short() {
		runs = 20
	}
	for range runs {
		expect(t, gonbProgram("print=a", "html=b", "sync", "print=c", "html=d", "sync"), "out:a|display:b|out:c|display:d")
		if t.Failed() {
			return
		}
	}
	long := strings.Repeat("long", 100_000)
	expect(t, gonbProgram("large=long", "large=long"), "display:"+long+"|display:"+long)
}

func TestGonbBundles(t *testing.T) {
	_, r := run(t, gonbProgram("html=<b>", "update=1", "update=2", "svg=<svg><path/></svg>", "png", "data"))
	png, _ := r.shown[4].Data["image/png"].(string)
	if b, err := base64.StdEncoding.DecodeString(png); err != nil || !strings.HasPrefix(string(b), "\x89PNG") {
		t.Errorf("image %v: %v", r.shown[4], err)
	}
	want := []Bundle{
		{Kind: Display, Data: map[string]any{"text/html": "<b>"}},
		{Kind: Display, DisplayID: "id", Data: map[string]any{"text/html": "1"}},
		{Kind: Update, DisplayID: "id", Data: map[string]any{"text/html": "2"}},
		{Kind: Display, Data: map[string]any{"text/html": "<div><svg><path/></svg></div>", "image/svg+xml": "<svg><path/></svg>"}},
		{Kind: Display, Data: map[string]any{"image/png": png}},
		{Kind: Display, Metadata: map[string]any{"width": 3}, Data: map[string]any{
			"application/json": map[string]any{"a": []any{1, "b"}}, "text/plain": "text"}},
	}
	if diff := cmp.Diff(want, r.shown); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestGonbInput(t *testing.T) {
	p := gonbProgram("input=name?", "input=more?")
	input, asked := person("Ada")
	p.Input, p.Typed = input, true
	expect(t, p, "out:\"Ada\\n\" <nil>\n\"\" EOF\n")
	if asked() != "name? true,more? true" {
		t.Errorf("asked %q", asked())
	}
	expect(t, gonbProgram("input=name?"), "out:\"\" EOF\n")
}

// frontEnd is one with widgets.
type frontEnd struct {
	values chan Value
	asked  []string
}

func (f *frontEnd) Set(address string, value any) {
	f.asked = append(f.asked, fmt.Sprint("set ", address, value))
}

func (f *frontEnd) Get(address string) {
	f.asked = append(f.asked, "get "+address)
	go func() {
		f.values <- Value{address, "typed"}
		f.values <- Value{"/slider", struct{}{}} // cannot be sent
		f.values <- Value{"/slider", 3.0}
		f.values <- Value{"/slider", 4.0}
	}()
}

func (f *frontEnd) Subscribe(address string) { f.asked = append(f.asked, "subscribe "+address) }

func (f *frontEnd) Unsubscribe(address string) { f.asked = append(f.asked, "unsubscribe "+address) }

func TestGonbWidgets(t *testing.T) {
	f := &frontEnd{values: make(chan Value)}
	p := gonbProgram("widgets", "sync")
	p.Widgets, p.Values = f, f.values
	state, r := run(t, p)
	if !state.OK() || !strings.Contains(r.all(), "typed\n") || !strings.Contains(r.all(), "3 4\n") && !strings.Contains(r.all(), "4 3\n") || // gonbui does not keep their order
		!strings.Contains(r.all(), "err:$GONB_PIPE_BACK: the value at /slider cannot be sent: gob: type not registered for interface: struct {}\n") {
		t.Errorf("%v, %q", state, r.all())
	}
	got := strings.Join(f.asked, "; ")
	const want = "subscribe /slider; set /label map[x:1.5]; subscribe /text; get /text; unsubscribe /text"
	if !strings.HasPrefix(strings.ReplaceAll(got, "set /labelmap", "set /label map"), want) {
		t.Errorf("got %s, want %s", got, want)
	}
	// Without widgets, what is for them is dropped.
	expect(t, gonbProgram("wrong", "html=x", "sync"), "err:"+
		"$GONB_PIPE: a int came where a protocol.CommValue belongs\n"+
		"$GONB_PIPE: a int came where a protocol.CommSubscription belongs\n"+
		"$GONB_PIPE: a int came where a protocol.InputRequest belongs\n|display:x")
}

func TestGonbGarbage(t *testing.T) {
	_, r := run(t, gonbProgram("print=a", "garbage", "print=b"))
	if got := r.all(); !strings.Contains(got, "err:$GONB_PIPE: the rest of the rich output is lost: ") || !strings.Contains(got, "a") || !strings.Contains(got, "b") {
		t.Errorf("got %q", got)
	}
}
