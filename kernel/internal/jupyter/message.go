package jupyter

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

const protocolVersion = "5.4"

// delimiter stands between the routing identities and the message.
var delimiter = []byte("<IDS|MSG>")

type header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
}

// reference is what of another's header is of use here.
type reference struct {
	ID   string `json:"msg_id"`
	Type string `json:"msg_type"`
}

// message is one that has come in, its signature checked.
type message struct {
	identities [][]byte // of proxies on the way, if any
	header     reference
	raw        json.RawMessage // the header as it came: the parent header of all that answers it
	parent     reference       // of an answer to a message of ours
	metadata   json.RawMessage
	content    json.RawMessage
	buffers    [][]byte
}

// author makes and reads the messages of one run of the kernel. Safe for
// concurrent use.
type author struct {
	*signer
	session string
	count   atomic.Int64
}

func newAuthor(key string) *author {
	return &author{signer: newSigner(key), session: rand.Text()}
}

// read takes the frames of a message apart: identities…, delimiter, signature,
// header, parent header, metadata, content, buffers….
func (a *author) read(frames [][]byte) (*message, error) {
	at := slices.IndexFunc(frames, func(f []byte) bool { return bytes.Equal(f, delimiter) })
	if at < 0 {
		return nil, fmt.Errorf("it has no frame %s", delimiter)
	}
	body := frames[at+1:]
	if len(body) < 5 {
		return nil, fmt.Errorf("it has %d frames after %s, want 5 or more", len(body), delimiter)
	}
	if err := a.verify(body[0], body[1:5]); err != nil {
		return nil, err
	}
	m := &message{
		identities: frames[:at],
		raw:        body[1],
		metadata:   body[3],
		content:    body[4],
		buffers:    body[5:],
	}
	if err := json.Unmarshal(m.raw, &m.header); err != nil {
		return nil, fmt.Errorf("its header: %w", err)
	}
	if m.header.Type == "" {
		return nil, errors.New("its header has no msg_type")
	}
	if err := json.Unmarshal(body[2], &m.parent); err != nil {
		return nil, fmt.Errorf("its parent header: %w", err)
	}
	return m, nil
}

// compose makes the frames of a message, from the delimiter on. A nil parent or
// metadata is sent as {}. The error says what of content or metadata is not JSON.
func (a *author) compose(kind string, parent json.RawMessage, metadata, content any, buffers [][]byte) (id string, frames [][]byte, err error) {
	h := header{
		ID:       a.session + "_" + strconv.FormatInt(a.count.Add(1), 10),
		Session:  a.session,
		Username: "kernel",
		Date:     timestamp(time.Now()),
		Type:     kind,
		Version:  protocolVersion,
	}
	if parent == nil {
		parent = json.RawMessage("{}")
	}
	parts := [][]byte{nil, parent, []byte("{}"), nil}
	if parts[0], err = encode(h); err != nil {
		return "", nil, err
	}
	if metadata != nil {
		if parts[2], err = encode(metadata); err != nil {
			return "", nil, fmt.Errorf("%s: metadata: %w", kind, err)
		}
	}
	if parts[3], err = encode(content); err != nil {
		return "", nil, fmt.Errorf("%s: %w", kind, err)
	}
	frames = append([][]byte{delimiter, a.sign(parts)}, parts...)
	return h.ID, append(frames, buffers...), nil
}

// encode is json.Marshal that leaves <, > and & as they are: HTML is common here.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// timestamp is ISO 8601 in UTC to the microsecond, which is what clients parse.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }
