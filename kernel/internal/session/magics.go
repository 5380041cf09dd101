package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
)

// magic does a line that begins with % or !.
func (s *Session) magic(ctx context.Context, m cell.Magic, c *cell.Cell, ask *asking, in Cell, front Front) error {
	fail := func(err error) error {
		if err == nil {
			return nil
		}
		return &Error{"%" + m.Name, err.Error(), m.Line}
	}
	say := func(format string, args ...any) error {
		front.Stream("stdout", fmt.Sprintf(format, args...))
		return nil
	}
	switch m.Name {
	case "!", "!*":
		err := s.shell(ctx, m, *ask, in, front)
		*ask = asking{}
		return err
	case "cd":
		if len(m.Args) == 0 {
			return say("%s\n", s.dir)
		}
		return fail(s.changeFolder(m.Args[0]))
	case "env":
		s.setEnv(m.Args[0], m.Args[1])
		return nil
	case "goflags":
		if len(m.Args) > 0 {
			s.flags = slices.DeleteFunc(slices.Clone(m.Args), func(flag string) bool { return flag == "" })
		}
		return say("%%goflags=%q\n", s.flags)
	case "ls", "list":
		return say("%s", s.listing())
	case "rm", "remove":
		for _, name := range m.Args {
			if s.decls.find(name) == nil {
				return fail(fmt.Errorf("nothing named %s has been declared", name))
			}
			s.keep(s.decls.without(name))
			s.values.forget(name)
		}
		return nil
	case "reset":
		if len(m.Args) == 0 {
			s.keep(declarations{})
			s.values.forget("")
		}
		return fail(s.builder.Reset())
	case "version":
		return say("dlmath, %s\n", runtime.Version())
	case "doc":
		doc := s.Inspect(ctx, m.Args[0], len(m.Args[0]), 0)
		if doc.Plain == "" {
			return fail(fmt.Errorf("nothing is known of %s", m.Args[0]))
		}
		front.Display(proc.Bundle{Kind: Page, Data: map[string]any{"text/markdown": doc.Markdown, "text/plain": doc.Plain}})
		return nil
	case "help":
		for _, u := range cell.Usages() {
			say("%-34s %s\n", u, u.Summary)
		}
		return nil
	case "with_inputs":
		ask.inputs = true
	case "with_password":
		ask.password = true
	case "wasm":
		return fail(s.wasm.prepare())
	case "widgets":
		return fail(s.widgets.Connect(ctx, page{front}))
	case "widgets_hb":
		return fail(s.widgets.Ping(ctx, page{front}))
	case "autoget", "noautoget":
		s.autoget = m.Name == "autoget"
	case "track":
		text, err := s.followed(ctx)
		say("%s", text)
		return fail(err)
	case "untrack":
		return say("Nothing is tracked by hand: %%track says what is followed, and why.\n")
	case "goworkfix":
		text, err := s.replaceWorkspace(ctx)
		say("%s", text)
		return fail(err)
	}
	// capture has been done before, and export is done when the cell has compiled.
	return nil
}

func (s *Session) changeFolder(name string) error {
	dir := s.path(name)
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is a file, not a folder", dir)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dir = dir
	return nil
}

func (s *Session) setEnv(name, value string) {
	s.env = slices.DeleteFunc(slices.Clone(s.env), func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
	s.env = append(s.env, name+"="+value)
}

// whole does a cell that is the input of one command.
func (s *Session) whole(ctx context.Context, w *cell.Whole, in Cell, front Front) error {
	if w.Name == "writefile" {
		name, mode := s.path(w.Args[0]), os.O_TRUNC
		if w.Append {
			mode = os.O_APPEND
		}
		f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|mode, 0o644)
		if err == nil {
			_, err = f.WriteString(w.Input)
			if closeErr := f.Close(); err == nil {
				err = closeErr
			}
		}
		if err != nil {
			return &Error{"%%writefile", err.Error(), w.Line}
		}
		front.Stream("stdout", fmt.Sprintf("%s is written\n", filepath.Base(name)))
		return nil
	}
	return atLine(s.command(ctx, w.Args, w.Input, s.dir, in, front), w.Line)
}
