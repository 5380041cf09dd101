package nnlib_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"dlmath/nnlib"

	"pgregory.net/rapid"
)

// swish is an activation function of one's own, σ(z) = z/(1 + e^{−z}).
var swish = nnlib.RegisterActivation(&nnlib.Elementwise{
	Name: "test: swish, \"own\"",
	F:    func(z float64) float64 { return z * nnlib.Sigmoid.At(z) },
	D: func(z, a float64) float64 {
		s := nnlib.Sigmoid.At(z)
		return s + a*(1-s)
	},
})

var builtin = []nnlib.Activation{
	nnlib.Identity, nnlib.Sigmoid, nnlib.Tanh, nnlib.ReLU,
	nnlib.LeakyReLU, nnlib.Softplus, nnlib.Step, nnlib.Softmax,
}

// codecs are the two ways to keep a network.
var codecs = []struct {
	name   string
	encode func(v any) ([]byte, error)
	decode func(data []byte, v any) error
}{
	{"JSON", json.Marshal, json.Unmarshal},
	{"gob", func(v any) ([]byte, error) {
		var b bytes.Buffer
		err := gob.NewEncoder(&b).Encode(v)
		return b.Bytes(), err
	}, func(data []byte, v any) error {
		return gob.NewDecoder(bytes.NewReader(data)).Decode(v)
	}},
}

// sameNetwork fails unless a and b have the same layers and the same bits.
func sameNetwork(t interface{ Fatalf(string, ...any) }, a, b *nnlib.Network) {
	if !slices.Equal(a.Sizes(), b.Sizes()) {
		t.Fatalf("sizes %v and %v", a.Sizes(), b.Sizes())
	}
	for l := 2; l <= a.L(); l++ {
		if a.Activation(l) != b.Activation(l) {
			t.Fatalf("layer %d has activations %v and %v", l, a.Activation(l), b.Activation(l))
		}
	}
	for i, v := range a.Params() {
		if w := b.Params()[i]; math.Float64bits(v) != math.Float64bits(w) {
			t.Fatalf("parameter %d is %x and %x", i, v, w)
		}
	}
}

// drawNetwork makes a network of random shape whose parameters are any finite numbers.
func drawNetwork(t *rapid.T) *nnlib.Network {
	size := rapid.IntRange(1, 5)
	inner := append([]nnlib.Activation{swish}, builtin[:7]...)
	layers := make([]nnlib.Layer, rapid.IntRange(1, 4).Draw(t, "layers"))
	for i := range layers {
		layers[i] = nnlib.Layer{Size: size.Draw(t, "size"), Activation: rapid.SampledFrom(inner).Draw(t, "activation")}
	}
	if rapid.Bool().Draw(t, "softmax") {
		layers[len(layers)-1].Activation = nnlib.Softmax
	}
	net := nnlib.NewLayers(size.Draw(t, "inputs"), layers...)
	bits := rapid.Custom(func(t *rapid.T) float64 { return math.Float64frombits(rapid.Uint64().Draw(t, "bits")) })
	special := rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 0.1, 1e21, 1e-7, math.MaxFloat64, -math.SmallestNonzeroFloat64})
	finite := rapid.OneOf(special, bits, rapid.Float64()).Filter(func(v float64) bool { return v-v == 0 })
	for i := range net.Params() {
		net.Params()[i] = finite.Draw(t, "p")
	}
	return net
}

func TestNetworksSurvive(t *testing.T) {
	for _, codec := range codecs {
		t.Run(codec.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				// One by pointer, one by value, as people put them into structs.
				type pair struct {
					A *nnlib.Network
					B nnlib.Network
				}
				in := pair{drawNetwork(t), *drawNetwork(t)}
				data, err := codec.encode(in)
				if err != nil {
					t.Fatal(err)
				}
				var out pair
				if err := codec.decode(data, &out); err != nil {
					t.Fatal(err)
				}
				sameNetwork(t, in.A, out.A)
				sameNetwork(t, &in.B, &out.B)
			})
		})
	}
}

