package experiment

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorded writes the record of a study that reads a data file, and returns both.
func recorded(t *testing.T, seeds int) (s Study[params, result], file string) {
	t.Helper()
	dir := t.TempDir()
	data := filepath.Join(dir, "data.csv")
	if err := os.WriteFile(data, []byte("3"), 0o644); err != nil {
		t.Fatal(err)
	}
	s = study("", seeds)
	s.Files = []string{data}
	s.Func = func(ctx context.Context, p params) (result, error) {
		text, err := os.ReadFile(data)
		if err != nil {
			return result{}, err
		}
		p.N += len(text)
		return compute(ctx, p)
	}
	file = filepath.Join(dir, "a.study.json")
	if _, err := s.Record(t.Context(), file, Source{Code: map[string]string{"the notebook": "old"}}); err != nil {
		t.Fatal(err)
	}
	return s, file
}

var sameCode = map[string]string{"the notebook": "old"}

func TestVerify(t *testing.T) {
	s, file := recorded(t, 200) // more runs than the sample holds
	for _, sample := range []int{0, 10, 1000} {
		report, err := s.Verify(t.Context(), file, sameCode, sample)
		if err != nil || !strings.Contains(report, "of 800 runs repeated: the same to the bit") || strings.Contains(report, "although") {
			t.Errorf("a sample of %d gives %q (%v)", sample, report, err)
		}
	}
	r, err := ReadRecord(file)
	if err != nil || r.Hash != run(t, s).Hash() || len(r.Sample) != sampleSize {
		t.Errorf("the record has the hash %s and %d runs (%v)", r.Hash, len(r.Sample), err)
	}
}

