package nbformat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ParseError says what is wrong with a notebook, where, and what to do.
type ParseError struct {
	File         string // "" from Parse
	Line, Column int    // from 1; columns are characters
	Message      string
}

func (e *ParseError) Error() string {
	if e.File == "" {
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// errorf returns the error with its place, given as an offset.
func (d document) errorf(offset int, format string, args ...any) error {
	before := d[:offset]
	line := bytes.Count(before, []byte("\n"))
	lineStart := bytes.LastIndexByte(before, '\n') + 1
	return &ParseError{
		Line:    line + 1,
		Column:  utf8.RuneCount(before[lineStart:]) + 1,
		Message: fmt.Sprintf(format, args...),
	}
}

// check returns an error unless the text is JSON, in UTF-8.
func (d document) check() error {
	trimmed := bytes.TrimLeft(d, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return d.errorf(0, "the file is empty: restore it from a backup, or make a new notebook in Jupyter")
	case trimmed[0] == '<' && !bytes.HasPrefix(trimmed, []byte("<<<<<<<")):
		return d.errorf(0, `this is a web page, not a notebook: download the notebook itself (on GitHub: "Download raw file")`)
	case bytes.HasPrefix(d, []byte("\xef\xbb\xbf")), bytes.HasPrefix(d, []byte("\xff\xfe")), bytes.HasPrefix(d, []byte("\xfe\xff")):
		return d.errorf(0, "the file begins with a byte order mark, which Jupyter does not read: save it as UTF-8 without one")
	}
	for i, size := 0, 0; i < len(d); i += size {
		var r rune
		if r, size = utf8.DecodeRune(d[i:]); r == utf8.RuneError && size == 1 {
			return d.errorf(i, "the byte %#x is not UTF-8: save the file as UTF-8, or restore it from a backup", d[i])
		}
	}
	err := json.Unmarshal(d, new(json.RawMessage))
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return err
	}
	switch message := syntax.Error(); {
	case message == "unexpected end of JSON input":
		return d.errorf(len(d), "the file ends in the middle: it was cut off when it was written or copied; restore it from a backup")
	case strings.HasSuffix(message, "exceeded max depth"):
		return d.errorf(int(syntax.Offset)-1, "lists and objects are nested more than 10000 deep, as in no notebook: restore the file from a backup")
	}
	// The offset is behind the character that is wrong.
	return d.errorf(int(syntax.Offset)-1, "damaged JSON: %s; %s", syntax, d.remedy(int(syntax.Offset)-1))
}

// remedy says what may have happened to the JSON at the offset, and what to do.
func (d document) remedy(offset int) string {
	line := d[bytes.LastIndexByte(d[:offset], '\n')+1:]
	for _, mark := range []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"} {
		if bytes.HasPrefix(line, []byte(mark)) {
			return "git has left a merge conflict here: settle it first, for example with nbdime or git checkout --ours"
		}
	}
	for _, word := range []string{"NaN", "Infinity"} { // also the end of -Infinity
		if bytes.HasPrefix(d[offset:], []byte(word)) {
			return fmt.Sprintf("JSON has no %s, though Python writes it: clear this output, or write null here", word)
		}
	}
	return "restore the file from a backup, or mend this place with a text editor"
}
