package kept

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"

	"gonum.org/v1/gonum/mat"
)

// globals are those of the tests.
type globals struct{ variables []any }

func (g globals) Variables(int) []any { return g.variables }

func (globals) Known() map[string]any {
	return map[string]any{"Sigmoid": nnlib.Sigmoid, "Softmax": nnlib.Softmax, "Step": nnlib.Step, "Quadratic": nnlib.Quadratic}
}

//lint:file-ignore U1000 the fields of a shape are there to be walked, not named

type shape struct {
	Name   string
	flag   bool // and a gap
	Size   float64
	list   []*shape
	table  map[string][]int
	next   *shape
	any    any
	fixed  [3]complex128
	bytes  []byte
	empty  struct{}
	number func() // nil
}

// roundTrip writes a variable and reads it into a new one.
func roundTrip(t testing.TB, variable any) any {
	t.Helper()
	k := knownTo(globals{})
	w := walkOf([]any{variable}, k, largest, true)
	if w.lost != "" {
		t.Fatalf("%T is not kept: %s", variable, w.lost)
	}
	read := reflect.New(reflect.TypeOf(variable).Elem()).Interface()
	if err := decode(w.data, []any{read}, k); err != nil {
		t.Fatal(err)
	}
	again := walkOf([]any{read}, k, largest, true)
	if again.hash != w.hash || !bytes.Equal(again.data, w.data) {
		t.Errorf("%T is not the same when it is read back:\n%x\n%x", variable, w.data, again.data)
	}
	return read
}

func TestValuesAreReadBack(t *testing.T) {
	ring := &shape{Name: "ring", any: 3.5, table: map[string][]int{"a": {1}, "b": nil, "c": {}}}
	ring.next, ring.list = ring, []*shape{ring, nil}
	n := big.NewInt(3)
	n.Exp(n, n, nil)
	date := time.Date(2020, 1, 2, 3, 4, 5, 6, time.Local)
	net := nnlib.NewLayers(2, nnlib.Layer{Size: 3, Activation: nnlib.Sigmoid}, nnlib.Layer{Size: 2, Activation: nnlib.Softmax})
	net.Init(rand.New(rand.NewPCG(1, 2)), nnlib.Normal(1))
	dense := mat.NewDense(2, 2, []float64{1, math.NaN(), math.Copysign(0, -1), math.Inf(1)})
	set := dataset.Drilling()
	for _, variable := range []any{&ring, n, &n, &date, &net, &dense, &set} {
		read := roundTrip(t, variable)
		if variable == any(&dense) { // NaN is not equal to itself
			continue
		}
		if !reflect.DeepEqual(read, variable) {
			t.Errorf("%v became %v", variable, read)
		}
	}
	r := *roundTrip(t, &ring).(**shape)
	if r.next != r || r.list[0] != r || r.table["b"] != nil || r.table["c"] == nil {
		t.Error("pointers, or nil and empty, are mixed up")
	}
	read := *roundTrip(t, &net).(**nnlib.Network)
	if read.Activation(2) != nnlib.Activation(nnlib.Sigmoid) || read.Activation(3) != nnlib.Softmax {
		t.Error("an activation function is not the library's own")
	}
}

func TestBitsAndCapacities(t *testing.T) {
	numbers := append(make([]float64, 0, 5), math.Float64frombits(0x7ff8000000000123), math.Copysign(0, -1))
	numbers[:3][2] = 7 // behind the end
	read := *roundTrip(t, &numbers).(*[]float64)
	if cap(read) != 5 || len(read) != 2 || read[:3][2] != 7 || math.Float64bits(read[0]) != 0x7ff8000000000123 || !math.Signbit(read[1]) {
		t.Errorf("%v became %v with capacity %d", numbers, read, cap(read))
	}
	twice := [2][]int{make([]int, 3, 8)}
	twice[1] = twice[0][:1]
	both := *roundTrip(t, &twice).(*[2][]int)
	if both[1][0] = 9; both[0][0] != 9 || len(both[1]) != 1 || cap(both[1]) != 8 {
		t.Error("two slices of the same memory came apart")
	}
}

func TestWhatIsNotKept(t *testing.T) {
	type node struct {
		value int
		at    *int
	}
	inner := &node{}
	inner.at = &inner.value
	slice := []int{1, 2, 3}
	parts := [][]int{slice, slice[1:]}
	f := func() {}
	c := make(chan int)
	var lock sync.Mutex
	now := time.Now()
	own := &nnlib.Elementwise{Name: "own", F: math.Abs}
	rng := rand.New(rand.NewPCG(1, 2))
	m := map[any]int{math.NaN(): 1}
	m[math.NaN()] = 2 // which of them comes first?
	p := map[*int]int{new(int): 1}
	for want, variable := range map[string]any{
		"share memory": &inner, "parts of it share": &parts, "a function": &f, "a channel": &c, "sync.Mutex": &lock,
		"clock": &now, "a function ": &own, "*rand.PCG in an interface": &rng, "NaN as a key": &m, "pointers as keys": &p,
	} {
		w := walkOf([]any{variable}, knownTo(globals{}), largest, true)
		if !strings.Contains(w.lost+" ", want) {
			t.Errorf("%T: %q, want %q", variable, w.lost, want)
		}
	}
}

