package nbformat

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// screen is a stream that may go on: its text as JupyterLab shows and saves it, and
// the place in the last line at which the next text is printed.
type screen struct {
	name   string
	text   []byte
	cursor int
}

func (s *screen) outputType() string { return Stream{}.outputType() }

// print does what processText does in JupyterLab's packages/outputarea/src/model.ts,
// with a character for each of JavaScript's UTF-16 units.
func (s *screen) print(text string) {
	for {
		i := strings.IndexAny(text, "\b\r\n")
		if i < 0 {
			s.overwrite(text)
			return
		}
		s.overwrite(text[:i])
		switch text[i] {
		case '\n': // goes to the end, also when the cursor is not there
			s.text = append(s.text, '\n')
			s.cursor = len(s.text)
		case '\r':
			s.cursor = bytes.LastIndexByte(s.text[:s.cursor], '\n') + 1
		case '\b':
			s.backspace()
		}
		text = text[i+1:]
	}
}

// overwrite puts the text in place of as many characters from the cursor on.
func (s *screen) overwrite(text string) {
	end := s.cursor
	for range text {
		if end == len(s.text) {
			break
		}
		_, size := utf8.DecodeRune(s.text[end:])
		end += size
	}
	s.text = slices.Replace(s.text, s.cursor, end, []byte(text)...)
	s.cursor += len(text)
}

// backspace removes the character before the cursor and, as JupyterLab does, the one
// at the cursor.
func (s *screen) backspace() {
	before, size := utf8.DecodeLastRune(s.text[:s.cursor])
	if size == 0 || before == '\n' {
		return
	}
	_, at := utf8.DecodeRune(s.text[s.cursor:])
	s.text = slices.Delete(s.text, s.cursor-size, s.cursor+at)
	s.cursor -= size
}
