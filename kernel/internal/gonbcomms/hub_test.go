package gonbcomms

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/proc"

	"github.com/google/go-cmp/cmp"
)

// What comes as JSON goes to programs in the types that gonbui knows.
func TestPlain(t *testing.T) {
	for text, want := range map[string]any{
		`1`:                    1.0,
		`"a"`:                  "a",
		`true`:                 true,
		`[1, 2]`:               []float64{1, 2},
		`["a"]`:                []string{"a"},
		`{"a": 1}`:             map[string]float64{"a": 1},
		`{"a": "b"}`:           map[string]string{"a": "b"},
		`null`:                 nil,
		`[1, "a"]`:             nil,
		`[[1]]`:                nil,
		`{"a": 1, "b": "c"}`:   nil,
		`{"a": {"b": [1, 2]}}`: nil,
	} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		got, err := plain(v)
		if diff := cmp.Diff(want, got); diff != "" || (err == nil) != (want != nil) {
			t.Errorf("%s: error %v, -want +got:\n%s", text, err, diff)
		}
	}
}

// A kernel's name cannot end the script.
func TestScript(t *testing.T) {
	h := &Hub{Kernel: `</script>"`, Base: "/user/ada/"}
	source, err := h.script()
	if err != nil || strings.Count(source, "</script>") != 1 || !strings.Contains(source, `kernel = "\u003c/script\u003e\""`) || !strings.Contains(source, `?? "/user/ada/"`) {
		t.Errorf("error %v, script\n%.300s", err, source)
	}
}

// A program that does not read keeps neither the page nor other programs waiting, and
// gets all in the end.
func TestSlowProgram(t *testing.T) {
	h := &Hub{comm: "c", heard: time.Now()}
	never := func(err error) { t.Error(err) }
	slow, quick := h.Program(t.Context(), nil, never, never), h.Program(t.Context(), nil, never, never)
	defer slow.End()
	slow.Subscribe("/x")
	quick.Subscribe("/x")
	for i := range 1000 {
		if err := h.Message(json.RawMessage(`{"address": "/x", "value": 7}`)); err != nil {
			t.Fatal(err)
		}
		if v := <-quick.Values(); v != (proc.Value{Address: "/x", Value: 7.0}) {
			t.Fatalf("value %d is %v", i, v)
		}
	}
	quick.End()
	for range 1000 {
		<-slow.Values()
	}
	slow.Unsubscribe("/x")
	if err := h.Message(json.RawMessage(`{"address": "/x", "value": 8}`)); err != nil {
		t.Fatal(err)
	}
	select {
	case v := <-slow.Values():
		t.Errorf("%v came after all", v)
	case <-time.After(20 * time.Millisecond):
	}
}
