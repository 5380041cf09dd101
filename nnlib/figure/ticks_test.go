package figure

import (
	"strings"
	"testing"

	"gonum.org/v1/plot"
)

func TestTicksAreRound(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		most   ticks
		want   string
	}{
		{-5, 5, 10, "−5 −4 −3 −2 −1 0 1 2 3 4 5"},
		{0, 1, 6, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{0, 1_000_000, 6, "0 200\u2009000 400\u2009000 600\u2009000 800\u2009000 1\u2009000\u2009000"},
		{-0.04, 0.04, 6, "−0.04 −0.02 0.00 0.02 0.04"},
	} {
		if got := labels(c.most.Ticks(c.lo, c.hi)); got != c.want {
			t.Errorf("from %g to %g the ticks are %q, want %q", c.lo, c.hi, got, c.want)
		}
	}
}

// labels joins the labels of those ticks that have one.
func labels(ticks []plot.Tick) string {
	var all []string
	for _, t := range ticks {
		if t.Label != "" {
			all = append(all, t.Label)
		}
	}
	return strings.Join(all, " ")
}

func TestPowersOfTen(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{0.002, 5, "0.01 0.1 1"},
		{1e-6, 0.1, "10^{−6} 10^{−5} 10^{−4} 0.001 0.01 0.1"},
		{1e-11, 1, "10^{−10} 10^{−8} 10^{−6} 10^{−4} 0.01 1"},
		{900, 2e5, "1000 10^{4} 10^{5}"},
	} {
		if got := labels(powers{}.Ticks(c.lo, c.hi)); got != c.want {
			t.Errorf("from %g to %g the labels are %q, want %q", c.lo, c.hi, got, c.want)
		}
	}
}
