package kept

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unsafe"
)

// span is memory that a value holds, from start up to end.
type span struct{ start, end uintptr }

// place is memory with the type in which it is held.
type place struct {
	span
	t reflect.Type
}

// Kinds of references.
const (
	isNil   = iota
	isNew   // what is referred to follows
	isOld   // the number of one before follows
	isKnown // the name in known follows
)

// walk goes through all memory of some variables, in an order that depends on their
// values alone.
type walk struct {
	known *known
	limit int // of bytes

	hash  hash
	write bool   // to data
	data  []byte // what decode reads
	size  int

	old    map[place]int
	count  int // of references to something new
	spans  []span
	depth  int
	opaque string // why there is memory that cannot be looked into, or ""
	lost   string // why decode could not give the same value, or ""
}

// walkOf walks through the variables that pointers point to.
func walkOf(variables []any, k *known, limit int, write bool) *walk {
	w := &walk{known: k, limit: limit, write: write, old: map[place]int{}}
	for _, p := range variables {
		v := reflect.ValueOf(p).Elem()
		w.hold(v.Addr().Pointer(), v.Type().Size())
		w.value(v)
	}
	w.sortSpans()
	for i := range w.spans {
		if i > 0 && w.spans[i].start < w.spans[i-1].end {
			w.lose("parts of it share memory")
		}
	}
	if w.opaque != "" {
		w.lose(w.opaque)
	}
	return w
}

func (w *walk) lose(why string) {
	if w.lost == "" {
		w.lost = why
	}
}

func (w *walk) hide(why string) {
	if w.opaque == "" {
		w.opaque = why
	}
}

// hold notes memory.
func (w *walk) hold(start, size uintptr) {
	if size > 0 {
		w.spans = append(w.spans, span{start, start + size})
	}
}

func (w *walk) sortSpans() {
	slices.SortFunc(w.spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
}

// shares says whether two walks went through the same memory.
func (w *walk) shares(other *walk) bool {
	a, b := w.spans, other.spans
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].end <= b[0].start:
			a = a[1:]
		case b[0].end <= a[0].start:
			b = b[1:]
		default:
			return true
		}
	}
	return false
}

func (w *walk) raw(p []byte) {
	if !w.room(len(p)) {
		return
	}
	w.size += len(p)
	w.hash.bytes(p)
	if w.write {
		w.data = append(w.data, p...)
	}
}

// room says whether there is room for n bytes more.
func (w *walk) room(n int) bool {
	if w.size+n > w.limit {
		w.hide("it is larger than " + strconv.Itoa(w.limit>>20) + " MB")
		return false
	}
	return true
}

func (w *walk) number(n int) {
	w.size += 8
	w.hash.word(uint64(n))
	if w.write {
		w.data = binary.AppendUvarint(w.data, uint64(n))
	}
}

func (w *walk) text(s string) {
	w.number(len(s))
	w.raw(unsafe.Slice(unsafe.StringData(s), len(s)))
}

// value walks through a variable, which can be any part of another.
func (w *walk) value(v reflect.Value) {
	if w.opaque != "" {
		return
	}
	if w.depth++; w.depth > 100_000 {
		w.hide("it is a chain of too many pointers")
	}
	defer func() { w.depth-- }()
	t := v.Type()
	if w.known.flat(t) {
		w.raw(memory(v))
		return
	}
	switch t.Kind() {
	case reflect.String:
		w.text(v.String())
	case reflect.Array:
		for i := range v.Len() {
			w.value(v.Index(i))
		}
	case reflect.Struct:
		w.structure(v)
	case reflect.Pointer:
		if _, known := w.known.pointers[v.UnsafePointer()]; steady[t.String()] && !v.IsNil() && !known {
			w.lose("it holds a " + t.String())
			w.text(t.String())
			w.hold(v.Pointer(), 1)
		} else if w.refer(v, v.Pointer(), t.Elem().Size()) {
			w.value(v.Elem())
		}
	case reflect.Slice:
		w.slice(v)
	case reflect.Map:
		if w.refer(v, v.Pointer(), 1) {
			w.mapping(v)
		}
	case reflect.Interface:
		w.dynamic(v)
	default:
		if !v.IsZero() {
			w.hide("it holds " + unreadable[t.Kind()])
			return
		}
		w.number(isNil)
	}
}

// steady are types whose values do not change, or change nothing that a value could
// be made from.
var steady = map[string]bool{
	"*log.Logger": true, "*os.File": true, "*regexp.Regexp": true, "*strings.Replacer": true, "*time.Location": true,
}

var unreadable = map[reflect.Kind]string{
	reflect.Func: "a function", reflect.Chan: "a channel", reflect.UnsafePointer: "an unsafe.Pointer",
}

