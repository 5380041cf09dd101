package figure

import (
	"math"
	"testing"

	"gonum.org/v1/plot/plotter"
)

// onGrid evaluates f on the square [−2, 2]².
func onGrid(f func(x, y float64) float64) sampled {
	s := sampled{x: axisSamples(-2, 2), y: axisSamples(-2, 2)}
	for _, y := range s.y {
		for _, x := range s.x {
			s.f = append(s.f, f(x, y))
		}
	}
	return s
}

// area is the area inside closed outlines, where holes run clockwise and count negative.
func area(loops []plotter.XYs) float64 {
	sum := 0.0
	for _, loop := range loops {
		for k, a := range loop {
			b := loop[(k+1)%len(loop)]
			sum += (a.X*b.Y - b.X*a.Y) / 2
		}
	}
	return sum
}

func TestOutlinesEncloseTheRegion(t *testing.T) {
	for name, c := range map[string]struct {
		f     func(x, y float64) float64
		loops int
		area  float64
	}{
		"nothing":      {func(x, y float64) float64 { return -1 }, 0, 0},
		"everything":   {func(x, y float64) float64 { return 1 }, 1, 16},
		"half":         {func(x, y float64) float64 { return x }, 1, 8},
		"disc":         {func(x, y float64) float64 { return 1 - x*x - y*y }, 1, math.Pi},
		"ring":         {func(x, y float64) float64 { r := x*x + y*y; return (2.25 - r) * (r - 1) }, 2, 1.25 * math.Pi},
		"outside":      {func(x, y float64) float64 { return x*x + y*y - 1 }, 2, 16 - math.Pi},
		"two corners":  {func(x, y float64) float64 { return x * y }, 2, 8},
		"four islands": {func(x, y float64) float64 { return math.Abs(x)*math.Abs(y) - 1 }, 4, 4 * (3 - math.Log(4))},
	} {
		loops := onGrid(c.f).outlines()
		if len(loops) != c.loops {
			t.Errorf("%s: %d outlines, want %d", name, len(loops), c.loops)
		}
		if got := area(loops); math.Abs(got-c.area) > 3e-3 {
			t.Errorf("%s: area %.5f, want %.5f", name, got, c.area)
		}
	}
}
