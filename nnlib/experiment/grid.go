package experiment

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Axes gives fields of parameters, by name, the values that they are to take: a slice of
// the field's type each.
type Axes map[string]any

// Grid returns all combinations of the values of the axes, the last field of P varying
// fastest. A field without an axis keeps its zero value.
//
// It panics when an axis has the name of no field, is no slice of the field's type, or is
// empty.
func Grid[P any](axes Axes) []P {
	t := reflect.TypeFor[P]()
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("experiment: Grid needs a struct for the parameters, not %v", t))
	}
	list := []P{*new(P)}
	known := map[string]bool{}
	var fields []string
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			continue
		}
		fields = append(fields, f.Name)
		values, given := axes[f.Name]
		if !given {
			continue
		}
		known[f.Name] = true
		v := reflect.ValueOf(values)
		if v.Kind() != reflect.Slice || v.Type().Elem() != f.Type {
			panic(fmt.Sprintf("experiment: the axis %s is a %T; the field %s of %v needs a []%v", f.Name, values, f.Name, t, f.Type))
		}
		if v.Len() == 0 {
			panic(fmt.Sprintf("experiment: the axis %s has no value, so the grid would be empty", f.Name))
		}
		next := make([]P, 0, len(list)*v.Len())
		for _, p := range list {
			for k := range v.Len() {
				reflect.ValueOf(&p).Elem().FieldByIndex(f.Index).Set(v.Index(k))
				next = append(next, p)
			}
		}
		list = next
	}
	for name := range axes {
		if !known[name] {
			panic(fmt.Sprintf("experiment: %v has no field %s for the axis of that name; it has %s", t, name, strings.Join(slices.Sorted(slices.Values(fields)), ", ")))
		}
	}
	return list
}

// Seeds returns 1, …, n.
func Seeds(n int) []uint64 {
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = uint64(i + 1)
	}
	return seeds
}
