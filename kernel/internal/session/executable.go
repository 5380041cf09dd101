package session

import (
	"context"

	"dlmath/kernel/internal/cell"
)

// Executable builds the program of a cell, which is not run and whose declarations are not
// kept. The program evaluates all that it uses; so it also runs where there is no session.
// The file is there until the session is closed, or has built a few others.
func (s *Session) Executable(ctx context.Context, in Cell) (file string, err error) {
	c, err := cell.Parse(in.Source)
	if err != nil {
		return "", explained(err, in.Number)
	}
	p := s.program(ctx, s.decls.with(c, in.Number), c, in.Number)
	source, err := s.sourceOf(ctx, p)
	if err != nil {
		return "", err
	}
	if file, err = s.builder.Build(ctx, p.files(source, false)); err != nil {
		return "", explained(err, in.Number)
	}
	return file, nil
}
