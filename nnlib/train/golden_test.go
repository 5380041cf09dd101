package train_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/internal/cpu"
	"dlmath/nnlib/lsq"
	"dlmath/nnlib/train"

	"gonum.org/v1/gonum/mat"
)

// goldenRuns are trainings of small networks. The hash of each is the same on every
// processor and with every set of instructions.
var goldenRuns = []struct {
	name, hash string
	run        func(t *testing.T, h io.Writer, net *nnlib.Network, obj *nnlib.Objective)
	sizes      []int
}{
	{"the paper's network", "f7c749d2b64db29195d52d7c2e9bf5f9", singles, []int{2, 2, 3, 2}},
	{"eight units", "0edfa6c4d3b1b765c6685fc277975d87", singles, []int{2, 8, 5, 2}},
	{"nine units", "7600b0f5691235ce1f80b0ce41fd4fc9", singles, []int{2, 9, 2}},
	{"Levenberg–Marquardt by point", "6c5c0bd2c58aa5dc006f1289ed0270f3", levenbergMarquardt(nnlib.ByPoint), []int{2, 2, 3, 2}},
	{"Levenberg–Marquardt by component", "1de3c0408c7f20d901f096cb843feebe", levenbergMarquardt(nnlib.ByComponent), []int{2, 2, 3, 2}},
}

// singles trains by single points with a falling rate, and hashes costs and a raster.
func singles(t *testing.T, h io.Writer, net *nnlib.Network, obj *nnlib.Objective) {
	tr := &train.Trainer{
		Objective: obj,
		Rule:      &train.SGD{Rate: 0.5},
		Schedule:  train.InverseTime{Half: 3000},
		Steps:     5000,
		Every:     7,
		Rand:      rand.New(rand.NewPCG(2, 0)),
	}
	for s := range tr.Run(context.Background()) {
		write(h, s.Cost)
	}
	if err := tr.Err(); err != nil {
		t.Fatal(err)
	}
	grid := mat.NewDense(33*33, 2, nil)
	for k := range 33 * 33 {
		grid.SetRow(k, []float64{float64(k%33) / 32, float64(k/33) / 32})
	}
	write(h, net.PredictBatch(grid).RawMatrix().Data...)
}

func levenbergMarquardt(kind nnlib.ResidualKind) func(*testing.T, io.Writer, *nnlib.Network, *nnlib.Objective) {
	return func(t *testing.T, h io.Writer, net *nnlib.Network, obj *nnlib.Objective) {
		res, err := lsq.Solve(obj.Residuals(kind), net.Params(), nil)
		if err != nil {
			t.Fatal(err)
		}
		write(h, res.Cost, float64(res.Evaluations))
	}
}

func write(h io.Writer, v ...float64) { binary.Write(h, binary.LittleEndian, v) }

func TestGoldenRuns(t *testing.T) {
	for _, s := range cpu.Available() {
		t.Run(s.String(), func(t *testing.T) {
			defer cpu.Use(s)()
			for _, g := range goldenRuns {
				net := nnlib.New(nnlib.Sigmoid, g.sizes...)
				net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(0.5))
				h := sha256.New()
				g.run(t, h, net, nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling()))
				write(h, net.Params()...)
				if got := fmt.Sprintf("%x", h.Sum(nil)[:16]); got != g.hash {
					t.Errorf("%s: the hash is %s, want %s", g.name, got, g.hash)
				}
			}
		})
	}
}
