package session

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
)

// run runs a program in the session's folder. An end with a status other than 0 is an error.
func (s *Session) run(ctx context.Context, p proc.Program, in Cell, front Front) error {
	p.Env = s.env
	state, err := s.runProgram(ctx, p, in, front)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	case state.OK():
		return nil
	case state.Panic != "":
		return &Error{"panic", strings.TrimPrefix(state.Panic, "panic: ") + "\n" + readable(state.Trace), lineIn(state.Trace)}
	}
	return &Error{Name: state.String()}
}

// shell runs a command line. Its own output says what went wrong.
func (s *Session) shell(ctx context.Context, line, dir string, in Cell, front Front) error {
	return s.command(ctx, []string{"sh", "-c", line}, "", dir, in, front)
}

// command runs a command with some input.
func (s *Session) command(ctx context.Context, words []string, input, dir string, in Cell, front Front) error {
	return s.run(ctx, proc.Program{Path: words[0], Args: words[1:], Dir: dir, Stdin: []byte(input)}, in, front)
}

// atLine says which line of the cell an error belongs to.
func atLine(err error, line int) error {
	if e, ok := err.(*Error); ok && e.Line == 0 {
		e.Line = line
	}
	return err
}

var inCell = regexp.MustCompile(`\S*Cell\[(\d+)\]:(\d+)`)

// lineIn returns the line of the cell that a trace names first.
func lineIn(trace string) int {
	m := inCell.FindStringSubmatch(trace)
	if m == nil {
		return 0
	}
	line, _ := strconv.Atoi(m[2])
	return line
}

// readable leaves of a trace what concerns cells, without the folder that the compiler
// puts before their names.
func readable(trace string) string {
	var places []string
	for line := range strings.Lines(trace) {
		if m := inCell.FindStringSubmatch(line); m != nil {
			places = append(places, fmt.Sprintf("    in Cell[%s], line %s", m[1], m[2]))
		}
	}
	return strings.Join(places, "\n")
}

// testArguments are those of a test program: without any of its own, %test runs what
// the cell declares.
func testArguments(t *cell.Test) []string {
	var args []string
	for _, a := range t.Args {
		for _, flag := range []string{"-v", "-run", "-bench", "-count", "-short", "-timeout", "-benchmem", "-benchtime", "-cpu"} {
			if a == flag || strings.HasPrefix(a, flag+"=") {
				a = "-test." + a[1:]
				break
			}
		}
		args = append(args, a)
	}
	if len(args) > 0 {
		return args
	}
	args = []string{"-test.v"}
	if len(t.Tests) > 0 {
		args = append(args, "-test.run=^("+strings.Join(t.Tests, "|")+")$")
	} else {
		args = append(args, "-test.run=^$")
	}
	if len(t.Benchmarks) > 0 {
		args = append(args, "-test.bench=^("+strings.Join(t.Benchmarks, "|")+")$")
	}
	return args
}
