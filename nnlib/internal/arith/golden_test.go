package arith

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// goldenInputs returns 100 000 arguments made of bits and exact scalings alone,
// so that they are the same everywhere: any double at all, and numbers of the
// size that a network meets, fine and coarse.
func goldenInputs() []float64 {
	rng := rand.New(rand.NewPCG(1801, 5894))
	x := make([]float64, 100_000)
	for i := range x {
		switch i % 4 {
		case 0:
			x[i] = math.Float64frombits(rng.Uint64())
		case 1:
			x[i] = float64(int64(rng.Uint64())>>10) * 0x1p-50 // |x| < 8
		case 2:
			x[i] = float64(int64(rng.Uint64())>>10) * 0x1p-43 // |x| < 1024
		case 3:
			x[i] = float64(i-50_000) * 0x1p-6 // |x| < 782
		}
	}
	return x
}

// The hashes of the results' bits are the contract of this package: the same on
// every processor, operating system and compiler setting. They change only when
// an algorithm changes, and with them every stored result of the library.
func TestGolden(t *testing.T) {
	golden := map[string]string{
		"Exp":      "5559c286f1ca2dc55b629e90b755b83b",
		"Log":      "1c42ea9a2403e7dc2ed8e3697ebf4b34",
		"Log1p":    "41844fa6e657654322746877d0301418",
		"Tanh":     "ebef19bdb018dbb95411f0b436ee757c",
		"Sigmoid":  "13a321d782c88615925e245e27c1f44a",
		"Softplus": "e3ea4b40c5e961e2cb8b930d7044a890",
	}
	inputs := goldenInputs()
	for _, fn := range functions {
		hash := sha256.New()
		var b [8]byte
		for _, x := range inputs {
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(fn.f(x)))
			hash.Write(b[:])
		}
		if got := fmt.Sprintf("%x", hash.Sum(nil)[:16]); got != golden[fn.name] {
			t.Errorf("%s: the hash of its results is %s, want %s", fn.name, got, golden[fn.name])
		}
	}
}
