package nbformat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unmarshal decodes JSON, with numbers as [json.Number] in their normal spelling.
func unmarshal(data []byte) (v any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&v)
	return respell(v), err
}

// respell replaces each number in v by its normal spelling.
func respell(v any) any {
	switch v := v.(type) {
	case json.Number:
		return normal(v)
	case []any:
		for i := range v {
			v[i] = respell(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = respell(v[key])
		}
	}
	return v
}

// normal spells a number as Python does, by which all that Jupyter saves has gone:
// a whole number by its digits, any other by the fewest digits that give the same
// float64, with an exponent below 1e-4 and from 1e16 on.
func normal(n json.Number) json.Number {
	s := n.String()
	if s == "-0" {
		return "0"
	}
	if !strings.ContainsAny(s, ".eE") {
		return n
	}
	f, err := n.Float64()
	if err != nil {
		return n // too large: keep what it says
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return json.Number(strconv.FormatFloat(f, 'e', -1, 64))
	}
	s = strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return json.Number(s)
}

// append appends the JSON of a tree that encodeOutput has made. The line on which it
// begins is indented by indent.
func (s style) append(b []byte, tree any, indent string) []byte {
	switch v := tree.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case json.Number:
		return append(b, v...)
	case string:
		return s.appendString(b, v)
	case []any:
		return s.appendList(b, '[', ']', len(v), indent, func(b []byte, i int, inner string) []byte {
			return s.append(b, v[i], inner)
		})
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		return s.appendList(b, '{', '}', len(v), indent, func(b []byte, i int, inner string) []byte {
			b = s.appendString(b, keys[i])
			b = append(b, s.colon...)
			return s.append(b, v[keys[i]], inner)
		})
	}
	panic(fmt.Sprintf("nbformat: %T in a JSON tree", tree))
}

func (s style) appendList(b []byte, open, close byte, n int, indent string, element func(b []byte, i int, inner string) []byte) []byte {
	b = append(b, open)
	inner := indent + s.unit
	for i := range n {
		if i > 0 {
			b = append(b, s.comma...)
		}
		b = append(b, s.newline...)
		b = append(b, inner...)
		b = element(b, i, inner)
	}
	if n > 0 {
		b = append(b, s.newline...)
		b = append(b, indent...)
	}
	return append(b, close)
}

// appendString escapes what Python escapes, which is less than encoding/json does.
func (s style) appendString(b []byte, text string) []byte {
	b = append(b, '"')
	for _, r := range text {
		switch {
		case r == '"', r == '\\':
			b = append(b, '\\', byte(r))
		case r < 0x20:
			if i := strings.IndexRune("\b\f\n\r\t", r); i >= 0 {
				b = append(b, '\\', "bfnrt"[i])
			} else {
				b = fmt.Appendf(b, `\u%04x`, r)
			}
		case !s.ascii || r < 0x7f:
			b = utf8.AppendRune(b, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			b = fmt.Appendf(b, `\u%04x\u%04x`, high, low)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
	}
	return append(b, '"')
}
