package nbformat

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// encodeOutput returns the output as nbformat writes it: a tree of map[string]any,
// []any, string, json.Number, bool and nil.
func encodeOutput(o Output) (tree map[string]any, err error) {
	switch o := o.(type) {
	case Stream:
		tree = map[string]any{"name": valid(o.Name), "text": lines(o.Text)}
	case DisplayData:
		tree, err = encodeBundle(o.Data, o.Metadata)
	case ExecuteResult:
		if o.ExecutionCount < 0 {
			return nil, fmt.Errorf("the execution count is %d: expected 1 or more, or 0 for none", o.ExecutionCount)
		}
		if tree, err = encodeBundle(o.Data, o.Metadata); err == nil {
			tree["execution_count"] = executionCount(o.ExecutionCount)
		}
	case Error:
		traceback := make([]any, len(o.Traceback))
		for i, line := range o.Traceback {
			traceback[i] = valid(line)
		}
		tree = map[string]any{"ename": valid(o.Name), "evalue": valid(o.Value), "traceback": traceback}
	default:
		return nil, fmt.Errorf("it is %T: expected a Stream, DisplayData, ExecuteResult or Error", o)
	}
	if err != nil {
		return nil, err
	}
	tree["output_type"] = o.outputType()
	return tree, nil
}

// executionCount is a count as JSON has it.
func executionCount(n int) any {
	if n == 0 {
		return nil
	}
	return json.Number(strconv.Itoa(n))
}

func encodeBundle(data Bundle, metadata map[string]any) (map[string]any, error) {
	bundle := map[string]any{}
	for mime, v := range data {
		encoded, err := encodeMIME(mime, v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", mime, err)
		}
		bundle[valid(mime)] = encoded
	}
	if metadata == nil {
		metadata = map[string]any{}
	}
	m, err := plain(metadata)
	if err != nil {
		return nil, fmt.Errorf("the metadata: %w", err)
	}
	return map[string]any{"data": bundle, "metadata": m}, nil
}

func encodeMIME(mime string, v any) (any, error) {
	if isJSON(mime) {
		return plain(v)
	}
	switch v := v.(type) {
	case []byte:
		return encodeMIME(mime, base64.StdEncoding.EncodeToString(v))
	case string:
		// These alone nbformat splits; a line of base64 would be as long as the text.
		if strings.HasPrefix(mime, "text/") || mime == "application/javascript" || mime == "image/svg+xml" {
			return lines(v), nil
		}
		return valid(v), nil
	}
	return nil, fmt.Errorf("it is %T: expected a string, or a []byte to be encoded in base64", v)
}

// isJSON reports whether the MIME type has values that are not text.
func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

// plain converts a value to what a reader of its JSON gets.
func plain(v any) (any, error) {
	b, err := json.Marshal(v)
	if err == nil {
		v, err = unmarshal(b)
	}
	if err != nil {
		return nil, fmt.Errorf("it cannot be written as JSON: %w", err)
	}
	return v, nil
}

// valid is what of the string can be written: UTF-8.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// lines splits a text behind each line break. There are more of them than the line
// feed: nbformat splits by Python's str.splitlines.
func lines(s string) []any {
	s = valid(s)
	list := []any{}
	for s != "" {
		end := len(s)
		if i := strings.IndexFunc(s, isLineBreak); i >= 0 {
			_, size := utf8.DecodeRuneInString(s[i:])
			if strings.HasPrefix(s[i:], "\r\n") {
				size = 2
			}
			end = i + size
		}
		list = append(list, s[:end])
		s = s[end:]
	}
	return list
}

func isLineBreak(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}
