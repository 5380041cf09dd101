package proc

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// display is the kernel's side of its own protocol.
type display struct {
	runner *runner
	out    *writer
	begun  []byte // a line that has not ended
}

// said is what a program says.
type said struct {
	ID        int64           `json:"id"`
	Type      string          `json:"type"`
	Data      json.RawMessage `json:"data"`
	Metadata  map[string]any  `json:"metadata"`
	DisplayID string          `json:"display_id"`
	Wait      bool            `json:"wait"`
	Prompt    string          `json:"prompt"`
	Password  bool            `json:"password"`
}

type ack struct {
	Ack   int64   `json:"ack"`
	Value *string `json:"value,omitempty"`
	Error string  `json:"error,omitempty"`
}

func (d *display) add(p []byte) {
	for {
		line, rest, ended := bytes.Cut(p, []byte("\n"))
		d.begun = append(d.begun, line...)
		if !ended {
			return
		}
		p = rest
		line, d.begun = d.begun, nil
		if len(bytes.TrimSpace(line)) > 0 {
			d.line(line)
		}
	}
}

func (d *display) line(line []byte) {
	var s said
	if err := json.Unmarshal(line, &s); err != nil {
		err = fmt.Errorf("$DLMATH_DISPLAY got a line that is not such a JSON object as it expects: %w", err)
		if s.ID == 0 {
			d.runner.complain(err)
		}
		d.answer(s.ID, nil, err)
		return
	}
	r := d.runner
	switch kind := Kind(s.Type); kind {
	case Display, Result, Update, Clear:
		b := Bundle{Kind: kind, Metadata: s.Metadata, DisplayID: s.DisplayID, Wait: s.Wait}
		err := decodeNumbers(s.Data, &b.Data)
		if err == nil && kind == Update && b.DisplayID == "" {
			err = fmt.Errorf("%s needs a display_id", kind)
		}
		if err == nil {
			r.out.Display(b)
		}
		d.answer(s.ID, nil, err)
	case "input_request":
		r.ask(question{s.Prompt, s.Password, func(line string, err error) {
			if err != nil {
				d.answer(s.ID, nil, err)
			} else {
				d.answer(s.ID, &line, nil)
			}
		}})
	default:
		if r.program.Message == nil {
			d.answer(s.ID, nil, fmt.Errorf("there is nobody here for messages of type %q", s.Type))
			return
		}
		d.answer(s.ID, nil, r.program.Message(s.Type, line))
	}
}

// decodeNumbers decodes JSON, and keeps the spelling of numbers.
func decodeNumbers(data json.RawMessage, to any) error {
	if data == nil {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(to)
}

// answer answers the message with this number, if it has one.
func (d *display) answer(id int64, value *string, err error) {
	if id == 0 {
		return
	}
	a := ack{Ack: id, Value: value}
	if err != nil {
		a.Error = err.Error()
	}
	line, _ := json.Marshal(a) // of this type it cannot fail
	d.out.write(append(line, '\n'))
}

// tell tells the program something.
func (d *display) tell(message json.RawMessage) {
	line, err := json.Marshal(message) // on one line
	if err != nil {
		d.runner.complain(fmt.Errorf("a message for the program is not JSON: %w", err))
		return
	}
	d.out.write(append(line, '\n'))
}

// complain says something about the program on its standard error.
func (r *runner) complain(err error) {
	r.stderr.add([]byte(err.Error() + "\n"))
}
