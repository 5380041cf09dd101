package session

import (
	"context"

	"dlmath/kernel/internal/assist"
)

// Complete offers what may stand at the cursor, a byte offset in the source of a cell.
// It may be called while a cell runs.
func (s *Session) Complete(ctx context.Context, source string, cursor int) assist.Completions {
	return s.assistant().Complete(ctx, s.notebook(), source, cursor)
}

// Inspect describes what stands at the cursor; with a detail of 1, by its source as well.
// It may be called while a cell runs.
func (s *Session) Inspect(ctx context.Context, source string, cursor, detail int) assist.Inspection {
	return s.assistant().Inspect(ctx, s.notebook(), source, cursor, detail)
}

// Prepare gets Complete and Inspect ready in the background, so that the first answer
// comes soon.
func (s *Session) Prepare() { s.assistant() }

func (s *Session) assistant() *assist.Assistant {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.assist == nil {
		s.assist = assist.New(s.settings)
	}
	return s.assist
}

// notebook is what is in force at this moment.
func (s *Session) notebook() assist.Notebook {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := assist.Notebook{Dir: s.dir, Module: s.builder.Dir()}
	for _, d := range s.decls.list {
		n.Decls = append(n.Decls, assist.Declaration{Decl: d.Decl, Cell: d.Cell})
	}
	for _, imp := range s.decls.imports {
		n.Imports = append(n.Imports, imp.Import)
	}
	return n
}
