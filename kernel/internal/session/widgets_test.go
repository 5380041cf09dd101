package session

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/gonbcomms"
	"dlmath/kernel/internal/proc"
)

// browser is a front end whose page does what page.js does.
type browser struct {
	person
	t       *testing.T
	session *Session
	scripts int
	missing bool // nobody runs scripts here
}

const browserComm = "comm of the page"

func (b *browser) Display(bundle proc.Bundle) {
	html, _ := bundle.Data["text/html"].(string)
	if strings.Contains(html, "gonb_comm") && !b.missing {
		b.scripts++
		go b.tell(Comm{Kind: "comm_open", ID: browserComm, Target: gonbcomms.Target})
	}
}

func (b *browser) tell(c Comm) {
	if err := b.session.Tell(b.t.Context(), c); err != nil {
		b.t.Errorf("%s: %v", c.Data, err)
	}
}

// Comm answers a number at /up with one more at /down.
func (b *browser) Comm(c Comm) error {
	var said struct {
		Address string
		Value   any
		Read    bool `json:"read_request"`
	}
	if err := json.Unmarshal(c.Data, &said); err != nil || c.ID != browserComm {
		b.t.Errorf("comm %s gets %s: %v", c.ID, c.Data, err)
	}
	answer := func(address string, value any) {
		data, _ := json.Marshal(map[string]any{"address": address, "value": value})
		go b.tell(Comm{Kind: "comm_msg", ID: browserComm, Data: data})
	}
	switch {
	case said.Address == "#heartbeat/ping":
		answer("#heartbeat/pong", true)
	case said.Address == "/up":
		answer("/down", said.Value.(float64)+1)
	case said.Read:
		answer(said.Address, []any{"a", "b"})
	}
	return nil
}

func widgetSession(t *testing.T) *Session {
	t.Helper()
	s := newSession(t)
	s.widgets.Kernel = "k"
	s.widgets.Patience = 30 * time.Second // this machine may have much to do
	return s
}

const listens = `import "github.com/janpfeifer/gonb/gonbui/comms"
%%
listen := comms.Listen[int]("/down")
comms.Send("/up", 41)
fmt.Println(<-listen.C)
fmt.Println(comms.ReadValue[[]string]("/list"))`

func TestGonbComms(t *testing.T) {
	t.Parallel()
	s := widgetSession(t)
	b := &browser{t: t, session: s}
	for i := range 2 {
		b.text.Reset()
		if err := s.Execute(t.Context(), Cell{Source: listens, Number: i}, b); err != nil || b.text.String() != "42\n[a b]\n" {
			t.Errorf("run %d gives %q and %v", i, b.text.String(), err)
		}
	}
	if b.scripts != 1 {
		t.Errorf("the script was shown %d times", b.scripts)
	}
	for _, cell := range []string{"%widgets", "%widgets_hb"} {
		if err := s.Execute(t.Context(), Cell{Source: cell, Number: 3}, b); err != nil {
			t.Errorf("%s fails: %v", cell, err)
		}
	}
	// The page is loaded again, and has forgotten the script.
	if err := s.Tell(t.Context(), Comm{Kind: "comm_close", ID: browserComm}); err != nil {
		t.Error(err)
	}
	b.text.Reset()
	if err := s.Execute(t.Context(), Cell{Source: listens, Number: 4}, b); err != nil || b.text.String() != "42\n[a b]\n" || b.scripts != 2 {
		t.Errorf("then it gives %q and %v, and the script was shown %d times", b.text.String(), err, b.scripts)
	}
}

// Where no page answers, a program that waits for it is ended, with a reason.
func TestGonbCommsOfNobody(t *testing.T) {
	t.Parallel()
	s := widgetSession(t)
	check(t, s,
		step{listens, "", "widgets: the widgets of gonbui need a notebook that is open in a browser, and no front end is connected"},
		step{"%%\ncomms.Send(\"/up\", 41)\ngonbui.Sync()\nfmt.Println(1)", "stderr: the widgets of gonbui need a notebook that is open in a browser, and no front end is connected\n1\n", ""},
		step{"%widgets", "", "no front end is connected"},
		step{"%widgets_hb", "", "the page does not answer"},
	)
	b := &browser{t: t, session: s, missing: true}
	s.widgets.Patience = time.Second
	if err := s.Execute(t.Context(), Cell{Source: listens, Number: 1}, b); err == nil || !strings.Contains(err.Error(), "the page did not answer within") {
		t.Errorf("error %v", err)
	}
	if err := s.Tell(t.Context(), Comm{Kind: "comm_open", ID: "1", Target: "jupyter.widget"}); err == nil || err.Error() != `nothing here has the name "jupyter.widget"` {
		t.Errorf("a comm of another target: %v", err)
	}
}

func TestServerOf(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("JPY_PARENT_PID", "17")
	connection := dir + "/kernel-abc-1.json"
	if s, err := ServerOf(connection); err != nil || s != (Server{}) {
		t.Errorf("without a server: %v, %v", s, err)
	}
	if err := os.WriteFile(dir+"/jpserver-17.json", fmt.Appendf(nil, `{"base_url": "/user/ada/", "root_dir": %q, "port": 1}`, dir), 0o644); err != nil {
		t.Fatal(err)
	}
	if s, err := ServerOf(connection); err != nil || s != (Server{Root: dir, Base: "/user/ada/", Kernel: "abc-1"}) {
		t.Errorf("got %v, %v", s, err)
	}
}
