package proc

import (
	"errors"
	"os"
	"time"
)

// A question is something that a person is asked for.
type question struct {
	prompt   string
	password bool
	answer   func(line string, err error) // called by the loop
}

var errNoInput = errors.New("nobody can be asked for input here")

// openStdin returns what the program reads; nil stands for nothing.
func (r *runner) openStdin(p *pipes) *os.File {
	if !r.program.Typed && len(r.program.Stdin) == 0 {
		return nil
	}
	theirs := p.writer(&r.loop, &r.stdin)
	if p.err == nil && !r.program.Typed {
		r.stdin.last = true
		r.stdin.write(r.program.Stdin)
	}
	return theirs
}

// ask asks a person, after the questions that are open.
func (r *runner) ask(q question) {
	if r.program.Input == nil || r.loop.ended {
		q.answer("", errNoInput)
		return
	}
	r.questions = append(r.questions, q)
	if len(r.questions) == 1 {
		r.askNext()
	}
}

func (r *runner) askNext() {
	q := r.questions[0]
	go func() {
		line, err := r.program.Input(r.ctx, q.prompt, q.password)
		r.loop.post(func() {
			r.questions = r.questions[1:]
			q.answer(line, err)
			if len(r.questions) > 0 {
				r.askNext()
			}
		})
	}()
}

// askForStdin asks for a line of standard input, and calls then when it is there.
func (r *runner) askForStdin(prompt string, password bool, then func()) {
	r.ask(question{prompt, password, func(line string, err error) {
		switch {
		case r.stdin == nil || r.stdin.file == nil:
		case err != nil:
			r.inputErr = err
			r.stdin.close()
		default:
			r.stdin.write([]byte(line + "\n"))
			then()
		}
	}})
}

// askLater asks for standard input after a while, and again after each answer.
func (r *runner) askLater() {
	if !r.program.Typed || r.program.AskAfter <= 0 {
		return
	}
	time.AfterFunc(r.program.AskAfter, func() {
		r.loop.post(func() {
			switch {
			case r.loop.ended || r.stdin.file == nil:
			case len(r.questions) > 0 || r.program.AskReader && !readsStdin(r.command.Process.Pid):
				r.askLater()
			default:
				r.askForStdin("", r.program.AskPassword, r.askLater)
			}
		})
	})
}
