package lsq

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

var update = flag.Bool("update", false, "write testdata/bits.txt anew")

// exact are problems whose residuals are the same on every platform: products
// that feed a sum are rounded by a conversion, as the language demands.
var exact = []struct {
	name     string
	p        Problem
	start    []float64
	settings Settings
}{
	{"Rosenbrock", Problem{2, exactRosenbrock, func(jac *mat.Dense, x []float64) {
		jac.SetRow(0, []float64{-20 * x[0], 10})
		jac.SetRow(1, []float64{-1, 0})
	}}, []float64{-1.2, 1}, Settings{}},
	{"Rosenbrock, forward", Problem{2, exactRosenbrock, nil}, []float64{-1.2, 1}, Settings{}},
	{"Rosenbrock, central, tenfold", Problem{2, exactRosenbrock, nil}, []float64{-1.2, 1}, Settings{Difference: Central, Damping: Tenfold}},
	{"Rosenbrock, bounded", Problem{2, exactRosenbrock, nil}, []float64{-1.2, 1}, Settings{Upper: []float64{0.5, 1}}},
	{"Kowalik and Osborne", Problem{11, exactKowalik, nil}, []float64{0.25, 0.39, 0.415, 0.39}, Settings{}},
	{"Kowalik and Osborne, bounded", Problem{11, exactKowalik, nil}, []float64{0.25, 0.39, 0.415, 0.39}, Settings{
		Lower: []float64{0, 0.2, 0, 0}, Upper: []float64{0.3, 1, 1, 1}}},
	{"4 residuals of 9 unknowns", Problem{4, func(r, x []float64) {
		for i := range r {
			r[i] = -1
			for j, v := range x {
				r[i] = math.FMA(float64(1+(i+2)*(j+1)%7)*v, v, r[i])
			}
		}
	}, nil}, []float64{1, 2, 3, 4, 5, 4, 3, 2, 1}, Settings{Difference: Central}},
}

func exactRosenbrock(r, x []float64) {
	r[0], r[1] = 10*(x[1]-float64(x[0]*x[0])), 1-x[0]
}

func exactKowalik(r, x []float64) {
	for i, u := range kowalikU {
		a, b := u*(u+x[1]), float64(u*(u+x[2]))+x[3]
		r[i] = kowalikY[i] - float64(x[0]*a)/b
	}
}

// The bits of every run are those of testdata/bits.txt, on any platform.
func TestSameBitsEverywhere(t *testing.T) {
	var lines strings.Builder
	for _, c := range exact {
		x := append([]float64(nil), c.start...)
		res, err := Solve(c.p, x, &c.settings)
		if err != nil {
			t.Fatal(c.name, err)
		}
		if !res.Status.Converged() {
			t.Fatal(c.name, res.Status)
		}
		hash := sha256.New()
		write := func(v ...float64) { binary.Write(hash, binary.LittleEndian, v) }
		write(x...)
		write(res.Residuals...)
		for _, it := range res.History {
			write(it.Cost, it.Gradient, it.Step, it.Lambda, float64(it.Evaluations))
		}
		lines.WriteString(hex.EncodeToString(hash.Sum(nil)) + "  " + c.name + "\n")
	}
	const file = "testdata/bits.txt"
	if *update {
		if err := os.WriteFile(file, []byte(lines.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if lines.String() != string(want) {
		t.Errorf("the bits are\n%s%s has\n%s(after a change that is meant: go test -update)", lines.String(), file, want)
	}
}
