package proc

import (
	"strings"
	"unicode/utf8"
)

// text makes whole characters of bytes.
type text struct {
	write func(string)
	rest  []byte // the beginning of a character
}

func (t *text) add(p []byte) {
	p = append(t.rest, p...)
	whole := len(p) - unfinished(p)
	if whole > 0 {
		t.write(strings.ToValidUTF8(string(p[:whole]), "\uFFFD"))
	}
	t.rest = append([]byte(nil), p[whole:]...)
}

// end writes what is left when nothing follows.
func (t *text) end() {
	if len(t.rest) > 0 {
		t.write("\uFFFD")
		t.rest = nil
	}
}

// unfinished returns how many bytes at the end of p begin a character that may
// yet be completed.
func unfinished(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if tail := p[len(p)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
