package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dlmath/nnlib/experiment"

	"github.com/parquet-go/parquet-go"
)

const squares = `import (
	"context"

	"dlmath/nnlib/experiment"
)

type Params struct{ Seed uint64 }
type Result struct{ Square uint64 }

func square(_ context.Context, p Params) (Result, error) { return Result{p.Seed * p.Seed}, nil }

func study() experiment.Study[Params, Result] {
	return experiment.Study[Params, Result]{Func: square, Over: experiment.Grid[Params](experiment.Axes{"Seed": experiment.Seeds(most)})}
}

%%
panic("the cells of a study are not run")`

// A study in a notebook is recorded, with a parameter, and repeated; when the notebook's
// code changes, verify says that it was this.
func TestStudy(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	writeNotebook(t, name, "var most = 5", squares)
	d := readDocument(t, name)
	d.codeCells()[0]["metadata"] = map[string]any{"tags": []any{"parameters"}}
	d.write(t, name)
	if err := (&studyVerb{Notebook: name, Study: "study()", Param: []string{"most=7"}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := strings.TrimSuffix(name, ".ipynb") + recordSuffix
	if r, err := experiment.ReadRecord(file); err != nil || r.Runs != 7 {
		t.Fatalf("the record is %+v (%v)", r, err)
	}
	verify := func() (string, error) {
		var out bytes.Buffer
		err := verifyRecord(t.Context(), file, 3, &out, io.Discard)
		return out.String(), err
	}
	for _, simd := range []string{"", "portable"} {
		t.Setenv("DLMATH_SIMD", simd)
		if out, err := verify(); err != nil || !strings.Contains(out, "3 of 7 runs repeated: the same to the bit") {
			t.Errorf("with DLMATH_SIMD=%s verify says %q (%v)", simd, out, err)
		}
	}

	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("p.Seed * p.Seed"), []byte("p.Seed * p.Seed + 1"), 1)
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := verify()
	if err == nil || !strings.Contains(out, `{"Seed":1} Square was 1 and is 2`) || !strings.Contains(out, "What has changed since:\n  the code of the notebook: was ") {
		t.Errorf("after a change of the code verify says %q (%v)", out, err)
	}
}

// The table is written as CSV and as Parquet, also when runs have failed; then the error says so.
func TestStudyTable(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.ipynb")
	failing := strings.Replace(squares, "{ return Result", "{ if p.Seed == 3 { return Result{}, fmt.Errorf(\"three\") }; return Result", 1)
	writeNotebook(t, name, "var most = 4", failing)
	for _, c := range []struct {
		study, failed, csv string
		rows               []square
	}{
		{"study()", "the run {\"Seed\":3} failed: three", "Seed,Square\n1,1\n2,4\n4,16\n", []square{{1, 1}, {2, 4}, {4, 16}}},
		{"experiment.Study[Params, Result]{Func: square, Over: []Params{{7}}}", "", "Seed,Square\n7,49\n", []square{{7, 49}}},
	} {
		verb := studyVerb{Notebook: name, Study: c.study, CSV: filepath.Join(dir, "a.csv"), Parquet: filepath.Join(dir, "a.parquet")}
		err := verb.Run(t.Context())
		if c.failed == "" && err != nil || c.failed != "" && err == nil {
			t.Errorf("it says %v, want %q", err, c.failed)
		}
		if text, err := os.ReadFile(verb.CSV); err != nil || string(text) != c.csv {
			t.Errorf("the CSV is %q (%v), want %q", text, err, c.csv)
		}
		if rows, err := parquet.ReadFile[square](verb.Parquet); err != nil || !slices.Equal(rows, c.rows) {
			t.Errorf("the Parquet file holds %v (%v), want %v", rows, err, c.rows)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("it leaves %q (%v)", left, err)
	}
}

type square struct{ Seed, Square uint64 }

const measured = `import (
	"context"
	"os"
	"runtime"
	"strings"

	"dlmath/nnlib/experiment"
)

type Params struct{ Seed uint64 }
type Result struct {
	Square   uint64
	Data     string
	Compiler string
}

func measure(_ context.Context, p Params) (r Result, err error) {
	text, err := os.ReadFile("data.csv")
	r.Square, r.Data = p.Seed*p.Seed, string(text)
	_, r.Compiler, _ = strings.Cut(runtime.Version(), "X:")
	return r, err
}

func study() experiment.Study[Params, Result] {
	return experiment.Study[Params, Result]{Func: measure, Over: experiment.Grid[Params](experiment.Axes{"Seed": experiment.Seeds(most)}), Files: []string{"data.csv"}}
}`

// A parameter, the data, the code, or the toolchain changes: each by itself makes verify
// fail, for this reason and no other. The other toolchain is this one with another garbage
// collector, which Go builds from its sources.
func TestVerifyGivesTheReason(t *testing.T) {
	dir := t.TempDir()
	name, data := filepath.Join(dir, "a.ipynb"), filepath.Join(dir, "data.csv")
	reset := func() {
		writeNotebook(t, name, "var most = 5", measured)
		if err := os.WriteFile(data, []byte("1"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	reset()
	if err := (&studyVerb{Notebook: name, Study: "study()"}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	record := strings.TrimSuffix(name, ".ipynb") + recordSuffix
	verify := func() (string, error) {
		var out bytes.Buffer
		err := verifyRecord(t.Context(), record, 0, &out, io.Discard)
		return out.String(), err
	}
	reasons := map[string]string{
		"parameter": "the parameters have changed: the record has 5 runs, the study 6, and {\"Seed\":6} is new",
		"data":      "the data file data.csv has changed: SHA-256 was ",
		"code":      "{\"Seed\":1} Square was 1 and is 2\n",
		"toolchain": "{\"Seed\":1} Compiler was \"\" and is \"nogreenteagc\"\n",
	}
	causes := map[string]string{"code": "What has changed since:\n  the code of the notebook: was ", "toolchain": "What has changed since:\n  the toolchain: was go1."}
	for what, change := range map[string]func(t *testing.T){
		"nothing":   func(*testing.T) {},
		"parameter": func(t *testing.T) { writeNotebook(t, name, "var most = 6", measured) },
		"data":      func(*testing.T) { os.WriteFile(data, []byte("2"), 0o644) },
		"code": func(t *testing.T) {
			writeNotebook(t, name, "var most = 5", strings.Replace(measured, "p.Seed*p.Seed", "p.Seed*p.Seed + 1", 1))
		},
		"toolchain": func(t *testing.T) { t.Setenv("GOEXPERIMENT", "nogreenteagc") },
	} {
		t.Run(what, func(t *testing.T) {
			defer reset()
			change(t)
			out, err := verify()
			if what == "nothing" {
				if err != nil || !strings.Contains(out, "5 of 5 runs repeated: the same to the bit") {
					t.Errorf("it says %q (%v)", out, err)
				}
				return
			}
			if err == nil || !strings.Contains(out, reasons[what]) || !strings.Contains(out, causes[what]) {
				t.Errorf("it says %q (%v), want %s", out, err, reasons[what])
			}
			for other, reason := range reasons {
				if other != what && (strings.Contains(out, reason) || causes[other] != "" && strings.Contains(out, strings.TrimPrefix(causes[other], "What has changed since:\n  "))) {
					t.Errorf("it says %q, which names the %s", out, other)
				}
			}
		})
	}
}

// The records in the repository are repeated, a few runs of each.
func TestRecords(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "notebooks", "experiments", "*"+recordSuffix))
	if err != nil || len(files) == 0 {
		t.Fatalf("no records are found (%v)", err)
	}
	for _, file := range some(t, files, 3) {
		var out bytes.Buffer
		if err := verifyRecord(t.Context(), file, 10, &out, io.Discard); err != nil {
			t.Errorf("%s%v", out.String(), err)
		}
	}
}
