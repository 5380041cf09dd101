package live

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"dlmath/nnlib"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/notebook"
	"dlmath/nnlib/train"
)

// Train trains to the end, as t.Run does, and returns the cost at each of its yields. In
// the end it shows the cost curve and below it the other figures, which are drawn anew
// from what the training has reached. Where somebody is looking on, they see both
// during the training too, with a progress bar and the time left; drawing takes no more
// than a fifth of the time.
//
// An interrupt of the cell (■, or Ctrl-C) ends the training after the step that is being
// done: what was reached is shown, the network is usable, and the program goes on; a
// kernel ends it some seconds later. That, and a training that diverges, is also said on
// standard error, and [train.Trainer.Err] returns it.
func Train(t *train.Trainer, figures ...func() *figure.Figure) *nnlib.History {
	ctx, restore := signal.NotifyContext(context.Background(), os.Interrupt)
	defer restore()
	history := &nnlib.History{}
	s := &screen{trainer: t, history: history, figures: figures, attended: notebook.Attended(), begin: time.Now()}
	for step := range t.Run(ctx) {
		history.Add(step.Step, step.Cost)
		s.step(step)
	}
	s.end()
	if err := t.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return history
}

// screen is what is seen of a training.
type screen struct {
	trainer  *train.Trainer
	history  *nnlib.History
	figures  []func() *figure.Figure
	attended bool
	place    notebook.Place

	begin time.Time
	first int       // step
	next  time.Time // when to draw again
}

// pause is between two drawings, at least.
const pause = 150 * time.Millisecond

// step draws what there is, if it is time to.
func (s *screen) step(step train.Step) {
	if len(s.history.Step) == 1 {
		s.first, s.next = step.Step, s.begin.Add(pause)
	}
	now := time.Now()
	if !s.attended || step.Step == s.first || now.Before(s.next) {
		return
	}
	page := s.progress(step, now) + `<div style="display: flex; flex-wrap: wrap">`
	if curve := s.curve(); curve != nil {
		page += string(curve.SVG())
	}
	for _, draw := range s.figures {
		page += string(draw().SVG())
	}
	s.place.Show(notebook.HTML(page + "</div>"))
	end := time.Now()
	s.next = end.Add(max(pause, 4*end.Sub(now)))
}

// progress is a bar, and in words how far it is.
func (s *screen) progress(step train.Step, now time.Time) string {
	done, all := step.Step-s.first, s.trainer.Steps-s.first
	left := time.Duration(float64(now.Sub(s.begin)) * float64(all-done) / float64(done))
	return fmt.Sprintf(`<p><progress style="width: 16em" value="%d" max="%d"></progress> step %d of %d, Cost %.4g, %s left</p>`,
		done, all, step.Step, s.trainer.Steps, step.Cost, left.Round(time.Second))
}

// end shows what stays: no bar, and no times, so that the same training shows the same.
func (s *screen) end() {
	if curve := s.curve(); curve != nil {
		s.place.Show(curve)
	}
	for _, draw := range s.figures {
		notebook.Show(draw())
	}
}

// curve is nil when there is no curve to see.
func (s *screen) curve() *figure.Figure {
	h := thinned(s.history, 1000)
	if len(h.Step) < 2 {
		return nil
	}
	return figure.Cost(h)
}

// thinned is a history with no more points than about n, which looks the same: of each
// stretch the lowest and the highest cost. Costs that are not positive have no logarithm
// and are left out.
func thinned(h *nnlib.History, n int) *nnlib.History {
	thin := &nnlib.History{}
	stretch := max(1, 2*len(h.Step)/n)
	for from := 0; from < len(h.Step); from += stretch {
		low, high := -1, -1
		for i := from; i < min(from+stretch, len(h.Step)); i++ {
			switch c := h.Cost[i]; {
			case !(c > 0):
				continue
			case low < 0:
				low, high = i, i
			case c < h.Cost[low]:
				low = i
			case c > h.Cost[high]:
				high = i
			}
		}
		if low < 0 {
			continue
		}
		thin.Add(h.Step[min(low, high)], h.Cost[min(low, high)])
		if low != high {
			thin.Add(h.Step[max(low, high)], h.Cost[max(low, high)])
		}
	}
	return thin
}
