package assist

import (
	"context"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
)

// Notebook is what the cells have declared so far.
type Notebook struct {
	Decls   []Declaration
	Imports []cell.Import
	Dir     string // the folder that file names start from
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
}

// patience is how long an answer may wait for packages to be compiled.
const patience = 1500 * time.Millisecond

// New makes an Assistant for programs that a builder with the same settings can build.
// It makes itself ready in the background. Close it.
func New(c build.Config) *Assistant {
	a := &Assistant{ready: make(chan struct{}), warmed: make(chan struct{})}
	a.ctx, a.stop = context.WithCancel(context.Background())
	c.Background = true
	go func() {
		defer close(a.warmed)
		a.builder, a.err = build.New(a.ctx, c)
		close(a.ready)
		if a.err == nil {
			a.warm()
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

// warm lets the builder look at the everyday packages and at the workspace's own.
func (a *Assistant) warm() {
	packages, err := a.builder.Packages(a.ctx)
	if err != nil {
		return // each question will meet it again, and do without
	}
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
		if p.Workspace {
			paths = append(paths, p.Path)
		}
	}
	a.packages(a.ctx, paths)
}

// within returns what ask returns, but no later than when ctx ends; ask itself goes on,
// so that the next question finds what it has found.
func within[T any](ctx context.Context, a *Assistant, ask func(context.Context) (T, error)) (T, error) {
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
