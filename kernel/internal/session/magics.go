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
)

// magic does a line that begins with % or !.
func (s *Session) magic(ctx context.Context, m cell.Magic, c *cell.Cell, in Cell, front Front) error {
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
		dir := s.dir
		if m.Name == "!*" {
			dir = s.builder.Dir()
		}
		return atLine(s.shell(ctx, m.Shell, dir, in, front), m.Line)
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
		return say("%s", s.decls.listing())
	case "rm", "remove":
		for _, name := range m.Args {
			if s.decls.find(name) == nil {
				return fail(fmt.Errorf("nothing named %s has been declared", name))
			}
			s.keep(s.decls.without(name))
		}
		return nil
	case "reset":
		if len(m.Args) == 0 {
			s.keep(declarations{})
		}
		return nil
	case "version":
		return say("dlmath, %s\n", runtime.Version())
	case "help":
		for _, u := range cell.Usages() {
			say("%-34s %s\n", u, u.Summary)
		}
		return nil
	case "export":
		return fail(s.export(m.Args[0], c))
	case "with_inputs", "with_password":
		return fail(fmt.Errorf("there is nobody to ask: no front end is connected"))
	case "wasm", "widgets", "widgets_hb":
		return fail(fmt.Errorf("no browser is connected; open the notebook in JupyterLab for this cell"))
	case "autoget":
		return fail(fmt.Errorf("modules are not fetched here; add what is missing to go.mod:  go get MODULE"))
	}
	// capture has been done before; noautoget is the way it always is; track, untrack
	// and goworkfix have nothing to do, for the workspace is followed by itself.
	return nil
}

func (s *Session) changeFolder(name string) error {
	if rest, ok := strings.CutPrefix(name, "~"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return err
		}
		name = home + rest
	}
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
