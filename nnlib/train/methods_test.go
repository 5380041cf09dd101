package train_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/train"

	"gonum.org/v1/gonum/optimize"
)

// rules returns a new rule of each kind, by name.
func rules() map[string]train.Rule {
	return map[string]train.Rule{
		"SGD":      &train.SGD{Rate: 1},
		"Momentum": &train.Momentum{Rate: 0.1},
		"Nesterov": &train.Nesterov{Rate: 0.1},
		"RMSProp":  &train.RMSProp{Rate: 0.01},
		"Adam":     &train.Adam{Rate: 0.01},
		"AdamW":    &train.AdamW{Rate: 0.01},
	}
}

var samplings = map[string]train.Sampling{"with replacement": train.WithReplacement, "shuffled": train.Shuffled}

// method is a way to make the cost of the ten points smaller.
type method struct {
	name     string
	minimise func(t *testing.T, obj *nnlib.Objective)
}

// methods returns all of them: every rule with every sampling and several batch
// sizes, and the full-batch methods of gonum.
func methods() []method {
	var all []method
	for rule := range rules() {
		for name, sampling := range samplings {
			for _, batch := range []int{1, 4, 16} {
				all = append(all, method{
					name: fmt.Sprintf("%s, %s, batch %d", rule, name, batch),
					minimise: func(t *testing.T, obj *nnlib.Objective) {
						tr := train.Trainer{
							Objective: obj, Rule: rules()[rule], Batch: batch, Sampling: sampling,
							Steps: 6000, Every: 1000, Rand: rand.New(rand.NewPCG(3, 0)),
						}
						run(&tr)
						if tr.Err() != nil {
							t.Fatal(tr.Err())
						}
					},
				})
			}
		}
	}
	for name, m := range map[string]optimize.Method{
		"gradient descent":   &optimize.GradientDescent{},
		"conjugate gradient": &optimize.CG{},
		"L-BFGS":             &optimize.LBFGS{},
	} {
		all = append(all, method{
			name: name,
			minimise: func(t *testing.T, obj *nnlib.Objective) {
				settings := &optimize.Settings{MajorIterations: 5000, GradientThreshold: 1e-6}
				result, err := optimize.Minimize(obj.Problem(), obj.Network.Params(), settings, m)
				if err != nil {
					t.Fatal(err)
				}
				obj.Network.SetParams(result.X)
			},
		})
	}
	return all
}

func tenPoints() *nnlib.Objective {
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(0.5))
	return nnlib.NewObjective(net, nnlib.Quadratic, dataset.Drilling())
}

func TestMethods(t *testing.T) {
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			obj := tenPoints()
			before := obj.Cost(nil)
			m.minimise(t, obj)
			after := obj.Cost(nil)
			if !(after < before/2) { // below the long plateau at ¼ that all of them have to cross
				t.Errorf("the cost went from %g to %g, want less than half", before, after)
			}

			again := tenPoints()
			m.minimise(t, again)
			if !slices.Equal(again.Network.Params(), obj.Network.Params()) {
				t.Error("a second run gives other bits")
			}

			// The network is usable: it predicts, and it can be trained further.
			for _, y := range obj.Network.PredictBatch(obj.Data.X).RawMatrix().Data {
				if !(y >= 0 && y <= 1) {
					t.Fatalf("the trained network predicts %g", y)
				}
			}
			tr := train.Trainer{Objective: obj, Rule: &train.SGD{Rate: 0.05}, Batch: 10, Sampling: train.Shuffled, Steps: 100, Rand: rand.New(rand.NewPCG(4, 0))}
			run(&tr)
			if further := obj.Cost(nil); tr.Err() != nil || !(further <= after) || math.IsNaN(further) {
				t.Errorf("100 small full-batch steps more took the cost from %g to %g, with the error %v", after, further, tr.Err())
			}
		})
	}
}
