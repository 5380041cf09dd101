package proc

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestStdin(t *testing.T) {
	expect(t, program("read"), "out:\"\"\n")
	p := program("read")
	p.Stdin = []byte("a\nb")
	expect(t, p, "out:\"a\\nb\"\n")

	long := strings.Repeat("0123456789", 30_000) // more than a pipe holds
	p.Stdin = []byte(long)
	expect(t, p, fmt.Sprintf("out:%q\n", long))
	// Nobody reads it.
	p = program("close=0", "print=a")
	p.Stdin = []byte(long)
	expect(t, p, "out:a")
}

// person answers questions in turn, then with an error.
func person(answers ...string) (input func(context.Context, string, bool) (string, error), asked func() string) {
	var questions []string
	return func(_ context.Context, prompt string, password bool) (string, error) {
			questions = append(questions, fmt.Sprintf("%s %t", prompt, password))
			if len(answers) == 0 {
				return "", errors.New("gone")
			}
			answer := answers[0]
			answers = answers[1:]
			return answer, nil
		}, func() string {
			return strings.Join(questions, ",")
		}
}

func TestInputRequests(t *testing.T) {
	p := program(`say={"type":"input_request","prompt":"name?"}`, `say={"type":"input_request","prompt":"word?","password":true}`, `say={"type":"input_request"}`)
	input, asked := person("Ada", "")
	p.Input = input
	expect(t, p, `out:{"ack":1,"value":"Ada"}`+"\n"+`{"ack":2,"value":""}`+"\n"+`{"ack":3,"error":"gone"}`+"\n")
	if asked() != "name? false,word? true, false" {
		t.Errorf("asked %q", asked())
	}
}

// A program that reads its standard input is asked for it after a while.
func TestAskAfter(t *testing.T) {
	p := program("scan=3")
	input, asked := person("one", "two")
	p.Input, p.Typed, p.AskAfter, p.AskPassword = input, true, 20*time.Millisecond, true
	state, r := run(t, p)
	if r.all() != "out:true one\ntrue two\nfalse \n" {
		t.Errorf("got %q", r.all())
	}
	if state.Input == nil || state.Input.Error() != "gone" {
		t.Errorf("input ended by %v", state.Input)
	}
	if asked() != " true, true, true" {
		t.Errorf("asked %q", asked())
	}

	input, asked = person("one")
	p = program("print=fast")
	p.Input, p.Typed, p.AskAfter = input, true, time.Second
	expect(t, p, "out:fast")
	if asked() != "" {
		t.Errorf("asked %q", asked())
	}
}

// A program that computes is not asked for anything; one that reads at last is.
func TestAskReader(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells what a program waits for")
	}
	p := program("sleep=200", "print=computed ", "scan=2")
	events := make(chan string, 1)
	p.Typed, p.AskReader, p.AskAfter = true, true, 10*time.Millisecond
	begin := time.Now()
	p.Input = func(context.Context, string, bool) (string, error) {
		if len(events) == 0 {
			events <- ""
			if took := time.Since(begin); took < 200*time.Millisecond {
				t.Errorf("asked after %v, while the program computes", took)
			}
			return "one", nil
		}
		return "", errors.New("gone")
	}
	expect(t, p, "out:computed true one\nfalse \n")
}

// Questions wait for one another, and end with the program.
func TestQuestionsInTurn(t *testing.T) {
	p := program(`line={"id":0,"type":"input_request","prompt":"1"}`, `line={"id":0,"type":"input_request","prompt":"2"}`, "sleep=300")
	open, most, ended := 0, 0, make(chan bool, 3)
	p.Typed, p.AskAfter = true, 10*time.Millisecond // but something is being asked
	p.Input = func(ctx context.Context, prompt string, _ bool) (string, error) {
		open++
		most = max(most, open)
		defer func() { open-- }()
		if prompt == "1" {
			time.Sleep(50 * time.Millisecond)
			return "", nil
		}
		<-ctx.Done()
		ended <- true
		return "", ctx.Err()
	}
	expect(t, p, "")
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("the question outlives the program")
	}
	if most != 1 {
		t.Errorf("%d questions at once", most)
	}
}
