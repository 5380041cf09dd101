package session

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/confine"
	"dlmath/kernel/internal/proc"
)

// run runs a program in the session's folder, with its Env besides the session's. An end with a status other than 0 is an error.
func (s *Session) run(ctx context.Context, p proc.Program, in Cell, front Front) error {
	p.Env = append(s.environment(), p.Env...)
	p.Input = front.Input
	if s.confine != nil {
		if err := confine.Set(&p, *s.confine); err != nil {
			return err
		}
		front = &bounded{Front: front}
	}
	state, err := s.runProgram(ctx, p, in, front)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	case state.Input != nil:
		return &Error{Name: "input", Message: "no input can be had: " + state.Input.Error()}
	case state.OK():
		return nil
	case s.confine != nil && s.confine.Ended(state) != "":
		return &Error{Name: s.confine.Ended(state)}
	case strings.HasSuffix(state.Panic, "fatal error: stack overflow"):
		return &Error{"stack overflow", "a function calls itself, and never ends\n" + readable(state.Trace), lineIn(state.Trace)}
	case state.Panic != "":
		return &Error{"panic", strings.TrimPrefix(state.Panic, "panic: ") + "\n" + readable(state.Trace), lineIn(state.Trace)}
	}
	return &Error{Name: state.String()}
}

// environment is that of programs and shell commands, with what GoNB's programs expect.
func (s *Session) environment() []string {
	env := append(s.env[:len(s.env):len(s.env)], "GONB_DIR="+s.dir, "GONB_TMP_DIR="+s.builder.Dir())
	if s.server.Kernel != "" {
		env = append(env, "GONB_JUPYTER_ROOT="+s.server.Root, "GONB_JUPYTER_KERNEL_ID="+s.server.Kernel)
	}
	if s.wasm.dir != "" {
		env = append(env, "GONB_WASM_DIR="+s.wasm.dir, "GONB_WASM_URL="+s.wasm.url)
	}
	return env
}

// shell runs a command line, with bash if it is there. Its own output says what went wrong.
func (s *Session) shell(ctx context.Context, m cell.Magic, ask asking, in Cell, front Front) error {
	p := proc.Program{Path: "sh", Args: []string{"-c", m.Shell}, Dir: s.dir}
	if bash, err := exec.LookPath("bash"); err == nil {
		p.Path = bash
	}
	if m.Name == "!*" {
		p.Dir = s.builder.Dir()
	}
	if ask.inputs || ask.password {
		if !front.Present() {
			return &Error{Name: "input", Message: "the command may ask for input, but nobody can be asked: " + errNobody.Error()}
		}
		p = typed(p)
		p.AskPassword = ask.password && !ask.inputs
	}
	return atLine(s.run(ctx, p, in, front), m.Line)
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

// mostPlaces is how many lines of a trace are shown. Only a function that calls itself
// without end has more.
const mostPlaces = 40

// readable leaves of a trace what concerns cells, without the folder that the compiler
// puts before their names. A line that comes several times in a row is shown once.
func readable(trace string) string {
	var places []string
	for line := range strings.Lines(trace) {
		if m := inCell.FindStringSubmatch(line); m != nil {
			places = append(places, fmt.Sprintf("    in Cell[%s], line %s", m[1], m[2]))
		}
	}
	if places = slices.Compact(places); len(places) > mostPlaces {
		places = append(places[:mostPlaces:mostPlaces], "    …")
	}
	return strings.Join(places, "\n")
}
