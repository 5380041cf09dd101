package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// person is a front end with somebody who types answers, and then no more.
type person struct {
	recorder
	mu       sync.Mutex
	answers  []string
	asked    []string
	messages chan Comm // of comms; nil if nobody looks at them
	known    []string  // comms that can be asked
}

func (p *person) Present() bool { return true }

func (p *person) Input(_ context.Context, prompt string, password bool) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, fmt.Sprint(prompt, password))
	if len(p.answers) == 0 {
		return "", errors.New("this front end does not ask")
	}
	answer := p.answers[0]
	p.answers = p.answers[1:]
	return answer, nil
}

func (p *person) Forget(comm string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known = slices.DeleteFunc(p.known, func(id string) bool { return id == comm })
}

func (p *person) Comm(c Comm) error {
	if c.Kind == "comm_open" {
		p.mu.Lock()
		p.known = append(p.known, c.ID)
		p.mu.Unlock()
	}
	if p.messages != nil {
		p.messages <- c
	}
	return nil
}

func TestInput(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	for _, c := range []struct {
		cell    string
		answers string // with blanks between them
		output  string
		asked   string
		err     string
	}{
		{"%with_inputs\n!read str ; echo \"str=$str\"\n%with_password\n!read pass ; echo \"pass=$pass\"", "foo bar", "str=foo\npass=bar\n", "false true", ""},
		{"!cat; echo done", "", "done\n", "", ""}, // nothing is there to be read
		{"var x, y int\nfmt.Print(\"x, y: \")\nfmt.Scan(&x, &y)\nfmt.Println(x * y)", "6 7", "x, y: 42\n", "false false", ""},
		{"lines := bufio.NewScanner(os.Stdin)\nfor lines.Scan() {\n\tfmt.Println(lines.Text())\n}", "a", "a\n", "false false", "input: no input can be had: this front end does not ask"},
		{"import \"github.com/janpfeifer/gonb/gonbui\"\n%%\ngonbui.RequestInput(\"Pin:\", true)\nvar x int\nfmt.Scan(&x)\nfmt.Println(x)", "42", "42\n", "Pin:true", ""},
		{"%with_inputs\n!read a; echo \"a=$a\"", "", "a=\n", "false", "this front end does not ask"},
	} {
		p := &person{answers: strings.Fields(c.answers)}
		err := s.Execute(t.Context(), Cell{Source: c.cell, Number: 1}, p)
		message := ""
		if err != nil {
			message = err.Error()
		}
		if got := p.text.String(); got != c.output || (c.err == "") != (err == nil) || !strings.Contains(message, c.err) || strings.Join(p.asked, " ") != c.asked {
			t.Errorf("%s\ngives %q and %q, asked %q; want %q, %q and %q", c.cell, got, message, p.asked, c.output, c.err, c.asked)
		}
	}
}

// Where nobody can be asked, a cell that wants input fails, and does not wait.
func TestInputOfNobody(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{"var x int\nfmt.Scan(&x)", "", "input: no input can be had: no front end is connected"},
		step{"%with_inputs\n!read x", "", "nobody can be asked: no front end is connected"},
		step{"%with_password\n!read x", "", "nobody can be asked: no front end is connected"},
		step{"func ask() (x int) { fmt.Scan(&x); return x }", "", ""}, // declared, and not called
		step{"%%\nfmt.Println(1)", "1\n", ""},
	)
}
