package live_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/notebook/internal/frontend"
	"dlmath/nnlib/notebook/live"
	"dlmath/nnlib/train"
)

// shown is what the kernel at the other end was told to show.
type shown struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
	At   string `json:"display_id"`
	Data struct {
		HTML string `json:"text/html"`
		SVG  string `json:"image/svg+xml"`
	} `json:"data"`
}

// kernel answers, until the test ends, and tells of each display as it comes. With a front
// end it takes comms too.
func kernel(t *testing.T, frontEnd bool, tell func(shown)) (all func() []shown) {
	fromProgram, out := io.Pipe()
	in, toProgram := io.Pipe()
	t.Cleanup(frontend.Connect(out, in))
	var mu sync.Mutex
	var list []shown
	go func() {
		for lines := bufio.NewReader(fromProgram); ; {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return
			}
			var s shown
			if err := json.Unmarshal(line, &s); err != nil {
				t.Error(err)
			}
			answer := ""
			switch {
			case strings.HasSuffix(s.Type, "display_data"):
				mu.Lock()
				list = append(list, s)
				mu.Unlock()
				tell(s)
			case !frontEnd:
				answer = "nobody is here"
			}
			fmt.Fprintf(toProgram, `{"ack": %d, "error": %q}`+"\n", s.ID, answer)
		}
	}()
	t.Cleanup(func() { out.Close() })
	return func() []shown {
		mu.Lock()
		defer mu.Unlock()
		return list
	}
}

func trainer(steps int) (*train.Trainer, func() *figure.Figure) {
	points := dataset.Drilling()
	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(0.5))
	return &train.Trainer{
		Objective: nnlib.NewObjective(net, nnlib.Quadratic, points),
		Rule:      &train.SGD{Rate: 0.05}, Steps: steps, Every: 100, Rand: rand.New(rand.NewPCG(2, 0)),
	}, func() *figure.Figure { return figure.Regions(net, points) }
}

// What stays in the end is the same, whoever looks on.
func TestWhatStays(t *testing.T) {
	tr, boundary := trainer(2000)
	nobody := kernel(t, false, func(shown) {})
	history := live.Train(tr, boundary)
	if len(history.Step) != 21 || history.Cost[20] >= history.Cost[0] {
		t.Errorf("the history is %v", history)
	}
	want := nobody()
	if len(want) != 2 || want[0].Data.SVG != string(figure.Cost(history).SVG()) || want[1].Data.SVG != string(boundary().SVG()) {
		t.Fatalf("without a front end, %d displays; want the curve and the boundary", len(want))
	}

	tr, boundary = trainer(2000)
	somebody := kernel(t, true, func(shown) {})
	live.Train(tr, boundary)
	got := somebody()
	if len(got) < 2 {
		t.Fatalf("%d displays", len(got))
	}
	curve, last := got[len(got)-2], got[len(got)-1]
	if curve.At != got[0].At || curve.Data != want[0].Data || last.Data != want[1].Data || last.Type != "display_data" {
		t.Error("with a front end something else stays than without")
	}
	for _, s := range got[1 : len(got)-1] {
		if s.Type != "update_display_data" || s.At != got[0].At {
			t.Errorf("the curve is shown in another place: %s %s", s.Type, s.At)
		}
	}
}

// An interrupt ends a training that would take long, while it is looked at.
func TestInterrupt(t *testing.T) {
	tr, boundary := trainer(2_000_000_000)
	tr.Every = 10_000
	interrupt := sync.OnceFunc(func() { syscall.Kill(os.Getpid(), syscall.SIGINT) })
	all := kernel(t, true, func(s shown) {
		if s.Data.HTML != "" {
			interrupt()
		}
	})
	history := live.Train(tr, boundary)
	if !errors.Is(tr.Err(), context.Canceled) || !strings.Contains(tr.Err().Error(), "of 2000000000") {
		t.Errorf("the training ends with %v", tr.Err())
	}
	list := all()
	frame := list[0].Data.HTML
	for _, part := range []string{"<progress", "of 2000000000", "left</p>"} {
		if !strings.Contains(frame, part) {
			t.Errorf("while it runs, %q is not to be seen", part)
		}
	}
	if n := strings.Count(frame, "<svg"); n != 2 {
		t.Errorf("while it runs, there are %d pictures, want the curve and the boundary", n)
	}
	curve, last := list[len(list)-2], list[len(list)-1]
	if curve.At != list[0].At || curve.Data.HTML != "" || curve.Data.SVG == "" {
		t.Error("in the end the curve is not in its place, without the bar")
	}
	if last.Data.SVG != string(boundary().SVG()) {
		t.Error("what is shown in the end is not what was reached")
	}
	if n := len(history.Step); n < 2 || history.Cost[n-1] >= history.Cost[0] {
		t.Errorf("the history has %d costs", n)
	}
}

func TestACostThatStays(t *testing.T) {
	tr, _ := trainer(200)
	tr.Rule = frozen{}
	all := kernel(t, false, func(shown) {})
	live.Train(tr)
	if list := all(); len(list) != 1 || list[0].Data.SVG == "" {
		t.Errorf("a cost that stays gives %d displays", len(list))
	}
}

// frozen is a rule that changes nothing.
type frozen struct{}

func (frozen) Check() error                        { return nil }
func (frozen) State(int) [][]float64               { return nil }
func (frozen) Update(p, grad []float64, f float64) {}
