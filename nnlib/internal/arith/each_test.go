package arith

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"dlmath/nnlib/internal/cpu"
)

var eachFunctions = []struct {
	function
	each func(dst, x []float64)
}{
	{functions[0], ExpTo},
	{functions[3], TanhTo},
	{functions[4], SigmoidTo},
}

// specials are arguments that vector code treats apart, or might get wrong.
var specials = []float64{
	0, math.Copysign(0, -1), 0x1p-1074, -0x1p-1074, 0x1.8p-1030, math.Inf(1), math.Inf(-1), math.NaN(),
	math.Float64frombits(0x7ff8dead0000beef), math.Float64frombits(0xfff0000000000001),
	math.MaxFloat64, -math.MaxFloat64, far, -far, 700.5, -700.5, 709.9, -745, -750,
	tanhNear, -tanhNear, 20, -20, 19.999, 37, -37,
}

// onEverySIMD runs a test with each set of instructions that the processor has.
func onEverySIMD(t *testing.T, test func(t *testing.T)) {
	for _, s := range cpu.Available() {
		t.Run(s.String(), func(t *testing.T) {
			defer cpu.Use(s)()
			test(t)
		})
	}
}

// checkEach compares the function of slices with the function of numbers, bit by bit,
// and looks whether anything beside dst was written.
func checkEach(t *testing.T, name string, each func(dst, x []float64), f func(float64) float64, x []float64) {
	t.Helper()
	const guard = 12345.678
	room := slices.Repeat([]float64{guard}, len(x)+16)
	dst := room[8 : 8+len(x)]
	before := slices.Clone(x)
	each(dst, x)
	for i, v := range x {
		if math.Float64bits(v) != math.Float64bits(before[i]) {
			t.Fatalf("%s of %d numbers has changed its argument %d", name, len(x), i)
		}
		if want := f(v); math.Float64bits(dst[i]) != math.Float64bits(want) {
			t.Fatalf("%s of %d numbers: element %d of %v (%x) is %v (%x), want %v (%x)", name, len(x), i, v, v, dst[i], dst[i], want, want)
		}
	}
	for i, v := range room {
		if (i < 8 || i >= 8+len(x)) && v != guard {
			t.Fatalf("%s of %d numbers has written at %d", name, len(x), i-8)
		}
	}
	each(before, before)
	for i, v := range before {
		if math.Float64bits(v) != math.Float64bits(dst[i]) {
			t.Fatalf("%s of %d numbers in place: element %d is %v, want %v", name, len(x), i, v, dst[i])
		}
	}
}

func TestEach(t *testing.T) {
	onEverySIMD(t, func(t *testing.T) {
		for _, fn := range eachFunctions {
			rng := rand.New(rand.NewPCG(3, 1))
			for n := range 70 { // every length and tail, and a special argument at every place
				x := make([]float64, n)
				for i := range x {
					x[i] = fn.sample(rng, i)
				}
				checkEach(t, fn.name, fn.each, fn.f, x)
				for i := range x {
					y := slices.Clone(x)
					y[i] = specials[(n+i)%len(specials)]
					checkEach(t, fn.name, fn.each, fn.f, y)
				}
			}
			checkEach(t, fn.name, fn.each, fn.f, specials)
			checkEach(t, fn.name, fn.each, fn.f, fn.hard)
			if cpu.Level() > cpu.Portable {
				checkEach(t, fn.name, fn.each, fn.f, goldenInputs())
			}
		}
	})
}

func FuzzEach(f *testing.F) {
	f.Add(uint64(1), uint8(9), 0.5, 3.25)
	f.Add(uint64(2), uint8(64), math.NaN(), -700.0)
	f.Fuzz(func(t *testing.T, seed uint64, n uint8, a, b float64) {
		rng := rand.New(rand.NewPCG(seed, 0))
		x := make([]float64, n)
		for i := range x {
			x[i] = []float64{a, b, a * rng.NormFloat64(), math.Float64frombits(rng.Uint64())}[rng.IntN(4)]
		}
		onEverySIMD(t, func(t *testing.T) {
			for _, fn := range eachFunctions {
				checkEach(t, fn.name, fn.each, fn.f, x)
			}
		})
	})
}

// Numbers a second, on each set of instructions.
func BenchmarkEach(b *testing.B) {
	x, dst := make([]float64, 1024), make([]float64, 1024)
	for i := range x {
		x[i] = 8 * (float64(i)/512 - 1)
	}
	for _, fn := range eachFunctions {
		for _, s := range cpu.Available() {
			b.Run(fmt.Sprintf("%s/%v", fn.name, s), func(b *testing.B) {
				defer cpu.Use(s)()
				for b.Loop() {
					fn.each(dst, x)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(x)), "ns/number")
			})
		}
	}
}