// refer walks over a reference, and says whether what it refers to is still to come.
func (w *walk) refer(v reflect.Value, start, size uintptr) bool {
	if v.IsNil() {
		w.number(isNil)
		return false
	}
	if name, ok := w.known.pointers[v.UnsafePointer()]; ok {
		w.number(isKnown)
		w.text(name)
		return false
	}
	at := place{span{start, start + size}, v.Type()}
	if n, ok := w.old[at]; ok && size > 0 {
		w.number(isOld)
		w.number(n)
		return false
	}
	w.number(isNew)
	if size > 0 { // those without are all at one address
		w.old[at] = w.count
	}
	w.count++
	w.hold(start, size)
	return true
}

func (w *walk) slice(v reflect.Value) {
	size := v.Type().Elem().Size()
	more := w.refer(v, v.Pointer(), uintptr(v.Cap())*size)
	if v.IsNil() {
		return
	}
	w.number(v.Len())
	if !more {
		return
	}
	w.number(v.Cap())
	all := v.Slice(0, v.Cap()) // append, and slicing again, show what is behind the end
	if w.known.flat(v.Type().Elem()) {
		w.raw(unsafe.Slice((*byte)(v.UnsafePointer()), all.Len()*int(size)))
		return
	}
	for i := range all.Len() {
		w.value(all.Index(i))
	}
}

func (w *walk) structure(v reflect.Value) {
	t := v.Type()
	switch {
	case t == timeType && v.Field(0).Uint()>>63 == 1:
		w.lose("it holds a time with a reading of the program's own clock")
	case lockTypes[t.PkgPath()]:
		w.lose("it holds a " + nameOf(t))
	case !w.known.transparent(t):
		w.hide("it holds a " + nameOf(t))
		return
	}
	for i := range t.NumField() {
		w.value(field(v, i))
	}
}

// mapping walks through the entries of a map in the order of their keys as written.
func (w *walk) mapping(v reflect.Value) {
	n, t := v.Len(), v.Type()
	if !w.room(64 * n) { // they take their time
		return
	}
	keys := &walk{known: w.known, limit: w.limit, write: true, old: map[place]int{}}
	values := reflect.MakeSlice(reflect.SliceOf(t.Elem()), n, n)
	ends := make([]int, 1, n+1)
	order := make([]int, 0, n)
	key := reflect.New(t.Key()).Elem()
	for entries := v.MapRange(); entries.Next(); {
		key.SetIterKey(entries)
		keys.value(key)
		if keys.opaque != "" || keys.count > 0 {
			w.hide("it holds a map with pointers as keys")
			return
		}
		if keys.lost != "" {
			w.lose(keys.lost)
		}
		values.Index(len(order)).SetIterValue(entries)
		order = append(order, len(order))
		ends = append(ends, len(keys.data))
	}
	text := func(i int) []byte { return keys.data[ends[i]:ends[i+1]] }
	slices.SortFunc(order, func(a, b int) int { return bytes.Compare(text(a), text(b)) })
	w.number(n)
	for i, e := range order {
		if i > 0 && bytes.Equal(text(order[i-1]), text(e)) {
			w.hide("it holds a map with NaN as a key twice")
			return
		}
		w.raw(text(e))
		w.value(values.Index(e))
	}
}

// dynamic walks through an interface.
func (w *walk) dynamic(v reflect.Value) {
	if v.IsNil() {
		w.number(isNil)
		return
	}
	e := v.Elem()
	t := e.Type()
	if name, ok := w.known.values[t]; ok {
		w.number(isKnown)
		w.text(name)
		return
	}
	if t.Kind() == reflect.Pointer {
		if name, ok := w.known.pointers[e.UnsafePointer()]; ok {
			w.number(isKnown)
			w.text(name)
			return
		}
	}
	if basic[t.String()] != t {
		w.lose("it holds a " + nameOf(t) + " in an interface")
	}
	w.number(isNew)
	w.text(t.String())
	w.value(variable(e))
}

var (
	timeType  = reflect.TypeFor[time.Time]()
	lockTypes = map[string]bool{"sync": true, "sync/atomic": true}
)

// basic are the types that an interface may hold, by name.
var basic = map[string]reflect.Type{}

func init() {
	for _, v := range []any{
		false, 0, int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0),
		float32(0), 0.0, complex64(0), complex(0, 0), "",
		[]bool(nil), []int(nil), []byte(nil), []float64(nil), []string(nil), []any(nil), map[string]any(nil), map[string]float64(nil), map[string]string(nil),
	} {
		t := reflect.TypeOf(v)
		basic[t.String()] = t
	}
}

// memory is that of a variable.
func memory(v reflect.Value) []byte {
	return unsafe.Slice((*byte)(v.Addr().UnsafePointer()), v.Type().Size())
}

// field is a field of a struct as a variable that can be set, exported or not.
func field(v reflect.Value, i int) reflect.Value {
	f := v.Field(i)
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
}

// variable is a new variable with a value.
func variable(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type()).Elem()
	p.Set(v)
	return p
}