// edit changes a record as JSON, run by run as it is.
func edit(t *testing.T, file string, change func(*Record)) {
	t.Helper()
	r, err := ReadRecord(file)
	if err != nil {
		t.Fatal(err)
	}
	change(r)
	text, err := r.text()
	if err == nil {
		err = os.WriteFile(file, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// elsewhere makes a record one that was written in another environment.
func elsewhere(t *testing.T, r *Record, change func(*Environment)) {
	t.Helper()
	was := r.Environment.ID()
	change(&r.Environment)
	for i, line := range r.Sample {
		r.Sample[i] = json.RawMessage(strings.Replace(string(line), was, r.Environment.ID(), 1))
	}
}

// Whatever is changed, verify says that.
func TestVerifyGivesTheReason(t *testing.T) {
	negative := func(s *Study[params, result]) {
		before := s.Func
		s.Func = func(ctx context.Context, p params) (result, error) {
			r, err := before(ctx, p)
			r.Value = -r.Value
			return r, err
		}
	}
	for _, c := range []struct {
		name   string
		change func(t *testing.T, s *Study[params, result], file string, code map[string]string)
		want   []string
		not    string
	}{
		{"a parameter of the study", func(t *testing.T, s *Study[params, result], _ string, _ map[string]string) { s.Over[3].Seed = 77 },
			[]string{`the parameters have changed: the record has 20 runs, the study 20, and none with the record's {"Kind":"a","N":0,"Seed":4}`}, "code"},
		{"more runs", func(t *testing.T, s *Study[params, result], _ string, _ map[string]string) {
			s.Over = append(s.Over, params{"c", 1, 1})
		}, []string{`the record has 20 runs, the study 21, and {"Kind":"c","N":1,"Seed":1} is new`}, "code"},
		{"a parameter in the record", func(t *testing.T, _ *Study[params, result], file string, _ map[string]string) {
			edit(t, file, func(r *Record) {
				r.Sample[2] = json.RawMessage(strings.Replace(string(r.Sample[2]), `"Seed":3`, `"Seed":33`, 1))
			})
		}, []string{"run 3 of the sample was changed in the record: its hash is "}, "code"},
		{"the data", func(t *testing.T, s *Study[params, result], _ string, _ map[string]string) {
			os.WriteFile(s.Files[0], []byte("33"), 0o644)
		}, []string{"the data file ", "data.csv has changed: SHA-256 was 4e07408562be and is c6f3ac57944a"}, "code"},
		{"the data are missing", func(t *testing.T, s *Study[params, result], _ string, _ map[string]string) { os.Remove(s.Files[0]) },
			[]string{"a data file of the study: open ", "data.csv"}, "code"},
		{"the code", func(t *testing.T, s *Study[params, result], _ string, code map[string]string) {
			negative(s)
			code["the notebook"] = "new"
		}, []string{"of 5 runs repeated, other results:\n  {\"Kind\":\"a\",\"N\":0,\"Seed\":1} Value was 1.", " and is -1.", "and of 2 more", "What has changed since:\n  the code of the notebook: was old, is new"}, "toolchain"},
		{"the toolchain", func(t *testing.T, s *Study[params, result], file string, _ map[string]string) {
			negative(s)
			edit(t, file, func(r *Record) { elsewhere(t, r, func(e *Environment) { e.Toolchain = "go1.20" }) })
		}, []string{"other results", "What has changed since:\n  the toolchain: was go1.20, is go1."}, "code"},
		{"the toolchain in the record", func(t *testing.T, _ *Study[params, result], file string, _ map[string]string) {
			edit(t, file, func(r *Record) { r.Environment.Toolchain = "go1.20" })
		}, []string{"the environment was changed in the record: run 1 of the sample was done in ", "differs from the one of now in:\n  the toolchain: was go1.20, is go1."}, "code"},
		{"nothing that is known", func(t *testing.T, s *Study[params, result], _ string, _ map[string]string) { negative(s) },
			[]string{"other results", "Neither code nor environment have changed since"}, "What has changed"},
		{"the columns", func(t *testing.T, _ *Study[params, result], file string, _ map[string]string) {
			edit(t, file, func(r *Record) { r.Columns = r.Columns[1:] })
		}, []string{"it has the columns N int"}, "code"},
		{"another format", func(t *testing.T, _ *Study[params, result], file string, _ map[string]string) {
			edit(t, file, func(r *Record) { r.Version = 7 })
		}, []string{"version 7; expected"}, "code"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, file := recorded(t, 5)
			code := map[string]string{"the notebook": "old"}
			c.change(t, &s, file, code)
			_, err := s.Verify(t.Context(), file, code, 5)
			if err == nil || !strings.Contains(err.Error(), filepath.Base(file)) && !strings.Contains(err.Error(), "data.csv") {
				t.Fatalf("it gives %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("it gives\n%v\nwant %s", err, want)
				}
			}
			if strings.Contains(err.Error(), c.not) {
				t.Errorf("it gives\n%v\nwhich names %s", err, c.not)
			}
		})
	}
}

// What has changed without an effect is told, and is no failure.
func TestVerifyElsewhere(t *testing.T) {
	s, file := recorded(t, 5)
	edit(t, file, func(r *Record) { elsewhere(t, r, func(e *Environment) { e.Toolchain = "go1.20" }) })
	report, err := s.Verify(t.Context(), file, map[string]string{"the notebook": "new"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"20 of 20 runs repeated: the same to the bit", "although another: the toolchain: was go1.20", "although another: the code of the notebook"} {
		if !strings.Contains(report, want) {
			t.Errorf("it reports\n%s\nwant %s", report, want)
		}
	}
}

// A record names the environment of each run, also of runs that another program has done.
func TestRecordOfTwoPrograms(t *testing.T) {
	dir := t.TempDir()
	run(t, study(dir, 5))
	asOfAnotherProgram(t, dir)
	file := filepath.Join(t.TempDir(), "a.study.json")
	if _, err := study(dir, 6).Record(t.Context(), file, Source{}); err == nil || !strings.Contains(err.Error(), "environment-0123456789ab.json") {
		t.Fatalf("without the other program's environment it says %v", err)
	}
	other, err := NewEnvironment()
	if err != nil {
		t.Fatal(err)
	}
	other.Toolchain = "go1.20"
	text, err := os.ReadFile(filepath.Join(dir, runsFile))
	if err == nil {
		// The lines' checks change with the name: they are written anew.
		err = os.WriteFile(filepath.Join(dir, runsFile), renamed(t, text, "0123456789ab", other.ID()), 0o644)
	}
	if err == nil {
		err = (&store{dir: dir}).keepEnvironment(other)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := study(dir, 6).Record(t.Context(), file, Source{}); err != nil {
		t.Fatal(err)
	}
	r, err := ReadRecord(file)
	if err != nil || len(r.Others) != 1 || r.Others[other.ID()].Toolchain != "go1.20" {
		t.Fatalf("the others are %+v (%v), want %s", r.Others, err, other.ID())
	}
	if report, err := study("", 6).Verify(t.Context(), file, nil, 0); err != nil || !strings.Contains(report, "24 of 24 runs repeated") {
		t.Errorf("it reports %q (%v)", report, err)
	}
	changed := study("", 6)
	changed.Func = func(ctx context.Context, p params) (result, error) {
		r, err := compute(ctx, p)
		if p.Seed < 6 {
			r.Value++
		}
		return r, err
	}
	if _, err := changed.Verify(t.Context(), file, nil, 0); err == nil || !strings.Contains(err.Error(), "the toolchain: was go1.20") {
		t.Errorf("where the runs of the other program differ it says %v", err)
	}
	edit(t, file, func(r *Record) {
		e := r.Others[other.ID()]
		e.CPU = "other"
		r.Others[other.ID()] = e
	})
	if _, err := study("", 6).Verify(t.Context(), file, nil, 0); err == nil || !strings.Contains(err.Error(), "the environment was changed in the record") {
		t.Errorf("with another environment that was changed it says %v", err)
	}
}

// renamed gives the lines of a store another environment.
func renamed(t *testing.T, text []byte, from, to string) (lines []byte) {
	t.Helper()
	for line := range strings.Lines(string(text)) {
		begin, _, _ := strings.Cut(strings.Replace(line, from, to, 1), `","check":"`)
		lines = closed(append(lines, begin...), len(lines))
	}
	return lines
}
