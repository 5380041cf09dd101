package kept

import (
	"encoding/binary"
	"math/bits"
)

// hash is a fingerprint in the making. It is the same in every process.
type hash uint64

func (h *hash) word(v uint64) {
	hi, lo := bits.Mul64(uint64(*h)^v^0x9e3779b97f4a7c15, 0xd6e8feb86659fd93)
	*h = hash(hi ^ lo + bits.RotateLeft64(v, 32))
}

func (h *hash) bytes(p []byte) {
	h.word(uint64(len(p)))
	for len(p) >= 8 {
		h.word(binary.LittleEndian.Uint64(p))
		p = p[8:]
	}
	if len(p) > 0 {
		var tail [8]byte
		copy(tail[:], p)
		h.word(binary.LittleEndian.Uint64(tail[:]))
	}
}
