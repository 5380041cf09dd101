package kept

import (
	"reflect"
	"strings"
	"time"
	"unsafe"
)

// known is what all values of a program may refer to, or consist of.
type known struct {
	program  string                    // the path of its package
	names    map[string]reflect.Value  // variables of packages
	pointers map[unsafe.Pointer]string // those that are pointers
	values   map[reflect.Type]string   // those of types without any memory, which have one value
	flats    map[reflect.Type]bool
}

func knownTo(g Globals) *known {
	k := &known{
		reflect.TypeOf(g).PkgPath(), map[string]reflect.Value{}, map[unsafe.Pointer]string{}, map[reflect.Type]string{},
		map[reflect.Type]bool{},
	}
	k.add("time.Local", time.Local)
	for name, v := range g.Known() {
		k.add(name, v)
	}
	return k
}

func (k *known) add(name string, variable any) {
	v := reflect.ValueOf(variable)
	switch {
	case !v.IsValid():
		return
	case v.Kind() == reflect.Pointer && !v.IsNil():
		k.pointers[v.UnsafePointer()] = name
	case v.Type().Size() == 0:
		k.values[v.Type()] = name
	default:
		return
	}
	k.names[name] = v
}

// nameOf is what a person calls a type.
func nameOf(t reflect.Type) string { return strings.ReplaceAll(t.String(), "main.", "") }

// transparent says whether a struct is no more than its fields: it is a type of the
// program, or of a package whose values are numbers.
func (k *known) transparent(t reflect.Type) bool {
	path := t.PkgPath()
	return path == "" || path == k.program || t == timeType || valuePackages[path] ||
		strings.HasPrefix(path, "gonum.org/v1/gonum/") || strings.HasPrefix(path, "dlmath/nnlib") && !strings.HasPrefix(path, "dlmath/nnlib/notebook")
}

var valuePackages = map[string]bool{
	"math/big": true, "math/rand/v2": true, "internal/chacha8rand": true, "image": true, "image/color": true, "container/list": true, "container/ring": true,
	"bytes": true,
}

// flat says whether a variable is its memory, and nothing else: no references, and no
// gaps between fields.
func (k *known) flat(t reflect.Type) bool {
	flat, ok := k.flats[t]
	if ok {
		return flat
	}
	switch t.Kind() {
	case reflect.Array:
		flat = k.flat(t.Elem())
	case reflect.Struct:
		flat = k.transparent(t)
		size := uintptr(0)
		for i := range t.NumField() {
			f := t.Field(i).Type
			size += f.Size()
			flat = flat && k.flat(f)
		}
		flat = flat && size == t.Size()
	default:
		flat = t.Kind() <= reflect.Complex128
	}
	k.flats[t] = flat
	return flat
}
