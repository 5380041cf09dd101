package train_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"dlmath/nnlib/train"
)

// Two steps of each rule by hand, for one parameter that begins at 1. The rate is
// 0.1 in the first step, and by a factor of ½ it is 0.05 in the second.
func TestRulesByHand(t *testing.T) {
	for _, c := range []struct {
		rule          train.Rule
		g1, g2        float64
		first, second float64
	}{
		{
			rule: &train.SGD{Rate: 0.1},
			g1:   2, first: 1 - 0.1*2,
			g2: 1, second: 0.8 - 0.05*1,
		},
		{
			rule: &train.Momentum{Rate: 0.1, Mu: 0.5},
			g1:   2, first: 1 - 0.1*2, // v = 2
			g2: 3, second: 0.8 - 0.05*4, // v = ½·2 + 3
		},
		{
			rule: &train.Nesterov{Rate: 0.1, Mu: 0.5},
			g1:   2, first: 1 - 0.1*3, // v = 2, and 2 + ½·2
			g2: 3, second: 0.7 - 0.05*5, // v = ½·2 + 3 = 4, and 3 + ½·4
		},
		{
			rule: &train.RMSProp{Rate: 0.1, Alpha: 0.75, Epsilon: 2},
			g1:   4, first: 1 - 0.1*4/(2+2), // v = ¼·16 = 4
			g2: 2, second: 0.9 - 0.05*2/(2+2), // v = ¾·4 + ¼·4 = 4
		},
		{
			rule: &train.Adam{Rate: 0.1, Beta1: 0.5, Beta2: 0.75, Epsilon: 1},
			g1:   4, first: 1 - 0.1*4/(4+1), // m = 2, m̂ = 2/½; v = 4, v̂ = 4/¼
			g2: 2, second: 0.92 - 0.05*(2/0.75)/(math.Sqrt(4/0.4375)+1), // m = ½·2 + ½·2; v = ¾·4 + ¼·4
		},
		{
			rule: &train.AdamW{Rate: 0.1, Beta1: 0.5, Beta2: 0.75, Epsilon: 1, Decay: 0.5},
			g1:   4, first: 0.95 - 0.08, // 1 − 0.1·½, then as Adam
			g2: 2, second: 0.87*0.975 - 0.05*(2/0.75)/(math.Sqrt(4/0.4375)+1), // 1 − 0.05·½
		},
	} {
		t.Run(fmt.Sprintf("%T", c.rule), func(t *testing.T) {
			p := []float64{1}
			c.rule.Update(p, []float64{c.g1}, 1)
			if math.Abs(p[0]-c.first) > 4e-16 {
				t.Errorf("the first step leads to %v, want %v", p[0], c.first)
			}
			c.rule.Update(p, []float64{c.g2}, 0.5)
			if math.Abs(p[0]-c.second) > 4e-16 {
				t.Errorf("the second step leads to %v, want %v", p[0], c.second)
			}
		})
	}
}

// textbook are the rules with PyTorch's default settings in plain arithmetic, as its
// documentation writes them. Each gets the parameter, the gradient, its two moments
// and the number t of the step, and returns the new parameter.
var textbook = map[string]func(p, g float64, m, v *float64, t int) float64{
	"SGD": func(p, g float64, _, _ *float64, _ int) float64 { return p - 1*g },
	"Momentum": func(p, g float64, m, _ *float64, _ int) float64 {
		*m = 0.9**m + g
		return p - 0.1**m
	},
	"Nesterov": func(p, g float64, m, _ *float64, _ int) float64 {
		*m = 0.9**m + g
		return p - 0.1*(g+0.9**m)
	},
	"RMSProp": func(p, g float64, _, v *float64, _ int) float64 {
		*v = 0.99**v + (1-0.99)*g*g
		return p - 0.01*g/(math.Sqrt(*v)+1e-8)
	},
	"Adam": adamByTheBook,
	"AdamW": func(p, g float64, m, v *float64, t int) float64 {
		return adamByTheBook(p-0.01*0.01*p, g, m, v, t)
	},
}

func adamByTheBook(p, g float64, m, v *float64, t int) float64 {
	*m = 0.9**m + (1-0.9)*g
	*v = 0.999**v + (1-0.999)*g*g
	mHat := *m / (1 - math.Pow(0.9, float64(t)))
	vHat := *v / (1 - math.Pow(0.999, float64(t)))
	return p - 0.01*mHat/(math.Sqrt(vHat)+1e-8)
}

