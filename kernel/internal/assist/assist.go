package assist

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
)

// Notebook is what the cells have declared so far.
type Notebook struct {
	Decls   []Declaration
	Imports []cell.Import
	Dir     string // the folder that file names start from
	Module  string // the folder of the builder's module, whose requirements may grow; or ""
}

// Declaration is one that a cell has made.
type Declaration struct {
	cell.Decl
	Cell int // the number of that cell
}

// Assistant answers questions about cells. Its methods may be called at the same time.
type Assistant struct {
	ctx     context.Context
	stop    context.CancelFunc
	ready   chan struct{} // closed when builder and err are there
	warmed  chan struct{} // closed when the everyday packages have been looked at
	builder *build.Builder
	err     error

	patience time.Duration // how long an answer may wait for packages to be compiled

	mu      sync.Mutex
	asking  int                  // how many questions are being answered
	asked   time.Time            // when the last one was
	yielded context.CancelFunc   // ends what is done in the background
	bad     map[string]time.Time // when a package could not be imported
}

// New makes an Assistant for programs that a builder with the same settings can build.
// It makes itself ready in the background. Close it.
func New(c build.Config) *Assistant {
	a := &Assistant{ready: make(chan struct{}), warmed: make(chan struct{}), patience: time.Second, bad: map[string]time.Time{}}
	a.ctx, a.stop = context.WithCancel(context.Background())
	go func() {
		defer close(a.warmed)
		a.builder, a.err = build.New(a.ctx, c)
		close(a.ready)
		for a.err == nil && a.ctx.Err() == nil && !a.warm(a.quiet()) {
		}
	}()
	return a
}

// Close ends what the Assistant has begun, and removes its files.
func (a *Assistant) Close() error {
	a.stop()
	<-a.warmed
	if a.err != nil {
		return nil
	}
	return a.builder.Close()
}

// everyday are packages that somebody may name before the notebook imports them.
var everyday = []string{
	"bufio", "bytes", "context", "encoding/csv", "encoding/json", "errors", "fmt", "image", "image/color", "io", "maps",
	"math", "math/rand/v2", "os", "path/filepath", "slices", "sort", "strconv", "strings", "sync", "testing", "time",
	"gonum.org/v1/gonum/floats", "gonum.org/v1/gonum/mat", "gonum.org/v1/gonum/optimize", "gonum.org/v1/gonum/stat",
	"gonum.org/v1/plot", "gonum.org/v1/plot/plotter", "gonum.org/v1/plot/vg",
}

// warm lets the builder look at the everyday packages and at the workspace's own. It is
// false if ctx ends before that is done.
func (a *Assistant) warm(ctx context.Context) bool {
	packages, _ := a.builder.Packages(ctx)
	known := map[string]bool{}
	for _, p := range packages {
		known[p.Path] = true
	}
	var paths []string
	for _, path := range everyday {
		if known[path] {
			paths = append(paths, path)
		}
	}
	for _, p := range packages {
		if p.Workspace && !build.Rare(p.Path) {
			paths = append(paths, p.Path)
		}
	}
	a.builder.Importer(ctx, paths...) // whatever is wrong with a package, the others are there
	return ctx.Err() == nil
}

// quiet waits until nobody has asked for a second, and returns a context that ends with
// the next question.
func (a *Assistant) quiet() context.Context {
	for {
		a.mu.Lock()
		if a.asking == 0 && time.Since(a.asked) > time.Second || a.ctx.Err() != nil {
			defer a.mu.Unlock()
			var ctx context.Context
			ctx, a.yielded = context.WithCancel(build.InBackground(a.ctx))
			return ctx
		}
		a.mu.Unlock()
		time.Sleep(50 * time.Millisecond)
	}
}

// question begins an answer about a notebook, whose requirements hold from then on. What
// is done in the background gives way to it.
func (a *Assistant) question(ctx context.Context, n Notebook) (end func()) {
	a.mu.Lock()
	a.asking++
	if a.yielded != nil {
		a.yielded()
	}
	a.mu.Unlock()
	within(ctx, a, func(context.Context) (bool, error) { return true, a.require(n.Module) }) // else packages are missing
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.asking--
		a.asked = time.Now()
	}
}

// require takes over what the module in a folder requires, and which modules its
// workspace has.
func (a *Assistant) require(module string) error {
	if module == "" {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, name := range []string{"go.sum", "go.mod", "go.work"} {
		own := filepath.Join(a.builder.Dir(), name)
		wanted, err := os.ReadFile(filepath.Join(module, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if has, err := os.ReadFile(own); err == nil && bytes.Equal(has, wanted) {
			continue
		}
		if err := os.WriteFile(own, wanted, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// within returns what ask returns, but waits no longer than patience allows, nor than
// ctx; ask itself goes on, so that the next question finds what it has found.
func within[T any](ctx context.Context, a *Assistant, ask func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		select {
		case <-a.ready:
		case <-a.ctx.Done():
		}
		var got answer
		if got.err = a.err; got.err == nil {
			got.err = a.ctx.Err()
		}
		if got.err == nil {
			got.value, got.err = ask(a.ctx)
		}
		done <- got
	}()
	select {
	case got := <-done:
		return got.value, got.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
