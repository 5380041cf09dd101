package experiment

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// Column is a column of the table.
type Column struct {
	Name  string `json:"name"`
	Type  string `json:"type"`  // such as float64 or []int
	Param bool   `json:"param"` // else a part of the result
}

// field is a column with its place in P or R.
type field struct {
	Column
	index  []int
	key    string // "Name": as JSON
	append func([]byte, reflect.Value) ([]byte, error)
	parse  func(token string, into reflect.Value) error
}

// layout says how runs of P and R are written.
type layout[P, R any] struct {
	params, result []field
}

// What a line has besides the fields of P and R.
var reserved = []string{"started", "seconds", "environment", "hash", "check"}

func layoutOf[P, R any]() (l layout[P, R], err error) {
	seen := map[string]string{}
	for _, name := range reserved {
		seen[name] = name + ", which every run has"
	}
	if l.params, err = fieldsOf(reflect.TypeFor[P](), true, seen); err != nil {
		return l, err
	}
	if l.result, err = fieldsOf(reflect.TypeFor[R](), false, seen); err != nil {
		return l, err
	}
	if len(l.params) == 0 || len(l.result) == 0 {
		return l, fmt.Errorf("%v and %v need a field each at least", reflect.TypeFor[P](), reflect.TypeFor[R]())
	}
	return l, nil
}

func fieldsOf(t reflect.Type, param bool, seen map[string]string) (fields []field, err error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%v is not a struct; its fields are to be the columns of the table", t)
	}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			continue // its fields come by themselves
		}
		if !f.IsExported() {
			return nil, fmt.Errorf("the field %s of %v is not exported, and would be lost; begin it with a capital letter", f.Name, t)
		}
		for i := range len(f.Index) - 1 {
			if t.FieldByIndex(f.Index[:i+1]).Type.Kind() == reflect.Pointer {
				return nil, fmt.Errorf("the field %s of %v is embedded by a pointer; embed the struct itself", f.Name, t)
			}
		}
		lower := strings.ToLower(f.Name)
		if other, twice := seen[lower]; twice {
			return nil, fmt.Errorf("the field %s of %v has the name of %s; columns need names that differ in lower case too", f.Name, t, other)
		}
		seen[lower] = fmt.Sprintf("%s of %v", f.Name, t)
		if strings.ContainsFunc(f.Name, func(r rune) bool { return r > unicode.MaxASCII }) {
			return nil, fmt.Errorf("the field %s of %v has letters beyond ASCII, which not every tool takes for the name of a column", f.Name, t)
		}
		c, err := codecOf(f.Type)
		if err != nil {
			return nil, fmt.Errorf("the field %s of %v %w", f.Name, t, err)
		}
		fields = append(fields, field{
			Column: Column{f.Name, kindName(f.Type), param},
			index:  f.Index,
			key:    `"` + f.Name + `":`,
			append: c.append,
			parse:  c.parse,
		})
	}
	return fields, nil
}

func kindName(t reflect.Type) string {
	if t.Kind() == reflect.Slice {
		return "[]" + t.Elem().Kind().String()
	}
	return t.Kind().String()
}

func (l layout[P, R]) fields() []field { return slices.Concat(l.params, l.result) }

func (l layout[P, R]) columns() []Column { return columnsOf(l.fields()) }

func columnsOf(fields []field) (list []Column) {
	for _, f := range fields {
		list = append(list, f.Column)
	}
	return list
}

// named returns the fields of the given names. It panics for a name that none has.
func named(what string, fields []field, list []string) (found []field) {
	for _, name := range list {
		i := slices.IndexFunc(fields, func(f field) bool { return f.Name == name })
		if i < 0 {
			panic(fmt.Sprintf("experiment: no %s has the name %q; there are %s", what, name, names(columnsOf(fields))))
		}
		found = append(found, fields[i])
	}
	return found
}

// appendFields writes the fields of a struct as "A":1,"B":2.
func appendFields(text []byte, fields []field, v reflect.Value) ([]byte, error) {
	for i := range fields {
		f := &fields[i]
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, f.key...)
		value := v
		if len(f.index) == 1 {
			value = v.Field(f.index[0])
		} else {
			value = v.FieldByIndex(f.index)
		}
		var err error
		if text, err = f.append(text, value); err != nil {
			return text, fmt.Errorf("%s %w", f.Name, err)
		}
	}
	return text, nil
}

func (l *layout[P, R]) appendParams(text []byte, p *P) ([]byte, error) {
	return appendFields(text, l.params, reflect.ValueOf(p).Elem())
}

func braces(params []byte) string { return "{" + string(params) + "}" }

// hashSize is how much of SHA-256 a run's hash keeps.
const hashSize = 16

// appendRun writes parameters and result, as an open JSON object, and their hash into r.
func (l *layout[P, R]) appendRun(text []byte, r *Run[P, R]) ([]byte, error) {
	start := len(text)
	text, err := l.appendParams(append(text, '{'), &r.Params)
	if err != nil {
		return text, err
	}
	text, err = appendFields(append(text, ','), l.result, reflect.ValueOf(&r.Result).Elem())
	if err != nil {
		return text, err
	}
	sum := sha256.Sum256(text[start:])
	var digits [2 * hashSize]byte
	hex.Encode(digits[:], sum[:hashSize])
	r.Hash = string(digits[:])
	return text, nil
}

// parseFields reads what appendFields has written.
func parseFields(fields []field, v reflect.Value, s *scanner) error {
	for i := range fields {
		f := &fields[i]
		if i > 0 && !s.take(",") {
			return s.expected(`a comma, then "` + f.Name + `"`)
		}
		if !s.take(f.key) {
			return s.expected(`the column "` + f.Name + `"`)
		}
		token, err := s.value()
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		if err := f.parse(token, v.FieldByIndex(f.index)); err != nil {
			return fmt.Errorf("%s is %.60s: %w", f.Name, token, err)
		}
	}
	return nil
}

// parseRun reads what appendRun has written.
func (l *layout[P, R]) parseRun(s *scanner, r *Run[P, R]) error {
	if !s.take("{") {
		return s.expected("{")
	}
	if err := parseFields(l.params, reflect.ValueOf(&r.Params).Elem(), s); err != nil {
		return err
	}
	if !s.take(",") {
		return s.expected("a comma, then the result")
	}
	return parseFields(l.result, reflect.ValueOf(&r.Result).Elem(), s)
}

// sameColumns returns an error unless a file has the columns of the study.
func sameColumns(file, study []Column) error {
	if slices.Equal(file, study) {
		return nil
	}
	return errors.New("it has the columns " + names(file) + ", and the study has " + names(study))
}

func names(columns []Column) string {
	var list []string
	for _, c := range columns {
		list = append(list, c.Name+" "+c.Type)
	}
	return strings.Join(list, ", ")
}
