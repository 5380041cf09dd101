package experiment

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Study is a function, and the parameters to run it over.
//
// P and R are structs, whose fields are the columns of the table: bool, string, integers,
// floating-point numbers, and slices of these. Fields of an embedded struct are columns
// too. No two names may be equal, also not in lower case.
type Study[P, R any] struct {
	// Func does one run. It is called from several goroutines at once. A run that
	// returns an error, or panics, has no result and is not kept; the others go on.
	Func func(context.Context, P) (R, error)

	// Over lists the parameters of each run, each once. [Grid] makes such a list.
	Over []P

	// Dir is the folder in which finished runs are kept. It is made when needed.
	// Empty means that results live in memory only.
	Dir string

	// Files are the data files that Func reads. Their hashes are part of the record.
	Files []string

	// Cores is how many runs are done at once; 0 means GOMAXPROCS.
	Cores int

	// Progress, if not nil, is told now and then how far the study is, and once at the
	// end; see [Line]. It is called from one goroutine at a time.
	Progress func(Progress)
}

var errNoFunc = errors.New("the study has no Func; set it to the function that does one run")

// flushAfter is how long a finished run may wait for others to be kept with it. Runs that
// take longer are each kept at once.
const flushAfter = time.Millisecond

// Run does the runs that are not in Dir yet, and returns the table of all, in the order of
// Over.
//
// When ctx ends, it waits for the runs that were begun and returns ctx's error with the
// table of those that are finished. So it does when runs fail: the error then names the
// parameters of the first that failed, and tells how many there were. It returns an error and
// runs nothing when parameters come twice, when a type of field cannot be kept, when Dir
// holds another study, or runs of other code: then a few runs that are in Dir, repeated,
// have given something else.
func (s Study[P, R]) Run(ctx context.Context) (*Table[P, R], error) {
	t, err := s.run(ctx)
	if err != nil {
		err = fmt.Errorf("experiment: %w", err)
	}
	return t, err
}

// Must returns t. It panics with err when there is one: for a cell that is of no use without
// all runs, such as
//
//	table := experiment.Must(study().Run(context.Background()))
func Must[P, R any](t *Table[P, R], err error) *Table[P, R] {
	if err != nil {
		panic(err)
	}
	return t
}

// Stored returns the table of the runs that Dir holds, and runs nothing. It may be called
// while another program runs the study.
func (s Study[P, R]) Stored() (*Table[P, R], error) {
	if s.Dir == "" {
		return nil, errors.New("experiment: a study without a Dir stores nothing; call Run")
	}
	w, err := s.prepare()
	if err == nil {
		err = w.load(s.Dir)
	}
	if err != nil {
		return nil, fmt.Errorf("experiment: %w", err)
	}
	return w.table(), nil
}

// work is a study being run.
type work[P, R any] struct {
	Study[P, R]
	layout layout[P, R]
	place  map[string]int // of parameters, as JSON, in Over
	runs   []Run[P, R]    // in the order of Over
	done   []bool
	store  *store // nil without a Dir
	kept   int    // runs that were in Dir before

	finished atomic.Int64 // of those that were not
	mu       sync.Mutex   // of what follows
	failures int
	first    error // of the failed run that comes first in Over
	firstAt  int
	broken   error // the store cannot be written
}

func (s Study[P, R]) prepare() (*work[P, R], error) {
	layout, err := layoutOf[P, R]()
	if err != nil {
		return nil, err
	}
	w := &work[P, R]{Study: s, layout: layout, place: make(map[string]int, len(s.Over))}
	w.runs, w.done = make([]Run[P, R], len(s.Over)), make([]bool, len(s.Over))
	var text []byte
	for i := range s.Over {
		if text, err = layout.appendParams(text[:0], &s.Over[i]); err != nil {
			return nil, fmt.Errorf("parameters %d: %w", i, err)
		}
		if first, twice := w.place[string(text)]; twice {
			return nil, fmt.Errorf("the parameters %s come twice in Over, at %d and %d; each may come once, or its result would count twice", braces(text), first, i)
		}
		w.place[string(text)] = i
		w.runs[i].Params = s.Over[i]
	}
	return w, nil
}

func (s Study[P, R]) run(ctx context.Context) (*Table[P, R], error) {
	if s.Func == nil {
		return nil, errNoFunc
	}
	w, err := s.prepare()
	if err != nil {
		return nil, err
	}
	if s.Dir != "" {
		if w.store, err = openStore(s.Dir, w.layout.columns()); err != nil {
			return nil, err
		}
		defer w.store.close()
		if err := w.load(s.Dir); err != nil {
			return nil, err
		}
		if _, err := w.gather(); err != nil {
			return nil, err
		}
	}
	return w.finish(ctx)
}

