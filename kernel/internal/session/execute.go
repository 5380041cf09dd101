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
	for _, m := range c.Magics {
		if err := s.magic(ctx, m, c, in, front); err != nil {
			return err
		}
	}
	if len(c.Decls) == 0 && len(c.Imports) == 0 && c.Main == nil && c.Test == nil {
		return nil
	}
	return s.runGo(ctx, c, in, front)
}

// runGo builds the cell's program, keeps its declarations, and runs it. A cell that
// only declares is checked, not run, unless something in it runs at the start of a program.
func (s *Session) runGo(ctx context.Context, c *cell.Cell, in Cell, front Front) error {
	number := in.Number
	decls := s.decls.with(c, number)
	p, searchErr := s.program(ctx, decls, c, number)
	source, err := s.sourceOf(ctx, p)
	if err != nil {
		return explained(err, number)
	}
	files := p.files(source, c.Test != nil)
	files.Flags = s.flags
	executable, err := s.builder.Build(ctx, files)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if searchErr != nil {
			return fmt.Errorf("%w\n(packages could not be looked for: %v)", explained(err, number), searchErr)
		}
		return explained(err, number)
	}
	s.keep(decls)
	if c.Main == nil && c.Test == nil && !runsAtStart(c) {
		return nil
	}
	args := c.Args
	if c.Test != nil {
		args = testArguments(c.Test)
	}
	program := proc.Program{Path: executable, Args: args, Dir: s.dir}
	if front.Present() {
		program.Input = front.Input
	}
	return s.run(ctx, program, in, front)
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

// path is a file name as seen from the session's folder.
func (s *Session) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.dir, name)
}
