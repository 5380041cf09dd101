package assist

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The first completion, from the beginning of the Assistant on.
func BenchmarkFirstCompletion(b *testing.B) {
	n := notebook(b, declared)
	source, cursor := at(b, "fmt.Println(mat.NewD|")
	for b.Loop() {
		a := New(settings(b))
		if got := a.Complete(b.Context(), n, source, cursor); len(got.Matches) == 0 {
			b.Error("no completions")
		}
		b.StopTimer()
		a.Close()
		b.StartTimer()
	}
}

// The later ones, each of an edited cell.
func BenchmarkLaterCompletions(b *testing.B) {
	a := newAssistant(b)
	n := notebook(b, declared)
	for _, c := range []struct{ name, cell string }{
		{"name", "x := 1\nfmt.Println(ar|"},
		{"member", "net := nnlib.New(nnlib.Sigmoid, 2, 2)\nnet.|"},
		{"figure", "f := figure.Neuron(nnlib.Neuron{}, -5, 5)\nf.|"},
		{"new import", "fmt.Println(strings.To|"},
		{"bad import", "import \"no/such\"\nfmt.Println(mat.|"},
		{"broken", "broken := (\n\nx := points[0]\nfmt.Println(area(x.|"},
		{"magic", "%ti|"},
	} {
		source, cursor := at(b, c.cell)
		b.Run(c.name, func(b *testing.B) {
			var times []time.Duration
			for b.Loop() {
				begin := time.Now()
				if got := a.Complete(b.Context(), n, source, cursor); len(got.Matches) == 0 {
					b.Error("no completions")
				}
				times = append(times, time.Since(begin))
			}
			slices.Sort(times)
			b.ReportMetric(times[len(times)/2].Seconds(), "s/median")
			b.ReportMetric(times[len(times)-1].Seconds(), "s/worst")
		})
	}
}

// A notebook with a thousand declarations.
func BenchmarkManyDeclarations(b *testing.B) {
	a := newAssistant(b)
	var cells []string
	for i := range 250 {
		cells = append(cells, strings.ReplaceAll(`
type T# struct{ A, B int }
func (t T#) String() string { return strings.Repeat("a", t.A) }
func f#(x []float64) (sum float64) {
	for i, v := range x {
		if v > # {
			sum += v * float64(i)
			fmt.Println(sum, mat.NewDense(1, 1, nil))
		}
	}
	return sum
}
var v# = f#(nil)`, "#", strconv.Itoa(i)))
	}
	n := notebook(b, cells...)
	source, cursor := at(b, "x := T7{}\nfmt.Println(v1, x.|")
	for b.Loop() {
		if got := a.Complete(b.Context(), n, source, cursor); len(got.Matches) != 3 {
			b.Errorf("got %v", got)
		}
	}
}

func BenchmarkInspect(b *testing.B) {
	a := newAssistant(b)
	n := notebook(b, declared)
	source, cursor := at(b, "mat.NewDense(|)")
	for b.Loop() {
		if got := a.Inspect(b.Context(), n, source, cursor, 0); got.Plain == "" {
			b.Error("not found")
		}
	}
}
