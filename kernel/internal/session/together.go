package session

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
)

// Together is one program that holds several cells: their declarations, and the body of
// each, to be run alone. To build it takes as long as to build one cell.
type Together struct {
	session    *Session
	executable string // "" if a name is declared by more than one cell
	members    []*member
}

// member is a cell in a program of several.
type member struct {
	in  Cell
	c   *cell.Cell
	err error // why its declarations do not count, and its body is not run
}

// Together builds the cells as if they were executed in their order: a cell that does
// not compile is left out, with what it declares, and harms none that does not need it.
// A cell can use what stands above it. Magics are not done.
func (s *Session) Together(ctx context.Context, cells []Cell) (*Together, error) {
	t := &Together{session: s}
	for _, in := range cells {
		m := &member{in: in}
		c, err := cell.Parse(in.Source)
		switch {
		case err != nil:
			m.err = explained(err, in.Number)
		case c.Whole != nil || c.Test != nil:
			m.err = &Error{Name: "not run", Message: "a command, or %test, is no part of a program"}
		default:
			m.c = c
		}
		t.members = append(t.members, m)
	}
	for {
		t.orderNames()
		source, once := t.source(ctx)
		if !once {
			return t, t.oneByOne(ctx)
		}
		executable, err := s.builder.Build(ctx, build.Program{Files: map[string][]byte{"main.go": source}})
		if err == nil {
			t.executable, err = s.hold(executable)
			return t, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !t.blame(err) {
			return nil, err
		}
	}
}

// Err is why cell number n is not part of the program, or nil.
func (t *Together) Err(n int) error {
	for _, m := range t.members {
		if m.in.Number == n {
			return m.err
		}
	}
	return nil
}

// orderNames leaves out cells that use what only a later cell declares.
func (t *Together) orderNames() {
	for i, m := range t.members {
		if m.err != nil {
			continue
		}
		known := t.declared(t.members[:i+1])
		after := t.declared(t.members[i+1:])
		check := func(uses cell.Uses) {
			for name := range uses {
				if later := after.find(name); m.err == nil && known.find(name) == nil && later != nil {
					m.err = &Error{Name: "compile error", Message: fmt.Sprintf("undefined: %s (it is declared below, in Cell[%d]; cells run from top to bottom)", name, later.Cell)}
				}
			}
		}
		for _, d := range m.c.Decls {
			check(d.Uses)
		}
		if m.c.Main != nil {
			check(m.c.Main.Uses)
		}
	}
}

// declared are the declarations of those cells that count.
func (t *Together) declared(members []*member) (d declarations) {
	for _, m := range members {
		if m.err == nil {
			d = d.with(m.c, m.in.Number)
		}
	}
	return d
}

// source writes the program. It says false if a name is declared more than once: then
// what it is depends on the cell.
func (t *Together) source(ctx context.Context) (source []byte, once bool) {
	d := t.declared(t.members)
	all := 0
	var uses []cell.Uses
	for _, m := range t.members {
		if m.err != nil {
			continue
		}
		all += len(m.c.Decls)
		for _, decl := range m.c.Decls {
			uses = append(uses, decl.Uses)
		}
		if m.c.Main != nil {
			uses = append(uses, m.c.Main.Uses)
		}
	}
	if len(d.list) != all {
		return nil, false
	}
	p := &program{decls: d.list}
	t.session.resolve(ctx, d, p, uses)
	p.support("os")
	var bodies, cases bytes.Buffer
	for _, m := range t.members {
		if m.err != nil || m.c.Main == nil {
			continue
		}
		body := *m.c.Main
		if e := body.Value; e != nil && !e.Call {
			one := &program{body: &body, number: m.in.Number}
			body.Source = one.written([]insertion{{e.Start, "_ = "}})
		}
		fmt.Fprintf(&bodies, "\nfunc dlmath_cell%d() {\n%s\n}\n", m.in.Number, body.Go(fileName(m.in.Number)))
		fmt.Fprintf(&cases, "\tcase \"%d\":\n\t\tdlmath_cell%[1]d()\n", m.in.Number)
	}
	fmt.Fprintf(&bodies, "\n//line main.go:1:1\nfunc main() {\n\tswitch dlmath_os.Args[1] {\n%s\t}\n}\n", cases.Bytes())
	text := p.source(nil, "")
	return append(bytes.TrimSuffix(text, []byte("\nfunc main() {}\n")), bodies.Bytes()...), true
}

// oneByOne builds each cell by itself, to find those that do not compile.
func (t *Together) oneByOne(ctx context.Context) error {
	t.executable = ""
	for i, m := range t.members {
		if m.err != nil {
			continue
		}
		if _, _, err := t.session.build(ctx, t.declared(t.members[:i+1]), m.c, m.in.Number); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			m.err = explained(err, m.in.Number)
		}
	}
	return nil
}

// blame leaves out the cells that an error of the build names. It says false if there is
// none.
func (t *Together) blame(err error) bool {
	var wrong build.Errors
	if !errors.As(err, &wrong) {
		return false
	}
	found := false
	for _, m := range t.members {
		var own build.Errors
		for _, w := range wrong {
			if w.File == fileName(m.in.Number) {
				own = append(own, w)
			}
		}
		if m.err == nil && own != nil {
			m.err = explained(own, m.in.Number)
			found = true
		}
	}
	return found
}

// Run runs the body of cell number n, for as long as limit. What ends the cell then is
// context.DeadlineExceeded.
//
// All variables of all cells are evaluated first. If there are any, and the cell ends
// without its report, one that it does not even use may be the reason; so it is run once
// more, by itself.
func (t *Together) Run(ctx context.Context, n int, limit time.Duration, front Front) error {
	i := slices.IndexFunc(t.members, func(m *member) bool { return m.in.Number == n })
	if i < 0 {
		return fmt.Errorf("there is no cell %d", n)
	}
	m := t.members[i]
	if m.err != nil || m.c.Main == nil {
		return m.err
	}
	if t.executable != "" {
		short, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		out := &delayed{Front: front}
		watched := t.session.watch(out, m.in)
		program := proc.Program{Path: t.executable, Args: []string{strconv.Itoa(n)}, Dir: t.session.dir}
		err := t.session.run(short, program, m.in, watched)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && watched.reports > 0 || !t.variables():
			out.pass()
			return cmp.Or(err, watched.missing())
		case short.Err() != nil:
			t.executable = "" // the other cells would wait as long
		}
	}
	short, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	t.session.keep(t.declared(t.members[:i]))
	return t.session.Execute(short, m.in, front)
}

// variables tells whether anything is evaluated before a body runs.
func (t *Together) variables() bool {
	return slices.ContainsFunc(t.declared(t.members).list, func(d *declaration) bool { return d.Kind == cell.Var })
}

// delayed holds output back until it is passed on.
type delayed struct {
	Front
	list []func()
}

func (d *delayed) Stream(name, text string) {
	d.list = append(d.list, func() { d.Front.Stream(name, text) })
}

func (d *delayed) Display(b proc.Bundle) { d.list = append(d.list, func() { d.Front.Display(b) }) }

func (d *delayed) pass() {
	for _, f := range d.list {
		f()
	}
}