// oldNetwork has every activation function of version 1 and numbers that are hard to keep.
func oldNetwork() *nnlib.Network {
	var layers []nnlib.Layer
	for _, σ := range builtin {
		layers = append(layers, nnlib.Layer{Size: 2, Activation: σ})
	}
	net := nnlib.NewLayers(3, layers...)
	p := net.Params()
	for i := range p {
		p[i] = float64(i-20) / 7
	}
	copy(p, []float64{math.Copysign(0, -1), math.SmallestNonzeroFloat64, math.MaxFloat64, 1e21, 0.1})
	return net
}

// The files were written by version 1. They are never to be made anew: whatever the
// newest version is, it reads them.
func TestVersion1IsRead(t *testing.T) {
	for _, codec := range codecs {
		path := filepath.Join("testdata", "network-v1."+strings.ToLower(codec.name))
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var net nnlib.Network
		if err := codec.decode(data, &net); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		sameNetwork(t, oldNetwork(), &net)
	}
}

func TestSaveAndLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "net.json")
	for _, net := range []*nnlib.Network{nnlib.New(swish, 2, 3, 1), oldNetwork()} { // the second replaces the first
		if err := net.Save(path); err != nil {
			t.Fatal(err)
		}
		got, err := nnlib.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		sameNetwork(t, net, got)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("saving left %v behind (%v)", files, err)
	}

	// A network that cannot be kept leaves the file as it was.
	bad := nnlib.New(nnlib.Tanh, 1, 1)
	bad.Params()[1] = math.NaN()
	if err := bad.Save(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("saving NaN: %v; want an error that names %s", err, path)
	}
	got, err := nnlib.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	sameNetwork(t, oldNetwork(), got)

	if _, err := nnlib.Load(filepath.Join(t.TempDir(), "none.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("loading a file that is not there: %v", err)
	}
	if err := bad.Save(filepath.Join(path, "below-a-file")); err == nil {
		t.Error("saving below a file worked")
	}
	if err := os.Truncate(path, 100); err != nil {
		t.Fatal(err)
	}
	if _, err := nnlib.Load(path); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "cut short") {
		t.Errorf("loading a file cut short: %v", err)
	}
}

func TestWhatCannotBeReadBackIsNotWritten(t *testing.T) {
	impostor := &nnlib.Elementwise{Name: "sigmoid", F: math.Cos, D: func(z, _ float64) float64 { return -math.Sin(z) }}
	unknown := &nnlib.Elementwise{Name: "test: unknown", F: math.Cos}
	withNaN := nnlib.NewLayers(2, nnlib.Layer{Size: 3, Activation: nnlib.ReLU}, nnlib.Layer{Size: 2, Activation: nnlib.Softmax})
	withNaN.W(3).Set(1, 2, math.NaN())
	withInf := nnlib.New(nnlib.Tanh, 2, 3, 2)
	withInf.B(2).SetVec(1, math.Inf(-1))
	for _, c := range []struct {
		net  *nnlib.Network
		want string
	}{
		{new(nnlib.Network), "empty"},
		{nnlib.NewLayers(1, nnlib.Layer{Size: 1, Activation: nnlib.Tanh}, nnlib.Layer{Size: 1, Activation: impostor}), `layer 3: this activation function "sigmoid"`},
		{nnlib.New(unknown, 1, 1), "RegisterActivation"},
		{withNaN, "W(3).At(1, 2) is NaN"},
		{withInf, "B(2).AtVec(1) is -Inf"},
	} {
		for _, codec := range codecs {
			if _, err := codec.encode(c.net); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s of %v: error %v; want one with %q", codec.name, c.net, err, c.want)
			}
		}
	}
}

