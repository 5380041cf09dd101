package figure

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// ticks labels a linear axis at round numbers; its value is the most intervals that
// there may be.
type ticks int

func (most ticks) Ticks(lo, hi float64) []plot.Tick {
	step := roundStep((hi - lo) / float64(most))
	decimals := max(0, int(-math.Floor(math.Log10(step)+1e-9)))
	var out []plot.Tick
	for k := math.Ceil(lo/step - 1e-9); k*step <= hi+1e-9*step; k++ {
		out = append(out, plot.Tick{Value: k * step, Label: label(k*step, decimals)})
	}
	return out
}

// roundStep returns the smallest of 1, 2, 5, 10, 20, 50 … (and of 0.1, 0.2 …) that is not below v.
func roundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= v*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// label writes v with a real minus sign, and a thin space between thousands.
func label(v float64, decimals int) string {
	digits := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, fraction, found := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "\u2009" + whole[i:]
	}
	if found {
		whole += "." + fraction
	}
	if v < 0 && strings.Trim(digits, "0.") != "" {
		return "−" + whole
	}
	return whole
}

// powers labels a logarithmic axis at powers of ten, at most eight of them.
type powers struct{}

func (powers) Ticks(lo, hi float64) []plot.Tick {
	first, last := int(math.Floor(math.Log10(lo)+1e-9)), int(math.Ceil(math.Log10(hi)-1e-9))
	every := (last-first)/8 + 1
	var out []plot.Tick
	for k := first; k <= last; k++ {
		tick := plot.Tick{Value: math.Pow10(k)}
		if k%every == 0 {
			tick.Label = powerOfTen(k)
		}
		if tick.Value >= lo*(1-1e-9) && tick.Value <= hi*(1+1e-9) {
			out = append(out, tick)
		}
		for m := 2.0; m < 10 && every == 1; m++ { // the scale between two powers, without labels
			if v := m * math.Pow10(k); v >= lo && v <= hi {
				out = append(out, plot.Tick{Value: v})
			}
		}
	}
	return out
}

// powerOfTen writes 10^k as a decimal where that is short, else with a raised k.
func powerOfTen(k int) string {
	if -3 <= k && k <= 3 {
		return strconv.FormatFloat(math.Pow10(k), 'f', -1, 64)
	}
	return "10^{" + strings.Replace(strconv.Itoa(k), "-", "−", 1) + "}"
}
