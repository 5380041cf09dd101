package random

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func draw(seed uint64, n int) []float64 {
	rng := rand.New(rand.NewPCG(seed, 0))
	x := make([]float64, n)
	for i := range x {
		x[i] = Normal(rng)
	}
	return x
}

// The bits must be the same on every machine, whatever GOARCH and GOAMD64.
func TestNormalGolden(t *testing.T) {
	const want = "c8982b1d7168060a"
	h := sha256.New()
	binary.Write(h, binary.LittleEndian, draw(1, 100_000))
	if got := fmt.Sprintf("%x", h.Sum(nil)[:8]); got != want {
		t.Errorf("hash of 100,000 numbers is %s, want %s", got, want)
	}
}

// The Kolmogorov–Smirnov distance to the normal distribution: of n numbers that are
// normal, one sample in a thousand has a larger one than 1.95/√n.
func TestNormalIsNormal(t *testing.T) {
	const n = 200_000
	for seed := range uint64(3) {
		x := draw(seed, n)
		slices.Sort(x)
		distance := 0.0
		for i, v := range x {
			cdf := math.Erfc(-v/math.Sqrt2) / 2
			distance = max(distance, cdf-float64(i)/n, float64(i+1)/n-cdf)
		}
		if limit := 1.95 / math.Sqrt(n); distance > limit {
			t.Errorf("seed %d: distance %.5f, above %.5f", seed, distance, limit)
		}
	}
}

// Moments see what the distance does not: the tails.
func TestNormalMoments(t *testing.T) {
	const n = 1_000_000
	x := draw(7, n)
	var moments [5]float64
	serial := 0.0
	for i, v := range x {
		for k := 1; k <= 4; k++ {
			moments[k] += math.Pow(v, float64(k)) / n
		}
		if i > 0 {
			serial += v * x[i-1] / n
		}
	}
	// Standard errors of the sample moments are √(var/n) with variances 1, 2, 15, 96.
	for k, want := range map[int][2]float64{1: {0, 1}, 2: {1, 2}, 3: {0, 15}, 4: {3, 96}} {
		if limit := 4 * math.Sqrt(want[1]/n); math.Abs(moments[k]-want[0]) > limit {
			t.Errorf("moment %d is %.5f, want %v ± %.5f", k, moments[k], want[0], limit)
		}
	}
	if limit := 4 / math.Sqrt(n); math.Abs(serial) > limit {
		t.Errorf("correlation of successive numbers is %.5f, want 0 ± %.5f", serial, limit)
	}
}

func BenchmarkNormal(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 0))
	for b.Loop() {
		Normal(rng)
	}
}
