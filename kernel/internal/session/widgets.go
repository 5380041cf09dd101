package session

import (
	"encoding/json"

	"dlmath/kernel/internal/gonbcomms"
)

// page is a front end as GoNB's widgets see it.
type page struct{ Front }

var _ gonbcomms.Page = page{}

func (p page) Send(comm string, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return p.Comm(Comm{Kind: "comm_msg", ID: comm, Data: text})
}

// tellPage passes on what a page says to GoNB's widgets. It says false if the message is
// not for them.
func (s *Session) tellPage(c Comm) (ours bool, err error) {
	switch {
	case c.Kind == "comm_open" && c.Target == gonbcomms.Target:
		return true, s.widgets.Open(c.ID)
	case !s.widgets.Owns(c.ID):
		return false, nil
	case c.Kind == "comm_msg":
		return true, s.widgets.Message(c.Data)
	case c.Kind == "comm_close":
		s.widgets.Close()
	}
	return true, nil
}