// A fingerprint shows every change, and each process finds the same one.
func TestFingerprints(t *testing.T) {
	k := knownTo(globals{})
	rng := rand.New(rand.NewPCG(1, 2))
	print := func(v any) hash { return walkOf([]any{v}, k, largest, false).hash }
	before := print(&rng)
	rng.Float64()
	if print(&rng) == before {
		t.Error("a number was drawn, and nothing seems to have changed")
	}
	table := map[string]*shape{}
	for _, name := range strings.Fields("a b c d e f g h") {
		table[name] = &shape{Name: name}
	}
	before = print(&table)
	for range 10 {
		if print(&table) != before {
			t.Fatal("the order of a map changes its fingerprint")
		}
	}
	table["c"].next = table["d"]
	if print(&table) == before {
		t.Error("a pointer behind a map does not count")
	}
}

func TestSharedMemory(t *testing.T) {
	k := knownTo(globals{})
	net := nnlib.New(nnlib.Sigmoid, 2, 2)
	view, alone := net.W(2), mat.NewDense(2, 2, nil)
	of := func(v any) *walk { return walkOf([]any{v}, k, largest, false) }
	if !of(&net).shares(of(&view)) || of(&net).shares(of(&alone)) {
		t.Error("a view of a network is not told from a matrix of its own")
	}
}

// source is where a fuzzed value comes from.
type source struct{ data []byte }

func (s *source) number() uint64 {
	var b [8]byte
	n := copy(b[:1+min(7, len(s.data)%8)], s.data)
	s.data = s.data[n:]
	return binary.LittleEndian.Uint64(b[:])
}

// fill gives a variable some value.
func (s *source) fill(v reflect.Value, old *[]*shape, depth int) {
	n := s.number()
	empty := depth > 6 || n%3 == 0
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(n&1 == 1)
	case reflect.Int:
		v.SetInt(int64(n))
	case reflect.Uint8:
		v.SetUint(n & 255)
	case reflect.Float64:
		v.SetFloat(math.Float64frombits(n))
	case reflect.Complex128:
		v.SetComplex(complex(float64(n), -1))
	case reflect.String:
		v.SetString(strings.Repeat("π", int(n%4)))
	case reflect.Array:
		for i := range v.Len() {
			s.fill(v.Index(i), old, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			s.fill(field(v, i), old, depth+1)
		}
	case reflect.Pointer:
		if p := new(shape); !empty {
			if len(*old) > 0 && n%3 == 1 {
				p = (*old)[n/3%uint64(len(*old))]
			} else {
				*old = append(*old, p)
				s.fill(reflect.ValueOf(p).Elem(), old, depth+1)
			}
			v.Set(reflect.ValueOf(p))
		}
	case reflect.Slice:
		if !empty {
			v.Set(reflect.MakeSlice(v.Type(), int(n/3%4), int(n/3%4+n/12%3)))
			for i := range v.Len() {
				s.fill(v.Index(i), old, depth+1)
			}
		}
	case reflect.Map:
		if !empty {
			v.Set(reflect.MakeMap(v.Type()))
			for range n / 3 % 4 {
				key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
				s.fill(key, old, depth+1)
				s.fill(value, old, depth+1)
				v.SetMapIndex(key, value)
			}
		}
	case reflect.Interface:
		if !empty {
			v.Set(reflect.ValueOf([]any{1, 2.5, "a", []float64{1}, []any{nil, true}}[n/3%5]))
		}
	}
}

func FuzzValue(f *testing.F) {
	for seed := range uint64(20) {
		data := make([]byte, 40*seed)
		rng := rand.New(rand.NewPCG(seed, 0))
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v shape
		var old []*shape
		s := source{data}
		s.fill(reflect.ValueOf(&v).Elem(), &old, 0)
		roundTrip(t, &v)
	})
}

// Whatever is in a file, reading it ends.
func FuzzDamage(f *testing.F) {
	v := shape{Name: "a", list: []*shape{nil, {}}, table: map[string][]int{"x": {1, 2}}, any: []any{1, "b"}}
	whole := walkOf([]any{&v}, knownTo(globals{}), largest, true).data
	f.Add(whole)
	for i := range whole {
		f.Add(whole[:i])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var read shape
		decode(data, []any{&read}, knownTo(globals{}))
	})
}

func BenchmarkValue(b *testing.B) {
	numbers := make([]float64, 1<<17)
	table := map[string]int{}
	for i := range 1 << 16 {
		table[strings.Repeat("a", i%7)+string(rune(i))] = i
	}
	for name, variable := range map[string]any{"numbers": &numbers, "map": &table} {
		k := knownTo(globals{})
		w := walkOf([]any{variable}, k, largest, true)
		for what, f := range map[string]func(){
			"fingerprint": func() { walkOf([]any{variable}, k, largest, false) },
			"write":       func() { walkOf([]any{variable}, k, largest, true) },
			"read":        func() { decode(w.data, []any{variable}, k) },
		} {
			b.Run(name+"/"+what, func(b *testing.B) {
				b.SetBytes(int64(len(w.data)))
				for b.Loop() {
					f()
				}
			})
		}
	}
}
