package experiment

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Progress says how far a study is.
type Progress struct {
	Total  int // runs of the study
	Done   int // those that are finished
	Kept   int // those of them that were in Dir before
	Failed int

	Elapsed time.Duration
	Left    time.Duration // at the pace so far; 0 while that is not known

	Note string // what else is to be said, such as "2 shards waiting"
}

// String is such as "1200 of 4000 runs, 0 failed, 12 s, 28 s left".
func (p Progress) String() string {
	s := fmt.Sprintf("%d of %d runs", p.Done, p.Total)
	if p.Kept > 0 {
		s += fmt.Sprintf(", %d of them kept from before", p.Kept)
	}
	if p.Failed > 0 {
		s += fmt.Sprintf(", %d failed", p.Failed)
	}
	s += fmt.Sprintf(", %v", p.Elapsed.Round(100*time.Millisecond))
	if p.Left > 0 {
		s += fmt.Sprintf(", %v left", p.Left.Round(time.Second))
	}
	if p.Note != "" {
		s += ", " + p.Note
	}
	return s
}

// Line returns a function for [Study].Progress that draws a bar on a line of a terminal:
//
//	Progress: experiment.Line(os.Stderr)
func Line(w io.Writer) func(Progress) {
	const width = 24
	return func(p Progress) {
		full := width
		if p.Total > 0 {
			full = width * p.Done / p.Total
		}
		end := ""
		if p.Done+p.Failed >= p.Total {
			end = "\n"
		}
		fmt.Fprintf(w, "\r\x1b[K%s%s  %v%s", strings.Repeat("█", full), strings.Repeat("░", width-full), p, end)
	}
}

// report tells Progress ten times a second, and keeps the disk up to date; until end is called.
func (w *work[P, R]) report() (end func()) {
	begin, stop, stopped := time.Now(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-stop:
				w.tell(begin)
				return
			case <-tick.C:
				w.tell(begin)
				if w.store != nil && n%20 == 0 {
					w.store.sync() // against a loss of power; an error comes back at the end
				}
			}
		}
	}()
	return func() { close(stop); <-stopped }
}

func (w *work[P, R]) tell(begin time.Time) {
	if w.Progress == nil {
		return
	}
	fresh := int(w.finished.Load())
	w.mu.Lock()
	p := Progress{Total: len(w.Over), Done: w.kept + fresh, Kept: w.kept, Failed: w.failures, Elapsed: time.Since(begin)}
	w.mu.Unlock()
	if left := p.Total - p.Done - p.Failed; fresh > 0 && left > 0 {
		p.Left = time.Duration(float64(p.Elapsed) / float64(fresh) * float64(left))
	}
	w.Progress(p)
}
