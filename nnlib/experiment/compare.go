package experiment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// How many runs of another program are repeated before they are trusted, and what they may
// take together.
const (
	compared      = 3
	comparedLimit = time.Second
)

// compare repeats a few runs that another program has done, the quickest, unless they are
// slow. Results of other code must not be mixed with those to come.
func (w *work[P, R]) compare(ctx context.Context, now Environment) error {
	id := now.ID()
	var others []int
	for i, done := range w.done {
		if done && w.runs[i].environment != id {
			others = append(others, i)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(w.runs[a].Duration, w.runs[b].Duration) })
	left := comparedLimit
	for _, i := range others[:min(len(others), compared)] {
		if left -= w.runs[i].Duration; left < 0 {
			return nil
		}
		before := w.runs[i]
		again, err := w.repeat(ctx, i)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || again.Hash != before.Hash {
			return fmt.Errorf("%s holds runs of other code: with %s; give the study another Dir, or remove that one", w.Dir, w.layout.change(before, again, err))
		}
	}
	return nil
}

// repeat does run i, without keeping it.
func (w *work[P, R]) repeat(ctx context.Context, i int) (r Run[P, R], err error) {
	r.Params = w.Over[i]
	if r.Result, err = call(ctx, w.Func, r.Params); err != nil {
		return r, err
	}
	_, err = w.layout.appendRun(nil, &r)
	return r, err
}

// change says in what the results of the same parameters differ.
func (l *layout[P, R]) change(before, again Run[P, R], err error) string {
	params, _ := l.appendParams(nil, &before.Params)
	if err != nil {
		return fmt.Sprintf("%s it fails now: %v", braces(params), err)
	}
	var list []string
	for i, was := range l.texts(before, l.result) {
		if is := l.texts(again, l.result)[i]; was != is {
			list = append(list, fmt.Sprintf("%s was %s and is %s", l.result[i].Name, was, is))
		}
	}
	return fmt.Sprintf("%s %s", braces(params), strings.Join(list, ", "))
}