// finish does what is not done, and keeps it in the store, if there is one.
func (w *work[P, R]) finish(ctx context.Context) (*Table[P, R], error) {
	var environment Environment
	if w.store != nil {
		var err error
		if environment, err = w.environment(); err != nil {
			return nil, err
		}
		if err := w.compare(ctx, environment); err != nil {
			return nil, err
		}
		if err := w.store.keepEnvironment(environment); err != nil {
			return nil, err
		}
	}
	w.all(ctx, environment.ID())
	if w.store != nil {
		w.broken = errors.Join(w.broken, w.store.sync())
	}
	return w.table(), errors.Join(w.broken, ctx.Err(), w.failed())
}

// all does what is not done, on all cores.
func (w *work[P, R]) all(ctx context.Context, environment string) {
	var missing []int
	for i, done := range w.done {
		if !done {
			missing = append(missing, i)
		}
	}
	w.kept = len(w.Over) - len(missing)
	cores := w.Cores
	if cores <= 0 {
		cores = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	end := w.report()
	defer end()
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(cores, len(missing)) {
		workers.Go(func() {
			out := batch[P, R]{work: w, environment: environment, stop: cancel}
			defer out.flush()
			begin := time.Now()
			out.flushed = begin
			for ctx.Err() == nil {
				k := next.Add(1) - 1
				if k >= int64(len(missing)) {
					return
				}
				begin = out.do(ctx, missing[k], begin)
			}
		})
	}
	workers.Wait()
}

// batch is what one goroutine has finished and not yet kept.
type batch[P, R any] struct {
	*work[P, R]
	environment string
	stop        func()
	lines       []byte
	runs        []int
	flushed     time.Time
}

// do does run i, which begins now, and returns the time when it is done.
func (b *batch[P, R]) do(ctx context.Context, i int, begin time.Time) (end time.Time) {
	r := &b.work.runs[i]
	result, err := call(ctx, b.Func, b.Over[i])
	end = time.Now()
	if err != nil {
		if ctx.Err() == nil { // else it was told to stop
			b.fail(i, err)
		}
		return end
	}
	r.Result, r.Started, r.Duration = result, begin, end.Sub(begin)
	before := len(b.lines)
	b.lines, err = b.layout.appendLine(b.lines, r, b.environment)
	if err != nil {
		b.lines = b.lines[:before]
		b.fail(i, err)
		return end
	}
	b.runs = append(b.runs, i)
	if end.Sub(b.flushed) >= flushAfter {
		b.flush()
		b.flushed = end
	}
	return end
}

// flush keeps what is finished; only then does it count.
func (b *batch[P, R]) flush() {
	if b.store != nil && len(b.lines) > 0 {
		if err := b.store.append(b.lines); err != nil {
			b.mu.Lock()
			b.broken = err
			b.mu.Unlock()
			b.stop()
			return
		}
	}
	for _, i := range b.runs {
		b.done[i] = true
	}
	b.finished.Add(int64(len(b.runs)))
	b.lines, b.runs = b.lines[:0], b.runs[:0]
}

// call makes an error of a panic.
func call[P, R any](ctx context.Context, f func(context.Context, P) (R, error), p P) (r R, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("panic: %v\n%s", problem, debug.Stack())
		}
	}()
	return f(ctx, p)
}

func (w *work[P, R]) fail(i int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failures++; w.first == nil || i < w.firstAt {
		w.first, w.firstAt = err, i
	}
}

func (w *work[P, R]) failed() error {
	if w.first == nil {
		return nil
	}
	text, _ := w.layout.appendParams(nil, &w.Over[w.firstAt])
	err := fmt.Errorf("the run %s failed: %w", braces(text), w.first)
	if w.failures > 1 {
		err = fmt.Errorf("%d of %d runs failed; the first: %w", w.failures, len(w.Over), err)
	}
	return err
}

// table is that of the runs that are done.
func (w *work[P, R]) table() *Table[P, R] {
	if w.complete() {
		return &Table[P, R]{Runs: w.runs}
	}
	t := &Table[P, R]{}
	for i, done := range w.done {
		if done {
			t.Runs = append(t.Runs, w.runs[i])
		}
	}
	return t
}
