package kept

import (
	"encoding/binary"
	"errors"
	"reflect"
	"unsafe"
)

var errDamaged = errors.New("the kept value is damaged")

// reader reads what a walk has written.
type reader struct {
	known *known
	data  []byte
	old   []reflect.Value
}

// decode sets the variables that pointers point to.
func decode(data []byte, variables []any, k *known) (err error) {
	r := &reader{known: k, data: data}
	defer func() {
		if e := recover(); e == errDamaged {
			err = errDamaged
		} else if e != nil {
			panic(e)
		}
	}()
	for _, p := range variables {
		r.value(reflect.ValueOf(p).Elem())
	}
	if len(r.data) > 0 {
		return errDamaged
	}
	return nil
}

func (r *reader) number() int {
	n, size := binary.Uvarint(r.data)
	if size <= 0 {
		panic(errDamaged)
	}
	r.data = r.data[size:]
	return int(n)
}

// raw takes n pieces of some size.
func (r *reader) raw(n, size int) []byte {
	if n < 0 || size > 0 && n > len(r.data)/size {
		panic(errDamaged)
	}
	p := r.data[:n*size]
	r.data = r.data[n*size:]
	return p
}

func (r *reader) text() string { return string(r.raw(r.number(), 1)) }

func (r *reader) value(v reflect.Value) {
	t := v.Type()
	if r.known.flat(t) {
		copy(memory(v), r.raw(1, int(t.Size())))
		return
	}
	switch t.Kind() {
	case reflect.String:
		v.SetString(r.text())
	case reflect.Array:
		for i := range v.Len() {
			r.value(v.Index(i))
		}
	case reflect.Struct:
		for i := range t.NumField() {
			r.value(field(v, i))
		}
	case reflect.Pointer:
		if r.refer(v) {
			p := reflect.New(t.Elem())
			if p.Type() != t { // a pointer type with a name
				p = p.Convert(t)
			}
			v.Set(p)
			r.old = append(r.old, p)
			r.value(p.Elem())
		}
	case reflect.Slice:
		r.slice(v)
	case reflect.Map:
		if r.refer(v) {
			size := r.number()
			m := reflect.MakeMapWithSize(t, min(size, len(r.data)))
			v.Set(m)
			r.old = append(r.old, m)
			for range size {
				key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
				r.value(key)
				r.value(value)
				m.SetMapIndex(key, value)
			}
		}
	case reflect.Interface:
		r.dynamic(v)
	default:
		if r.number() != isNil {
			panic(errDamaged)
		}
	}
}

// refer sets a reference, unless it refers to something that follows.
func (r *reader) refer(v reflect.Value) (more bool) {
	switch r.number() {
	case isNil:
	case isOld:
		n := r.number()
		if n < 0 || n >= len(r.old) || r.old[n].Type() != v.Type() {
			panic(errDamaged)
		}
		v.Set(r.old[n])
	case isKnown:
		r.byName(v)
	case isNew:
		return true
	default:
		panic(errDamaged)
	}
	return false
}

func (r *reader) byName(v reflect.Value) {
	k, ok := r.known.names[r.text()]
	if !ok || !k.Type().AssignableTo(v.Type()) {
		panic(errDamaged)
	}
	v.Set(k)
}

func (r *reader) slice(v reflect.Value) {
	more := r.refer(v)
	if v.IsNil() && !more {
		return
	}
	length := r.number()
	if !more {
		r.cut(v, v, length)
		return
	}
	capacity, elem := r.number(), v.Type().Elem()
	if length < 0 || length > capacity || elem.Size() > 0 && capacity > len(r.data) {
		panic(errDamaged)
	}
	all := reflect.MakeSlice(v.Type(), capacity, capacity)
	r.old = append(r.old, all)
	if r.known.flat(elem) {
		size := int(elem.Size())
		copy(unsafe.Slice((*byte)(all.UnsafePointer()), capacity*size), r.raw(capacity, size))
	} else {
		for i := range capacity {
			r.value(all.Index(i))
		}
	}
	r.cut(v, all, length)
}

func (r *reader) cut(v, all reflect.Value, length int) {
	if length < 0 || length > all.Cap() {
		panic(errDamaged)
	}
	v.Set(all.Slice3(0, length, all.Cap()))
}

func (r *reader) dynamic(v reflect.Value) {
	switch r.number() {
	case isNil:
	case isKnown:
		r.byName(v)
	case isNew:
		t, ok := basic[r.text()]
		if !ok || !t.AssignableTo(v.Type()) {
			panic(errDamaged)
		}
		e := reflect.New(t).Elem()
		r.value(e)
		v.Set(e)
	default:
		panic(errDamaged)
	}
}
