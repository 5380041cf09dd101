package experiment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// codec writes and reads a value of one type, in one way only: equal values have equal
// texts, and each text gives back the value to the bit.
type codec struct {
	append func([]byte, reflect.Value) ([]byte, error)
	parse  func(token string, into reflect.Value) error
}

func codecOf(t reflect.Type) (codec, error) {
	switch t.Kind() {
	case reflect.Bool:
		return codec{
			func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendBool(b, v.Bool()), nil },
			func(s string, v reflect.Value) error {
				if s != "true" && s != "false" {
					return errors.New("it must be true or false")
				}
				v.SetBool(s == "true")
				return nil
			}}, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return codec{
			func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendInt(b, v.Int(), 10), nil },
			func(s string, v reflect.Value) error {
				x, err := strconv.ParseInt(s, 10, t.Bits())
				v.SetInt(x)
				return err
			}}, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return codec{
			func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendUint(b, v.Uint(), 10), nil },
			func(s string, v reflect.Value) error {
				x, err := strconv.ParseUint(s, 10, t.Bits())
				v.SetUint(x)
				return err
			}}, nil
	case reflect.Float32, reflect.Float64:
		return codec{
			func(b []byte, v reflect.Value) ([]byte, error) { return appendFloat(b, v.Float(), t.Bits()), nil },
			func(s string, v reflect.Value) error {
				x, err := parseFloat(s, t.Bits())
				v.SetFloat(x)
				return err
			}}, nil
	case reflect.String:
		return codec{
			func(b []byte, v reflect.Value) ([]byte, error) { return appendString(b, v.String()) },
			func(s string, v reflect.Value) error {
				text, err := parseString(s)
				v.SetString(text)
				return err
			}}, nil
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Slice {
			element, err := codecOf(t.Elem())
			return sliceOf(element), err
		}
	}
	return codec{}, fmt.Errorf("is a %v, which cannot be kept; use bool, string, integers, floating-point numbers, or slices of these", t)
}

// appendFloat writes the shortest text that gives x back, and what JSON has no number
// for as the text that DuckDB, pandas and Go take for it. All NaN are one.
func appendFloat(b []byte, x float64, bits int) []byte {
	switch {
	case math.IsNaN(x):
		return append(b, `"NaN"`...)
	case math.IsInf(x, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(x, -1):
		return append(b, `"-Infinity"`...)
	}
	return strconv.AppendFloat(b, x, 'g', -1, bits)
}

func parseFloat(s string, bits int) (float64, error) {
	switch s {
	case `"NaN"`:
		return math.NaN(), nil
	case `"Infinity"`:
		return math.Inf(1), nil
	case `"-Infinity"`:
		return math.Inf(-1), nil
	}
	return strconv.ParseFloat(s, bits)
}

func appendString(b []byte, s string) ([]byte, error) {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			plain = false
			break
		}
	}
	if plain {
		return append(append(append(b, '"'), s...), '"'), nil
	}
	if !utf8.ValidString(s) {
		return b, fmt.Errorf("is %.60q, which is not valid UTF-8", s)
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...), err
}

func parseString(token string) (s string, err error) {
	if len(token) < 2 || token[0] != '"' {
		return "", errors.New("it must be text in quotes")
	}
	err = json.Unmarshal([]byte(token), &s)
	return s, err
}

// sliceOf is the codec of a list. One that is nil is written as one that is empty.
func sliceOf(element codec) codec {
	return codec{
		func(b []byte, v reflect.Value) ([]byte, error) {
			b = append(b, '[')
			for i := range v.Len() {
				if i > 0 {
					b = append(b, ',')
				}
				var err error
				if b, err = element.append(b, v.Index(i)); err != nil {
					return b, fmt.Errorf("at %d %w", i, err)
				}
			}
			return append(b, ']'), nil
		},
		func(token string, v reflect.Value) error {
			s := &scanner{text: token}
			if !s.take("[") {
				return errors.New("it must be a list")
			}
			list := reflect.MakeSlice(v.Type(), 0, 0)
			for !s.take("]") {
				if list.Len() > 0 && !s.take(",") {
					return s.expected("a comma")
				}
				item, err := s.value()
				if err != nil {
					return err
				}
				list = reflect.Append(list, reflect.Zero(v.Type().Elem()))
				if err := element.parse(item, list.Index(list.Len()-1)); err != nil {
					return err
				}
			}
			v.Set(list)
			return nil
		},
	}
}

// scanner reads the JSON that this package writes, which has no spaces.
type scanner struct {
	text string
	at   int
}

func (s *scanner) rest() string { return s.text[s.at:] }

func (s *scanner) take(what string) bool {
	if len(s.text)-s.at < len(what) || s.text[s.at:s.at+len(what)] != what {
		return false
	}
	s.at += len(what)
	return true
}

func (s *scanner) expected(what string) error {
	return fmt.Errorf("at byte %d stands %.20q; expected %s", s.at, s.rest(), what)
}

// value takes a number, text in quotes, true, false or a list of these.
func (s *scanner) value() (token string, err error) {
	start, inText, depth := s.at, false, 0
	for ; s.at < len(s.text); s.at++ {
		c := s.text[s.at]
		switch {
		case inText && c == '\\':
			s.at++
		case c == '"':
			inText = !inText
		case inText:
		case c == '[':
			depth++
		case c == ']' && depth > 0:
			depth--
		case (c == ',' || c == ']' || c == '}') && depth == 0:
			if s.at == start {
				return "", s.expected("a value")
			}
			return s.text[start:s.at], nil
		}
	}
	s.at = min(s.at, len(s.text))
	if inText || depth > 0 || s.at == start {
		return "", errors.New("a value is cut short")
	}
	return s.text[start:s.at], nil
}
