package session

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
)

// Execute runs a cell: first its magics in their order, then its Go. It returns when the
// cell is done, which its program may outlive, to answer a person; until the cell is
// executed again, or the session closed.
//
// The error is an [Error] where the cell is to blame, and ctx.Err() where ctx ended it.
// One cell is executed at a time; all other methods may be called meanwhile.
func (s *Session) Execute(ctx context.Context, in Cell, front Front) error {
	s.programs.endOf(in.ID)
	c, err := cell.Parse(in.Source)
	if err != nil {
		return explained(err, in.Number)
	}
	if c.Whole != nil {
		return s.whole(ctx, c.Whole, in, front)
	}
	front, closeCapture, err := s.captured(c, front)
	if err != nil {
		return err
	}
	defer closeCapture()
	var ask asking
	for _, m := range c.Magics {
		if err := s.magic(ctx, m, c, &ask, in, front); err != nil {
			return err
		}
	}
	if len(c.Decls) == 0 && len(c.Imports) == 0 && c.Main == nil && c.Test == nil {
		return s.export(ctx, c, nil)
	}
	return s.runGo(ctx, c, in, front)
}

// runGo builds the cell's program, keeps its declarations, and runs it. A cell that
// only declares is checked, not run, unless something in it runs at the start of a program.
func (s *Session) runGo(ctx context.Context, c *cell.Cell, in Cell, front Front) (err error) {
	decls := s.decls.with(c, in.Number)
	p, executable, err := s.build(ctx, decls, c, in.Number)
	if missing := missingPackages(err); s.autoget && len(missing) > 0 {
		if err := s.fetch(ctx, missing, in, front); err != nil {
			return err
		}
		p, executable, err = s.build(ctx, decls, c, in.Number)
	}
	if err != nil {
		if p.searchErr != nil && ctx.Err() == nil {
			return fmt.Errorf("%w\n(packages could not be looked for: %v)", explained(err, in.Number), p.searchErr)
		}
		return explained(err, in.Number)
	}
	s.keep(decls)
	if err := s.export(ctx, c, p); err != nil {
		return err
	}
	if !runs(c) {
		return nil
	}
	if p.graded(c) {
		watched := s.watch(front, in)
		front = watched
		defer func() {
			if err == nil {
				err = watched.missing()
			}
		}()
	}
	if p.div != "" {
		return s.wasm.show(executable, p.div, c.Args, in.Number, front)
	}
	program := proc.Program{Path: executable, Args: c.Args, Dir: s.dir}
	if p.reads {
		program = typed(program)
		program.AskReader = true
	}
	if p.plan != nil {
		p.plan.tellChanges(in, front)
		dir, err := s.openReport()
		if err != nil {
			return err
		}
		program.Env = []string{"DLMATH_KEPT=" + dir}
		defer p.plan.learn(dir, in)
	}
	if c.Test != nil {
		return s.test(ctx, c.Test, program, in, front)
	}
	return s.run(ctx, program, in, front)
}

// build builds the program of a cell, given all declarations.
func (s *Session) build(ctx context.Context, d declarations, c *cell.Cell, number int) (*program, string, error) {
	ctx = build.Moment(ctx)
	p := s.program(ctx, d, c, number)
	err := s.checkImports(ctx, c, p)
	if err != nil {
		return p, "", err
	}
	if p.div == "" && runs(c) {
		if p.plan, err = s.remember(ctx, p); err != nil {
			return p, "", err
		}
	}
	source, err := s.sourceOf(ctx, p)
	if err != nil {
		return p, "", err
	}
	files := p.files(source, c.Test != nil)
	if err := s.keepSource(files); err != nil {
		return p, "", err
	}
	files.Flags = s.flags
	if p.div != "" {
		files.Env = []string{"GOOS=js", "GOARCH=wasm"}
	}
	executable, err := s.builder.Build(ctx, files)
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return p, executable, err
}

// runs tells whether a cell does anything: it has a body or tests, or its declarations
// do something by themselves, as init functions and variables without a name do.
func runs(c *cell.Cell) bool {
	if c.Main != nil || c.Test != nil {
		return true
	}
	for _, d := range c.Decls {
		if d.Kind == cell.Init || d.Kind == cell.Var && d.Names[0] == "_" {
			return true
		}
	}
	return false
}

// captured returns a front that also writes to the file of the cell's %capture.
func (s *Session) captured(c *cell.Cell, front Front) (Front, func() error, error) {
	for _, m := range c.Magics {
		if m.Name != "capture" {
			continue
		}
		mode := os.O_TRUNC
		if m.Append {
			mode = os.O_APPEND
		}
		f, err := os.OpenFile(s.path(m.Args[0]), os.O_CREATE|os.O_WRONLY|mode, 0o644)
		if err != nil {
			return nil, nil, &Error{"%capture", err.Error(), m.Line}
		}
		return &capture{front, f}, f.Close, nil
	}
	return front, func() error { return nil }, nil
}

// capture writes text to a file as well.
type capture struct {
	Front
	file io.Writer
}

func (c *capture) Stream(name, text string) {
	io.WriteString(c.file, text)
	c.Front.Stream(name, text)
}

// Display writes the source of HTML, Markdown and the like, and the text that goes with
// pictures.
func (c *capture) Display(b proc.Bundle) {
	if plain, ok := b.Data["text/plain"].(string); ok {
		io.WriteString(c.file, plain+"\n")
	} else {
		for _, kind := range slices.Sorted(maps.Keys(b.Data)) {
			if text, ok := b.Data[kind].(string); ok && !strings.HasPrefix(kind, "image/") {
				io.WriteString(c.file, text)
				break
			}
		}
	}
	c.Front.Display(b)
}

// path is a file name as seen from the session's folder; a ~ at its start, and names of
// environment variables in it, stand for what they are to a shell.
func (s *Session) path(name string) string {
	if rest, ok := strings.CutPrefix(name, "~"); ok && (rest == "" || rest[0] == '/') {
		name = "${HOME}" + rest
	}
	name = os.Expand(name, func(variable string) string {
		for _, kv := range slices.Backward(s.environment()) {
			if name, value, _ := strings.Cut(kv, "="); name == variable {
				return value
			}
		}
		return ""
	})
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.dir, name)
}
