package session

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
)

// isTest tells whether a declaration is a test or a benchmark.
func isTest(d *declaration) bool {
	return d.Kind == cell.Func && testName.MatchString(d.Names[0])
}

var testName = regexp.MustCompile(`^(Test|Benchmark|Fuzz|Example)([^a-z]|$)`)

// allTests tells whether a %test is about all tests that were ever declared: it has
// arguments of its own, or none are in its cell.
func allTests(t *cell.Test) bool {
	return len(t.Args) > 0 || len(t.Tests)+len(t.Benchmarks) == 0
}

// test runs a program of tests.
func (s *Session) test(ctx context.Context, t *cell.Test, p proc.Program, in Cell, front Front) error {
	p.Args = testArguments(t)
	watched := &failures{Front: front}
	err := s.run(ctx, p, in, watched)
	var e *Error
	if errors.As(err, &e) && len(watched.tests) > 0 {
		e.Name = "failed test"
		if len(watched.tests) > 1 {
			e.Name = "failed tests"
		}
		e.Message = strings.Join(watched.tests, ", ")
		if watched.said != "" {
			e.Message += "\n" + watched.said
			e.Line = lineIn(watched.said)
		}
		e.Message = strings.ReplaceAll(e.Message, fmt.Sprintf("%s:", fileName(in.Number)), "line ")
	}
	return err
}

// testArguments are those of a test program: without any of its own, %test runs what
// the cell declares, or else all there is.
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
	if allTests(t) {
		return args
	}
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

// failures notes which tests fail, and what the first of them says last.
type failures struct {
	Front
	begun string // a line that has not ended
	tests []string
	last  string // what the running test has said, in a line that a place in a cell begins
	said  string // that of the first one that failed
}

var (
	failedTest = regexp.MustCompile(`^\s*--- FAIL: (\S+)`)
	testSays   = regexp.MustCompile(`^\s+(Cell\[\d+\]:\d+: .*)`)
)

func (f *failures) Stream(name, text string) {
	f.begun += text
	for {
		line, rest, ended := strings.Cut(f.begun, "\n")
		if !ended {
			break
		}
		f.begun = rest
		f.line(line)
	}
	f.Front.Stream(name, text)
}

func (f *failures) line(line string) {
	failed, says := failedTest.FindStringSubmatch(line), testSays.FindStringSubmatch(line)
	switch {
	case failed != nil:
		f.tests = append(f.tests, failed[1])
		if f.said == "" {
			f.said = f.last
		}
	case says != nil && len(f.tests) > 0 && f.said == "": // not verbose: it is said afterwards
		f.said = says[1]
	case says != nil:
		f.last = says[1]
	case strings.HasPrefix(line, "=== RUN"):
		f.last = ""
	}
}
