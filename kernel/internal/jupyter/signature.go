package jupyter

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
)

// replayWindow is how many signatures are remembered, as in Jupyter's own client.
const replayWindow = 1 << 16

// signer signs messages and checks signatures: HMAC-SHA256 in hexadecimal over
// header, parent header, metadata and content. Safe for concurrent use.
type signer struct {
	key []byte // empty: messages are not signed, and all are accepted

	mu   sync.Mutex
	seen map[string]bool
	ring []string // the seen, oldest at next once it is full
	next int
}

func newSigner(key string) *signer {
	return &signer{key: []byte(key), seen: map[string]bool{}}
}

func (s *signer) sign(parts [][]byte) []byte {
	if len(s.key) == 0 {
		return nil
	}
	mac := hmac.New(sha256.New, s.key)
	for _, part := range parts {
		mac.Write(part)
	}
	return hex.AppendEncode(nil, mac.Sum(nil))
}

var (
	errSignature = errors.New("its signature is wrong")
	errReplayed  = errors.New("its signature was seen before")
)

// verify accepts a signature once.
func (s *signer) verify(signature []byte, parts [][]byte) error {
	if len(s.key) == 0 {
		return nil
	}
	if !hmac.Equal(signature, s.sign(parts)) {
		return errSignature
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	digest := string(signature)
	if s.seen[digest] {
		return errReplayed
	}
	s.seen[digest] = true
	if len(s.ring) < replayWindow {
		s.ring = append(s.ring, digest)
		return nil
	}
	delete(s.seen, s.ring[s.next])
	s.ring[s.next] = digest
	s.next = (s.next + 1) % replayWindow
	return nil
}
