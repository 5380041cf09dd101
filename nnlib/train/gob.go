package train

import (
	"bytes"
	"encoding/gob"
)

var (
	_ gob.GobEncoder = (*Trainer)(nil)
	_ gob.GobDecoder = (*Trainer)(nil)
)

// GobEncode gives what [Trainer.Save] writes, so that a training can travel in a gob
// stream among other values. Its errors are those of Save.
func (t *Trainer) GobEncode() ([]byte, error) {
	var buf bytes.Buffer
	if err := t.Save(&buf); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// GobDecode takes over a training from a gob stream as [Trainer.Resume] does: decode
// into a trainer that has its configuration already. Its errors are those of Resume.
func (t *Trainer) GobDecode(data []byte) error { return t.Resume(bytes.NewReader(data)) }