// gobParts returns what GobEncode gives for these values.
func gobParts(values ...any) []byte {
	var b bytes.Buffer
	enc := gob.NewEncoder(&b)
	for _, v := range values {
		if err := enc.Encode(v); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

type gobNetwork struct {
	Sizes       []int
	Activations []string
	Params      []float64
}

var badGobs = []struct {
	name string
	data []byte
	want string
}{
	{"empty", nil, "cut short"},
	{"a newer version", gobParts(2, "other things"), "version 2"},
	{"version 0", gobParts(0), "version 0"},
	{"text for a version", gobParts("1"), "no network"},
	{"version alone", gobParts(1), "cut short"},
	{"something else", gobParts(1, 3.14), "no network"},
	{"no sizes", gobParts(1, gobNetwork{Activations: []string{"tanh"}}), "0 sizes"},
	{"one size", gobParts(1, gobNetwork{Sizes: []int{3}, Params: []float64{1}}), "1 sizes"},
	{"activations missing", gobParts(1, gobNetwork{[]int{1, 1, 1}, []string{"tanh"}, make([]float64, 4)}), "3 sizes and 1 activation"},
	{"size 0", gobParts(1, gobNetwork{[]int{0, 1}, []string{"tanh"}, make([]float64, 1)}), "layer 1 has size 0"},
	{"size −1", gobParts(1, gobNetwork{[]int{1, 1, -1}, []string{"tanh", "tanh"}, make([]float64, 2)}), "layer 3 has size -1"},
	{"too few parameters", gobParts(1, gobNetwork{[]int{2, 2, 3}, []string{"tanh", "tanh"}, make([]float64, 14)}), "layer 3: 3×2 weights and 3 biases do not fit; of the 14 parameters there are 8 left"},
	{"too many parameters", gobParts(1, gobNetwork{[]int{2, 2, 3}, []string{"tanh", "tanh"}, make([]float64, 16)}), "need 15 parameters and there are 16"},
	{"a product that overflows to 0", gobParts(1, gobNetwork{[]int{1<<31 - 1, 1 << 30}, []string{"tanh"}, make([]float64, 4)}), "do not fit"},
	{"the largest inputs", gobParts(1, gobNetwork{[]int{math.MaxInt32, 1}, []string{"tanh"}, make([]float64, 4)}), "do not fit"},
	{"unknown activation", gobParts(1, gobNetwork{[]int{1, 1}, []string{"mish"}, make([]float64, 2)}), `layer 2: the activation function "mish" is unknown`},
	{"inner softmax", gobParts(1, gobNetwork{[]int{1, 1, 1}, []string{"softmax", "tanh"}, make([]float64, 4)}), "layer 2 of 3 has softmax"},
	{"NaN", gobParts(1, gobNetwork{[]int{1, 1}, []string{"tanh"}, []float64{0, math.NaN()}}), "B(2).AtVec(0) is NaN"},
	{"infinite", gobParts(1, gobNetwork{[]int{1, 1}, []string{"tanh"}, []float64{math.Inf(1), 0}}), "W(2).At(0, 0) is +Inf"},
}

var badJSONs = []struct{ text, want string }{
	{``, "cut short"},
	{`{"version": 1, "sizes": [1,`, "no JSON after byte 27 of 27"},
	{`{"version": 1} {}`, "damaged"},
	{`null`, `no "version"`},
	{`[1]`, "no network"},
	{`{"sizes": [1, 1]}`, `no "version"`},
	{`{"version": 2, "sizes": "other things"}`, "version 2"},
	{`{"version": -1}`, "version -1"},
	{`{"version": "1"}`, "no network"},
	{`{"version": 1, "sizes": "2-2"}`, "sizes"},
	{`{"version": 1, "sizes": [1e99, 1]}`, "1e99"},
	{`{"version": 1}`, "0 sizes and 0 layers"},
	{`{"version": 1, "sizes": [1]}`, "1 sizes"},
	{`{"version": 1, "sizes": [0, 1], "layers": [{"activation": "tanh", "W": [[]], "b": [1]}]}`, "layer 1 has size 0"},
	{`{"version": 1, "sizes": [1, 1], "layers": []}`, "2 sizes and 0 layers"},
	{`{"version": 1, "sizes": [1, 2], "layers": [{"activation": "tanh", "W": [[1]], "b": [1]}]}`, "layer 2: W has 1 rows; by the sizes it has 2"},
	{`{"version": 1, "sizes": [2, 2], "layers": [{"activation": "tanh", "W": [[1, 2], [3]], "b": [1, 2]}]}`, "layer 2: row 2 of W has 1 numbers; by the sizes it has 2"},
	{`{"version": 1, "sizes": [1, 1], "layers": [{"activation": "tanh", "W": [[1]], "b": [1, 2]}]}`, "layer 2: b has 2 numbers"},
	{`{"version": 1, "sizes": [1, 1], "layers": [{"activation": "tanh", "W": [[1]]}]}`, "layer 2: b is missing"},
	{`{"version": 1, "sizes": [1, 1], "layers": [{"activation": "tanh", "W": [[null]], "b": [1]}]}`, "row 1 of W is missing, or has null"},
	{`{"version": 1, "sizes": [1, 1], "layers": [{"activation": "tanh", "W": [[1e999]], "b": [1]}]}`, "1e999"},
	{`{"version": 1, "sizes": [1, 1], "layers": [{"activation": "tanh", "W": [["1"]], "b": [1]}]}`, "not a list of finite numbers"},
	{`{"version": 1, "sizes": [1, 1], "layers": [{"activation": "tanh", "W": [[NaN]], "b": [1]}]}`, "damaged"},
	{`{"version": 1, "sizes": [1, 1], "layers": [{"activation": "mish", "W": [[1]], "b": [1]}]}`, `"mish" is unknown`},
	{`{"version": 1, "sizes": [1, 1], "layers": [{"W": [[1]], "b": [1]}]}`, `"" is unknown`},
	{`{"version": 1, "sizes": [9007199254740993, 9007199254740993], "layers": [{"activation": "tanh", "W": [[1]], "b": [1]}]}`, "9007199254740993"},
}

// A refused network leaves the one that was there alone, and costs no more memory
// than its own text does.
func TestBadNetworksAreRefused(t *testing.T) {
	check := func(name string, size int, decode func(*nnlib.Network) error, want string) {
		net := oldNetwork()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := decode(net)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "nnlib: ") {
			t.Errorf("%s: error %v; want one with %q", name, err, want)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
			t.Errorf("%s: %d bytes of memory for %d bytes of input", name, used, size)
		}
		sameNetwork(t, oldNetwork(), net)
	}
	for _, c := range badGobs {
		check("gob, "+c.name, len(c.data), func(n *nnlib.Network) error { return n.GobDecode(c.data) }, c.want)
	}
	for _, c := range badJSONs {
		check(c.text, len(c.text), func(n *nnlib.Network) error { return n.UnmarshalJSON([]byte(c.text)) }, c.want)
	}
}

// Wherever a network is cut, the rest is refused.
func TestEveryCutIsRefused(t *testing.T) {
	text, err := oldNetwork().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	data, err := oldNetwork().GobEncode()
	if err != nil {
		t.Fatal(err)
	}
	for i := range bytes.TrimSpace(text) {
		if err := new(nnlib.Network).UnmarshalJSON(text[:i]); err == nil {
			t.Errorf("the first %d bytes of %d of JSON were taken for a network", i, len(text))
		}
	}
	for i := range data {
		if err := new(nnlib.Network).GobDecode(data[:i]); err == nil {
			t.Errorf("the first %d bytes of %d of gob were taken for a network", i, len(data))
		}
	}
}

// byValue is an activation function that == cannot compare.
type byValue []func()

func (byValue) String() string       { return "test: by value" }
func (byValue) Apply(a, z []float64) { copy(a, z) }

func TestRegisterActivationRefuses(t *testing.T) {
	for want, register := range map[string]func(){
		"is registered already": func() { nnlib.RegisterActivation(&nnlib.Elementwise{Name: "relu"}) },
		"needs a name":          func() { nnlib.RegisterActivation(&nnlib.Elementwise{}) },
		"compared by ==":        func() { nnlib.RegisterActivation(byValue(nil)) },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("panic %q; want one with %q", got, want)
				}
			}()
			register()
		}()
	}
}