func TestRulesFollowTheTextbook(t *testing.T) {
	const n, steps = 5, 20_000 // 0.9^20000 is 0 in float64
	for name, rule := range rules() {
		rng := rand.New(rand.NewPCG(5, 0))
		p, want, m, v := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		grad := make([]float64, n)
		for step := 1; step <= steps; step++ {
			for i := range p {
				grad[i] = rng.Float64() - 0.4
				want[i] = textbook[name](want[i], grad[i], &m[i], &v[i], step)
			}
			rule.Update(p, grad, 1)
			for i := range p {
				if math.Abs(p[i]-want[i]) > 1e-12*max(1, math.Abs(want[i])) {
					t.Fatalf("%s: parameter %d after step %d is %v, want %v", name, i, step, p[i], want[i])
				}
			}
		}
	}
}

// The bits must be the same on every machine, whatever GOARCH and GOAMD64.
func TestRulesGolden(t *testing.T) {
	golden := map[string]string{
		"SGD":      "757f19242f192bcf",
		"Momentum": "1a86e114845912b4",
		"Nesterov": "5b67612012c52ad3",
		"RMSProp":  "029f80b7cb1beda2",
		"Adam":     "4ab460777f2e2537",
		"AdamW":    "924a36f8da015a0f",
	}
	schedule := train.Cosine{Steps: 1000, Floor: 0.1}
	for name, rule := range rules() {
		rng := rand.New(rand.NewPCG(6, 0))
		p, grad := make([]float64, 23), make([]float64, 23)
		for step := range 2000 {
			for i := range grad {
				grad[i] = rng.Float64() - 0.5
			}
			rule.Update(p, grad, schedule.Factor(step))
		}
		if got := hash(p); got != golden[name] {
			t.Errorf("%s: hash of the parameters is %s, want %s", name, got, golden[name])
		}
	}
}

func hash(x []float64) string {
	h := sha256.New()
	binary.Write(h, binary.LittleEndian, x)
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

func TestRulesRefuseSenselessSettings(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		rule train.Rule
		want string // in the message
	}{
		{&train.SGD{}, "Rate of SGD is 0"},
		{&train.SGD{Rate: -1}, "Rate of SGD is -1"},
		{&train.SGD{Rate: nan}, "Rate of SGD is NaN"},
		{&train.SGD{Rate: math.Inf(1)}, "Rate of SGD is +Inf"},
		{&train.Momentum{Rate: -1}, "Rate of Momentum"},
		{&train.Momentum{Rate: 1, Mu: 1}, "Mu of Momentum is 1"},
		{&train.Nesterov{Rate: 1, Mu: nan}, "Mu of Nesterov is NaN"},
		{&train.RMSProp{Rate: nan}, "Rate of RMSProp"},
		{&train.RMSProp{Rate: 1, Alpha: -0.1}, "Alpha of RMSProp"},
		{&train.RMSProp{Rate: 1, Epsilon: -1}, "Epsilon of RMSProp"},
		{&train.Adam{}, "Rate of Adam"},
		{&train.Adam{Rate: 1, Beta1: 2}, "Beta1 of Adam"},
		{&train.Adam{Rate: 1, Beta2: -2}, "Beta2 of Adam"},
		{&train.Adam{Rate: 1, Epsilon: math.Inf(1)}, "Epsilon of Adam"},
		{&train.AdamW{Rate: -1}, "Rate of AdamW"},
		{&train.AdamW{Rate: 1, Decay: nan}, "Decay of AdamW"},
	} {
		tr := drilling()
		tr.Rule = c.rule
		if message := panicOf(func() { tr.Run(t.Context()) }); !strings.Contains(message, c.want) {
			t.Errorf("%T: the panic says %q, want %q in it", c.rule, message, c.want)
		}
	}
	for name, rule := range rules() {
		if err := rule.Check(); err != nil {
			t.Errorf("%s with its default settings: %v", name, err)
		}
	}
}

func TestARuleBelongsToOneNetwork(t *testing.T) {
	for name, rule := range rules() {
		if len(rule.State(3)) == 0 {
			continue // remembers nothing
		}
		message := panicOf(func() { rule.Update(make([]float64, 4), make([]float64, 4), 1) })
		if !strings.Contains(message, "remembers 3 parameters was given 4") {
			t.Errorf("%s: the panic says %q", name, message)
		}
	}
}

// panicOf returns what f panics with, as a string; "" if it does not.
func panicOf(f func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}
