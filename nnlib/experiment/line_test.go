package experiment

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// all has a field of every kind.
type all struct {
	Named
	I8   int8
	U    uint
	F32  float32
	F    float64
	S    string
	B    bool
	L    []float64
	Text []string
}

// Named is embedded.
type Named struct{ Inner int64 }

type one struct{ Out float64 }

// Every value comes back to the bit, and equal values have equal hashes.
func TestLines(t *testing.T) {
	l := mustLayout[all, one](t)
	floats := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), 0x1p-1074, math.MaxFloat64, 1e21, 1e-7}))
	rapid.Check(t, func(rt *rapid.T) {
		r := Run[all, one]{Params: all{
			Named: Named{rapid.Int64().Draw(rt, "Inner")},
			I8:    rapid.Int8().Draw(rt, "I8"),
			U:     rapid.Uint().Draw(rt, "U"),
			F32:   rapid.Float32().Draw(rt, "F32"),
			F:     floats.Draw(rt, "F"),
			S:     rapid.String().Draw(rt, "S"),
			B:     rapid.Bool().Draw(rt, "B"),
			L:     rapid.SliceOf(floats).Draw(rt, "L"),
			Text:  rapid.SliceOf(rapid.String()).Draw(rt, "Text"),
		}, Result: one{floats.Draw(rt, "Out")}, Started: time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(rt, "Started")),
			Duration: time.Duration(rapid.Int64Range(0, 1e15).Draw(rt, "Duration"))}
		line, err := l.appendLine(nil, &r, "abc")
		if err != nil {
			rt.Skip("text that is not UTF-8")
		}
		got, _, err := l.parseLine(line)
		if err != nil {
			rt.Fatalf("%s: %v", line, err)
		}
		again, err := l.appendLine(nil, &got, got.environment)
		if err != nil || string(again) != string(line) || got.Hash != r.Hash || !got.Started.Equal(r.Started) {
			rt.Fatalf("%s came back as %s (%v)", line, again, err)
		}
		if x, y := r.Params.F, got.Params.F; math.Float64bits(x) != math.Float64bits(y) && !(math.IsNaN(x) && math.IsNaN(y)) {
			rt.Fatalf("%v came back as %v", x, y)
		}
	})
}

// No line makes the reader fail but by an error, and what it takes, it writes again as it was.
func FuzzLine(f *testing.F) {
	l := mustLayout[all, one](f)
	r := Run[all, one]{Params: all{S: "é\"\\", L: []float64{1, math.NaN()}, Text: []string{"a,]", ""}}, Started: time.UnixMicro(1e15), Duration: time.Second}
	line, err := l.appendLine(nil, &r, "abc")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(line))
	f.Add(`{"Inner":0,"I8":0,"U":0,"F32":[`)
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if _, _, err := l.parseLine([]byte(text)); err == nil && text != string(line) && !whole([]byte(text)) {
			t.Fatal("a line that is not whole was read")
		}
		run, _, err := l.parseRow(text)
		if err != nil {
			return
		}
		again, err := l.appendRun(nil, &run)
		if err != nil || len(again) > len(text) || text[:len(again)] != string(again) {
			t.Fatalf("%q was read as %q (%v)", text, again, err)
		}
		wholeLines([]byte(text))
	})
}
