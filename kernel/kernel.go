//go:build !windows

package main

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/jupyter"
	"dlmath/kernel/internal/session"
	"dlmath/kernel/internal/setup"
)

type kernelVerb struct {
	ConnectionFile string `arg:"" help:"Jupyter's connection file."`
	Checkout       string `required:"" help:"The folder of the checkout whose packages cells import."`
	Grading        bool   `help:"Mark homework: read cells before they run, and confine their programs."`
}

// Run answers Jupyter's front ends until they, or the process that started it, are gone.
func (v *kernelVerb) Run(ctx context.Context) error {
	connection, err := jupyter.ReadConnection(v.ConnectionFile)
	if err != nil {
		return err
	}
	home, err := setup.OpenAt(v.Checkout)
	if err != nil {
		return err
	}
	workplace, err := home.NewWorkplace()
	if err != nil {
		return err
	}
	defer workplace.Close()
	ctx, cancel := jupyter.WithParent(ctx)
	defer cancel()
	server, err := session.ServerOf(v.ConnectionFile)
	if err != nil {
		return err
	}
	return jupyter.Serve(ctx, connection, newGoKernel(ctx, home, workplace, server, v.Grading))
}

// goKernel answers Jupyter with a session.
type goKernel struct {
	ready      chan struct{} // closed when session and err are there
	session    *session.Session
	err        error
	grading    *grading     // nil where nothing is marked
	interrupts atomic.Int32 // of the cell that runs
	memory     memory
	heard      heard
	control    sync.Map // comms of pages that ask for all controls, by id
}

var _ jupyter.Kernel = (*goKernel)(nil)

// newGoKernel begins to make the session, but does not wait: a front end wants to hear
// from its kernel at once.
func newGoKernel(ctx context.Context, home *setup.Home, workplace *setup.Workplace, server session.Server, marking bool) *goKernel {
	k := &goKernel{ready: make(chan struct{}), memory: openMemory(filepath.Join(home.State(), "history.jsonl"))}
	go func() {
		defer close(k.ready)
		dir, err := os.Getwd() // which Jupyter has made the notebook's folder
		if err != nil {
			k.err = err
			return
		}
		env := workplace.Environ()
		config := session.Config{
			Build:  build.Config{Dir: workplace.Dir, Workspace: []string{home.Repo}, Env: env},
			Dir:    dir,
			Env:    env,
			Server: server,
		}
		if marking {
			if k.grading, k.err = newGrading(dir, workplace.Dir, &config); k.err != nil {
				return
			}
		}
		k.session, k.err = session.New(ctx, config)
		if k.err == nil {
			k.session.Prepare()
		}
	}()
	return k
}

// wait returns the session when it is there.
func (k *goKernel) wait(ctx context.Context) (*session.Session, error) {
	select {
	case <-k.ready:
		return k.session, k.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Info describes Go by the language that go.mod asks for, not by the toolchain at hand:
// notebooks store it, and would change with each release.
func (k *goKernel) Info() jupyter.Info {
	return jupyter.Info{
		Implementation:        "dlmath",
		ImplementationVersion: "1.0",
		Banner:                "Go, a cell at a time. %help lists what is more than Go.",
		Language: jupyter.Language{
			Name: "go", Version: "1.26", MIMEType: "text/x-go", FileExtension: ".go", NBConvertExporter: "script",
		},
		HelpLinks: []jupyter.HelpLink{
			{Text: "The Go language", URL: "https://go.dev/ref/spec"},
			{Text: "Go's standard library", URL: "https://pkg.go.dev/std"},
			{Text: "Gonum", URL: "https://pkg.go.dev/gonum.org/v1/gonum"},
			{Text: "Gonum's plots", URL: "https://pkg.go.dev/gonum.org/v1/plot"},
		},
	}
}

func (k *goKernel) Execute(ctx context.Context, r jupyter.ExecuteRequest, out *jupyter.Output) (reply jupyter.ExecuteReply, err error) {
	s, err := k.wait(ctx)
	if err != nil {
		return reply, err
	}
	k.interrupts.Store(0)
	if k.grading != nil {
		if err := k.grading.refuses(r.Code); err != nil {
			return reply, shown(err, r.Code)
		}
	}
	in := session.Cell{Source: r.Code, Number: r.Count, ID: r.CellID}
	f := &front{Output: out, present: !r.Silent, heard: &k.heard}
	if r.StoreHistory {
		k.memory.begin(r, out)
	}
	err = s.Execute(ctx, in, f)
	if r.StoreHistory && f.result != nil {
		k.memory.end(r, *f.result, out)
	}
	if err != nil {
		return reply, shown(err, r.Code)
	}
	reply.Payload = f.pages
	reply.UserExpressions = map[string]jupyter.Evaluation{}
	for name, expression := range r.UserExpressions {
		reply.UserExpressions[name] = valueOf(ctx, s, expression, r.Count)
	}
	return reply, nil
}

func (k *goKernel) IsComplete(_ context.Context, code string) (c jupyter.Completeness, err error) {
	c.Status, c.Indent = cell.Complete(code)
	return c, nil
}

func (k *goKernel) Complete(ctx context.Context, code string, cursor int) (c jupyter.Completions, err error) {
	s, err := k.wait(ctx)
	if err != nil {
		return c, err
	}
	found := s.Complete(ctx, code, cursor)
	c.Start, c.End = found.Start, found.End
	for _, m := range found.Matches {
		c.Matches = append(c.Matches, m.Text)
		c.Types = append(c.Types, m.Type)
	}
	return c, nil
}

func (k *goKernel) Inspect(ctx context.Context, code string, cursor, detail int) (i jupyter.Inspection, err error) {
	s, err := k.wait(ctx)
	if err != nil {
		return i, err
	}
	if found := s.Inspect(ctx, code, cursor, detail); found.Plain != "" {
		i.Found = true
		i.Data = map[string]any{"text/markdown": found.Markdown, "text/plain": found.Plain}
	}
	return i, nil
}

func (k *goKernel) History(_ context.Context, r jupyter.HistoryRequest) ([]jupyter.HistoryEntry, error) {
	return k.memory.entries(r)
}

// Interrupt kills a program that an interrupt has not ended, when a person insists.
func (k *goKernel) Interrupt() {
	if k.interrupts.Add(1) < 2 {
		return
	}
	select {
	case <-k.ready:
		if k.session != nil {
			k.session.Kill()
		}
	default:
	}
}

func (k *goKernel) Shutdown(ctx context.Context, _ bool) {
	if s, _ := k.wait(ctx); s != nil {
		s.Close()
	}
}
