package homework

import (
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"dlmath/nnlib/notebook"
)

func number(x float64) func() float64 { return func() float64 { return x } }

func TestCheck(t *testing.T) {
	vector := func(x ...float64) func() []float64 { return func() []float64 { return x } }
	for _, test := range []struct {
		check   Check
		points  float64
		message string
	}{
		{Number(2, "", number(0.5), 0.5), 2, ""},
		{Number(2, "", number(1e6*(1+1e-10)), 1e6), 2, ""},
		{Number(2, "", number(1e-10), 0), 2, ""},
		{Number(2, "", number(1+1e-8), 1), 0, "it is 1.00000001, expected 1"},
		{Number(2, "", number(1.01), 1).Within(0.02), 2, ""},
		{Number(2, "", number(1+1e-15), 1).Within(0), 0, "it is 1.000000000000001, expected 1"},
		{Number(2, "", number(math.NaN()), 1), 0, "it is NaN, expected 1"},
		{Number(2, "", number(math.Inf(1)), math.Inf(1)), 2, ""},
		{Number(2, "", number(1), math.Inf(1)), 0, "it is 1, expected +Inf"},
		{Number(2, "", number(math.NaN()), 1).Hint(math.NaN(), "0/0?"), 0, "0/0? (it is NaN, expected 1)"},
		{Number(2, "", number(3), 1).Hint(2, "two").Hint(3, "three").Partial(0.5), 1, "three (it is 3, expected 1)"},
		{Number(2, "", number(4), 1).Hint(3, "three").Partial(0.5).Otherwise("hm"), 0, "hm (it is 4, expected 1)"},
		{Vector(1, "", vector(1, 2), []float64{1, 2}), 1, ""},
		{Vector(1, "", vector(), nil), 1, ""},
		{Vector(1, "", vector(1), []float64{1, 2}), 0, "it has 1 number, expected 2"},
		{Vector(1, "", vector(1, 3), []float64{1, 2}), 0, "number [1] is 3, expected 2"},
		{Vector(1, "", vector(2, 1), []float64{1, 2}).Hint([]float64{2, 1}, "the order?"), 0, "the order? (number [0] is 2, expected 1)"},
		{True(1, "", func() bool { return true }), 1, ""},
		{True(1, "", func() bool { return false }), 0, "this does not hold"},
		{True(1, "", func() bool { return false }).Otherwise("why?"), 0, "why?"},
		{Check{Points: 1, Run: func() error { return nil }}, 1, ""},
		{Check{Points: 1, Run: func() error { return errors.New("no") }}, 0, "no"},
		{True(1, "", func() bool { panic("oh") }), 0, "it panics: oh"},
		{True(1, "", func() bool { panic("not done yet") }), 0, "not done yet"},
		{True(1, "", func() bool { var x []int; return x[3] == 0 }), 0, "it panics: index out of range [3] with length 0"},
		{True(1, "", func() bool { panic(unprintable{}) }), 0, "it panics: "},
		{Check{Points: 1, Run: func() error { return unprintable{} }}, 0, "it panics: x"},
		{True(1, "", func() bool { runtime.Goexit(); return true }), 0, "it ended the goroutine that it ran in, and gave no answer"},
		{True(1, "", func() bool { select {} }).Limit(time.Millisecond), 0, "it took longer than 1ms: does a loop never end?"},
	} {
		r := run([]Check{test.check})
		if got := r.Checks[0]; r.Points != test.points || got.Points != test.points || r.Max != test.check.Points ||
			got.Message != test.message && !(strings.HasSuffix(test.message, ": ") && strings.HasPrefix(got.Message, test.message)) {
			t.Errorf("%+v; want %g, %q", r, test.points, test.message)
		}
		if got := r.Checks[0]; got.Brief != answer.ReplaceAllString(got.Message, "") {
			t.Errorf("%q tells the right answer, or too little; the whole message is %q", got.Brief, got.Message)
		}
	}
}

// answer is the part of a message that tells the right answer.
var answer = regexp.MustCompile(`, expected [^)]*`)

type unprintable struct{}

func (unprintable) Error() string { panic("x") }

// Slices that a student's code still holds cannot change an answer afterwards, nor the
// right one.
func TestOwnSlices(t *testing.T) {
	want := []float64{1, 2}
	c := Vector(1, "", func() []float64 { want[0] = 7; return want }, want)
	if r := run([]Check{c}); r.Points != 0 {
		t.Errorf("%+v", r)
	}
}

func TestLate(t *testing.T) {
	block := True(1, "", func() bool { select {} }).Limit(time.Millisecond)
	right := True(1, "", func() bool { return true })
	r := run([]Check{block, right, block, right})
	if r.Points != 1 || r.Max != 4 || r.Checks[3].Message != "not run, because the checks above took too long" {
		t.Errorf("%+v", r)
	}
}

func TestSum(t *testing.T) {
	right := True(0.1, "", func() bool { return true })
	r := run([]Check{right, right, right})
	if got := r.Forms()["text/plain"]; got != "0.3" {
		t.Errorf("0.1 + 0.1 + 0.1 = %v", got)
	}
}

func TestForms(t *testing.T) {
	r := run([]Check{Number(1.5, "a<b", number(1), 2), True(1, "c", func() bool { return true })})
	forms := r.Forms()
	table, _ := forms["text/html"].(string)
	if forms["text/plain"] != "1" || !strings.Contains(table, "<td>✗</td><td style=\"text-align: left\">a&lt;b</td>") || !strings.Contains(table, "<b>1 of 2.5</b>") {
		t.Errorf("%v", forms)
	}
	const want = `{"points":1,"max":2.5,"checks":[{"name":"a\u003cb","points":0,"max":1.5,"message":"it is 1, expected 2","brief":"it is 1"},{"name":"c","points":1,"max":1,"message":"","brief":""}]}`
	if text, err := json.Marshal(forms[MIME]); err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
	var _ notebook.Former = r
}

func TestPanics(t *testing.T) {
	c := Number(1, "a", number(1), 1)
	for want, f := range map[string]func(){
		"Grade without a check":                func() { Grade() },
		`check "a" needs a Run`:                func() { Grade(Check{Name: "a"}) },
		"it has -1 points":                     func() { Grade(Number(-1, "a", number(1), 1)) },
		"it has NaN points":                    func() { Grade(Number(math.NaN(), "a", number(1), 1)) },
		"tolerance -1":                         func() { c.Within(-1) },
		"tolerance NaN":                        func() { c.Within(math.NaN()) },
		"may take 0s":                          func() { c.Limit(0) },
		"a hint for the answer [1] ([]float64": func() { c.Hint([]float64{1}, "") },
		"a hint for the answer true (bool)":    func() { True(1, "a", nil).Hint(true, "") },
		"for which there is a hint, is the":    func() { c.Hint(1+1e-12, "") },
		"the right answer is of type <nil>":    func() { Check{}.Hint(1, "") },
		"Partial(0.5) follows a Hint":          func() { c.Partial(0.5) },
		"Partial(2) follows a Hint":            func() { c.Hint(2, "").Partial(2) },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("panics with %q, want %q", got, want)
				}
			}()
			f()
		}()
	}
	// A check is a value: what is said of one says nothing of another.
	h := c.Hint(2, "two")
	h.Hint(3, "three")
	if h.Hint(4, "four"); len(h.hints) != 1 || len(c.hints) != 0 {
		t.Errorf("%+v, %+v", h, c)
	}
}
