package nbformat

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// decodeOutput returns the output that a JSON object stands for. A field that is
// missing or null has its zero value; fields that are not known are passed over.
// The output shares the object's JSON values.
func decodeOutput(tree map[string]any) (Output, error) {
	r := reader{fields: tree}
	var o Output
	switch kind := read(&r, "output_type", "a string", asString); kind {
	case Stream{}.outputType():
		o = Stream{
			Name: read(&r, "name", "a string", asString),
			Text: read(&r, "text", "a string or a list of lines", joined),
		}
	case DisplayData{}.outputType():
		o = DisplayData{Data: r.bundle(), Metadata: r.metadata()}
	case ExecuteResult{}.outputType():
		o = ExecuteResult{
			Data:           r.bundle(),
			Metadata:       r.metadata(),
			ExecutionCount: read(&r, "execution_count", "a whole number from 0, or null", asCount),
		}
	case Error{}.outputType():
		o = Error{
			Name:      read(&r, "ename", "a string", asString),
			Value:     read(&r, "evalue", "a string", asString),
			Traceback: read(&r, "traceback", "a list of strings", asStrings),
		}
	default:
		r.fail(`its "output_type" is %q, and not stream, display_data, execute_result or error`, kind)
	}
	return o, r.err
}

// reader reads the fields of an output, and keeps the first error.
type reader struct {
	fields map[string]any
	err    error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

// read converts the field of that name.
func read[T any](r *reader, name, expected string, convert func(any) (T, bool)) (result T) {
	v := r.fields[name]
	if v == nil {
		return result
	}
	result, ok := convert(v)
	if !ok {
		r.fail("its %q is not %s", name, expected)
	}
	return result
}

func (r *reader) bundle() Bundle {
	data := Bundle{}
	for mime, v := range read(r, "data", "an object", asMap) {
		if s, ok := joined(v); ok && !isJSON(mime) {
			v = s
		}
		data[mime] = v
	}
	return data
}

func (r *reader) metadata() map[string]any {
	m := read(r, "metadata", "an object", asMap)
	if m == nil {
		m = map[string]any{}
	}
	return m
}

func asString(v any) (string, bool) { s, ok := v.(string); return s, ok }

func asMap(v any) (map[string]any, bool) { m, ok := v.(map[string]any); return m, ok }

func asCount(v any) (int, bool) { n, ok := asInteger(v); return n, ok && n >= 0 }

// asInteger converts a JSON number that is whole.
func asInteger(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(n.String())
	return i, err == nil
}

// asStrings converts a list of strings, an empty one to nil.
func asStrings(v any) (out []string, ok bool) {
	list, ok := v.([]any)
	for _, element := range list {
		s, isString := element.(string)
		if !isString {
			return nil, false
		}
		out = append(out, s)
	}
	return out, ok
}

// joined is a text, given whole or as a list of its lines.
func joined(v any) (string, bool) {
	if s, ok := v.(string); ok {
		return s, true
	}
	lines, ok := asStrings(v)
	return strings.Join(lines, ""), ok
}
