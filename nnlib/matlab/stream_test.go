package matlab

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// drawn returns n numbers, each printed by format.
func drawn(n int, format string, draw func() float64) string {
	var s []string
	for range n {
		s = append(s, fmt.Sprintf(format, draw()))
	}
	return strings.Join(s, " ")
}

// What MATLAB prints after rng(seed). Seeds 0 (rng default), 1 and 2: the
// documentation of rand, randn, randi, and M. Croucher's notes on MATLAB's
// generator. Seed 123456789: J. Burkardt, matlab_random, randn_test.txt.
func TestPrintedByMATLAB(t *testing.T) {
	for _, c := range []struct {
		seed         uint32
		call, format string
		want         string
	}{
		{0, "rand", "%.4f", "0.8147 0.9058 0.1270 0.9134 0.6324 0.0975 0.2785 0.5469 0.9575 0.9649"},
		{0, "rand", "%.15f", "0.814723686393179 0.905791937075619 0.126986816293506 0.913375856139019 0.632359246225410"},
		{5489, "rand", "%.15f", "0.814723686393179 0.905791937075619 0.126986816293506 0.913375856139019 0.632359246225410"},
		{1, "rand", "%.15f", "0.417022004702574 0.720324493442158 0.000114374817345 0.302332572631840 0.146755890817113"},
		{2, "rand", "%.15f", "0.435994902142004 0.025926231827891 0.549662477878709 0.435322392618277 0.420367802087489"},
		{123456789, "rand", "%.6f", "0.532833 0.534137 0.509553 0.713564 0.256999"},
		{0, "randn", "%.4f", "0.5377 1.8339 -2.2588 0.8622 0.3188 -1.3077 -0.4336 0.3426 3.5784 2.7694"},
		{123456789, "randn", "%.6g", "0.2265 0.0256107 0.0376636 0.364848 -1.05838"},
		{0, "randi(10)", "%.0f", "9 10 2 10 7 1 3 6 10 10"},
		{2, "randi(21)", "%.0f", "10 1 12 10 9 7 5 14 7 6 14 12 3 11 4 17"}, // randi([-10,10], "%.4f", 4), plus 11
	} {
		s := NewStream(c.seed)
		draw := map[string]func() float64{
			"rand":      s.Rand,
			"randn":     s.Randn,
			"randi(10)": func() float64 { return float64(s.Randi(10)) },
			"randi(21)": func() float64 { return float64(s.Randi(21)) },
		}[c.call]
		if got := drawn(len(strings.Fields(c.want)), c.format, draw); got != c.want {
			t.Errorf("rng(%d): %s gives\n%s, want\n%s", c.seed, c.call, got, c.want)
		}
	}
}

// Burkardt's program goes on after five draws of seed 123456789, and prints mean
// and variance of 1, 10, …, 10⁷ further draws. That is some 160 000 wedges and
// 3000 tails: one word too many or too few, ever, and all later digits differ.
func TestElevenMillionNormals(t *testing.T) {
	s := NewStream(123456789)
	s.RandnMatrix(5, 1)
	for _, want := range []string{
		"1 0.326832 0.000000",
		"10 0.018427 1.383352",
		"100 0.067092 1.006473",
		"1000 0.023507 0.957141",
		"10000 0.008770 0.996067",
		"100000 -0.000765 1.005725",
		"1000000 -0.000553 1.000134",
		"10000000 0.000093 0.999422",
	} {
		var n int
		fmt.Sscan(want, &n)
		sum, squares := 0.0, 0.0
		for range n {
			x := s.Randn()
			sum += x
			squares += float64(x * x)
		}
		mean := sum / float64(n)
		variance := (squares - float64(mean*sum)) / float64(max(n-1, 1))
		if got := fmt.Sprintf("%d %.6f %.6f", n, mean, math.Abs(variance)); got != want {
			t.Errorf("count, mean and variance are %s, want %s", got, want)
		}
	}
}

// The start of the paper's listing netbp: 23 parameters, then indices of points.
func TestPaperStart(t *testing.T) {
	s := NewStream(5000)
	w2, w3, w4 := s.RandnMatrix(2, 2), s.RandnMatrix(3, 2), s.RandnMatrix(2, 3)
	b2, b3, b4 := s.RandnMatrix(2, 1), s.RandnMatrix(3, 1), s.RandnMatrix(2, 1)

	half := func(x float64) string { return fmt.Sprintf("%.8f", 0.5*x) }
	first := []string{half(w2.At(0, 0)), half(w2.At(1, 0)), half(w2.At(0, 1)), half(w2.At(1, 1)), half(w3.At(0, 0))}
	want := "-0.18635217 -0.23323093 0.20510972 -0.80314503 0.23117705"
	if got := strings.Join(first, " "); got != want {
		t.Errorf("the first parameters are %s, want %s", got, want)
	}

	want = "1 2 3 2 4 4 7 7 10 5"
	if got := drawn(10, "%.0f", func() float64 { return float64(s.Randi(10)) }); got != want {
		t.Errorf("the first indices are %s, want %s", got, want)
	}

	again := NewStream(5000)
	for _, m := range []*mat.Dense{w2, w3, w4, b2, b3, b4} {
		rows, cols := m.Dims()
		for j := range cols {
			for i := range rows {
				if x := again.Randn(); x != m.At(i, j) {
					t.Errorf("a %d×%d matrix has %v at (%d, %d), but the stream gives %v", rows, cols, m.At(i, j), i, j, x)
				}
			}
		}
	}
}

// The ends of the levels must close at the top, or the levels have unequal areas.
func TestZigguratCloses(t *testing.T) {
	if top := zigLevel/zigX[1] + zigF[1]; math.Abs(top-1) > 1e-12 {
		t.Errorf("the top level ends at height %v, want 1", top)
	}
	for i := range levels {
		if zigX[i] >= zigX[i+1] || zigF[i] <= zigF[i+1] {
			t.Errorf("level %d: its ends %v, %v or heights %v, %v are out of order", i, zigX[i], zigX[i+1], zigF[i], zigF[i+1])
		}
	}
}

func TestRandiRange(t *testing.T) {
	s := NewStream(7)
	for range 1000 {
		if k := s.Randi(1); k != 1 {
			t.Fatalf("Randi(1) = %d, want 1", k)
		}
	}
	for _, n := range []int{0, -3} {
		func() {
			defer func() {
				if r := recover(); !strings.Contains(fmt.Sprint(r), fmt.Sprintf("Randi(%d)", n)) {
					t.Errorf("Randi(%d) panics with %v, want a sentence that names the call", n, r)
				}
			}()
			s.Randi(n)
		}()
	}
}

// The same bits on every machine.
func TestGolden(t *testing.T) {
	s := NewStream(0)
	hash := sha256.New()
	var b [8]byte
	for range 100_000 {
		for _, x := range []float64{s.Rand(), s.Randn(), float64(s.Randi(1 << 30))} {
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(x))
			hash.Write(b[:])
		}
	}
	const want = "63e46d604b4479a265885239654138df"
	if got := fmt.Sprintf("%x", hash.Sum(nil)[:16]); got != want {
		t.Errorf("the hash of 300 000 draws is %s, want %s", got, want)
	}
}

func BenchmarkRandn(b *testing.B) {
	s := NewStream(0)
	for b.Loop() {
		s.Randn()
	}
}
