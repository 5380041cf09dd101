package parameters

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// nonFinite is the key of an object that stands for a number that JSON does not have:
// {"$float": "nan"}, "inf" or "-inf".
const nonFinite = "$float"

// literal is a value that JSON has, as Go of a type, with the type that this Go has by
// itself. The error is what would be right.
func literal(t types.Type, given any) (value string, plain types.Type, err error) {
	if special, is := special(given); is {
		return single(t, special)
	}
	switch under := t.Underlying().(type) {
	case *types.Slice:
		if given == nil {
			return "nil", nil, nil
		}
		list, ok := given.([]any)
		if !ok {
			return "", nil, errors.New("a list")
		}
		var elements []string
		for _, e := range list {
			text, _, err := literal(under.Elem(), e)
			if err != nil {
				return "", nil, fmt.Errorf("%w, with commas between,", err)
			}
			elements = append(elements, text)
		}
		return typeName(t) + "{" + strings.Join(elements, ", ") + "}", t, nil
	case *types.Map:
		if given == nil {
			return "nil", nil, nil
		}
		object, ok := given.(map[string]any)
		if !ok {
			break
		}
		var entries []string
		for _, key := range slices.Sorted(maps.Keys(object)) {
			name, _, err := single(under.Key(), key)
			if err != nil {
				return "", nil, fmt.Errorf("%w as a key", err)
			}
			text, _, err := literal(under.Elem(), object[key])
			if err != nil {
				return "", nil, fmt.Errorf("%w at the key %q", err, key)
			}
			entries = append(entries, name+": "+text)
		}
		return typeName(t) + "{" + strings.Join(entries, ", ") + "}", t, nil
	case *types.Interface:
		if under.Empty() {
			value, err = free(given)
			return value, nil, err
		}
	case *types.Pointer:
		if given == nil {
			return "nil", nil, nil
		}
	}
	switch given := given.(type) {
	case string:
		return single(t, given)
	case json.Number:
		return single(t, given.String())
	case bool:
		return single(t, strconv.FormatBool(given))
	case nil:
		return "", nil, errors.New("a value, not None,")
	}
	return "", nil, errors.New("a single value")
}

func special(given any) (text string, is bool) {
	if object, ok := given.(map[string]any); ok && len(object) == 1 {
		text, is = object[nonFinite].(string)
	}
	return text, is
}

func notFinite(x float64) string {
	switch {
	case math.IsNaN(x):
		return "math.NaN()"
	case x > 0:
		return "math.Inf(1)"
	}
	return "math.Inf(-1)"
}

// free is a value of the type that Go gives it where none is declared.
func free(given any) (string, error) {
	if special, is := special(given); is {
		x, err := strconv.ParseFloat(special, 64)
		return notFinite(x), err
	}
	switch v := given.(type) {
	case nil:
		return "nil", nil
	case bool:
		return strconv.FormatBool(v), nil
	case string:
		return strconv.Quote(v), nil
	case json.Number:
		switch freeType(v) {
		case "uint64":
			return fmt.Sprintf("uint64(%v)", v), nil
		case "":
			return "", fmt.Errorf("a number that Go has, not %v,", v)
		}
		return v.String(), nil
	case []any:
		var elements []string
		for _, e := range v {
			text, err := free(e)
			if err != nil {
				return "", err
			}
			elements = append(elements, text)
		}
		return freeType(v) + "{" + strings.Join(elements, ", ") + "}", nil
	case map[string]any:
		var entries []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			text, err := free(v[key])
			if err != nil {
				return "", err
			}
			entries = append(entries, strconv.Quote(key)+": "+text)
		}
		return freeType(v) + "{" + strings.Join(entries, ", ") + "}", nil
	}
	return "", fmt.Errorf("a value of JSON, not a %T,", given)
}

// freeType is the type that free gives a value, "" for a number that is none of Go.
func freeType(given any) string {
	if _, is := special(given); is {
		return "float64"
	}
	switch v := given.(type) {
	case bool:
		return "bool"
	case string:
		return "string"
	case json.Number:
		text := v.String()
		if _, err := strconv.ParseInt(text, 10, 0); err == nil {
			return "int"
		}
		if _, err := strconv.ParseUint(text, 10, 64); err == nil {
			return "uint64"
		}
		if _, err := v.Float64(); err == nil && strings.ContainsAny(text, ".eE") {
			return "float64"
		}
		return ""
	case []any:
		return "[]" + common(slices.Values(v))
	case map[string]any:
		return "map[string]" + common(maps.Values(v))
	}
	return "any"
}

// common is the type of all values: any, where they differ in more than that some of the
// numbers are whole.
func common(values func(func(any) bool)) string {
	types := map[string]bool{}
	for v := range values {
		types[freeType(v)] = true
	}
	if types["int"] && types["float64"] {
		delete(types, "int")
	}
	if len(types) != 1 {
		return "any"
	}
	for name := range types {
		return name
	}
	return ""
}
