package session

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
)

// Execute runs a cell: first its magics in their order, then its Go. number tells
// cells apart in messages; it counts from 1. What the cell gives goes to out.
//
// The error is an [Error] where the cell is to blame, and ctx.Err() where ctx ended it.
func (s *Session) Execute(ctx context.Context, source string, number int, out proc.Output) error {
	c, err := cell.Parse(source)
	if err != nil {
		return explained(err, number)
	}
	if c.Whole != nil {
		return s.whole(ctx, c.Whole, out)
	}
	out, closeCapture, err := s.captured(c, out)
	if err != nil {
		return err
	}
	defer closeCapture()
	for _, m := range c.Magics {
		if err := s.magic(ctx, m, c, out); err != nil {
			return err
		}
	}
	if len(c.Decls) == 0 && len(c.Imports) == 0 && c.Main == nil && c.Test == nil {
		return nil
	}
	return s.runGo(ctx, c, number, out)
}

// runGo builds the cell's program, keeps its declarations, and runs it. A cell that
// only declares is checked, not run, unless something in it runs at the start of a program.
func (s *Session) runGo(ctx context.Context, c *cell.Cell, number int, out proc.Output) error {
	decls := s.decls.with(c, number)
	p, searchErr := s.program(ctx, decls, c, number)
	source, err := s.sourceOf(ctx, p)
	if err != nil {
		return explained(err, number)
	}
	program := p.files(source, c.Test != nil)
	program.Flags = s.flags
	executable, err := s.builder.Build(ctx, program)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if searchErr != nil {
			return fmt.Errorf("%w\n(packages could not be looked for: %v)", explained(err, number), searchErr)
		}
		return explained(err, number)
	}
	s.decls = decls
	if c.Main == nil && c.Test == nil && !runsAtStart(c) {
		return nil
	}
	args := c.Args
	if c.Test != nil {
		args = testArguments(c.Test)
	}
	return s.run(ctx, proc.Program{Path: executable, Args: args, Dir: s.dir}, out)
}

// runsAtStart tells whether the declarations of a cell do something by themselves:
// init functions, and variables without a name.
func runsAtStart(c *cell.Cell) bool {
	for _, d := range c.Decls {
		if d.Kind == cell.Init || d.Kind == cell.Var && d.Names[0] == "_" {
			return true
		}
	}
	return false
}

// captured returns an output that also writes to the file of the cell's %capture.
func (s *Session) captured(c *cell.Cell, out proc.Output) (proc.Output, func() error, error) {
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
		return &capture{out, f}, f.Close, nil
	}
	return out, func() error { return nil }, nil
}

// capture writes text to a file as well.
type capture struct {
	proc.Output
	file io.Writer
}

func (c *capture) Stream(name, text string) {
	io.WriteString(c.file, text)
	c.Output.Stream(name, text)
}

// path is a file name as seen from the session's folder.
func (s *Session) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.dir, name)
}
