package parquet_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"

	"dlmath/nnlib/experiment"
	"dlmath/nnlib/experiment/parquet"

	pq "github.com/parquet-go/parquet-go"
)

// Params has columns that are not in the order of the alphabet.
type Params struct {
	Seed uint64
	Name string
	I8   int8
	N    int
}

type Result struct {
	Cost  float64
	Small float32
	Found bool
	Path  []float64
	Words []string
	Steps []int
	Bytes []uint8
}

var (
	names = []string{"", "a", "say \"θ\",\r\n\t🐹", "NULL"}
	costs = []float64{0.1, math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 0x1p-1074, math.MaxFloat64, -1}
)

func result(_ context.Context, p Params) (r Result, err error) {
	if p.Seed == 13 {
		return r, errors.New("no convergence")
	}
	r.Cost = costs[p.Seed%uint64(len(costs))]
	r.Small = float32(r.Cost)
	r.Found = p.Seed%3 == 0
	for i := range p.N % 4 {
		r.Path = append(r.Path, costs[(int(p.Seed%8)+i)%8])
		r.Words = append(r.Words, names[i])
		r.Steps = append(r.Steps, -i)
		r.Bytes = append(r.Bytes, uint8(255-i))
	}
	return r, nil
}

// table is one of 39 runs: of 40, one fails.
func table(t *testing.T) *experiment.Table[Params, Result] {
	t.Helper()
	s := experiment.Study[Params, Result]{Func: result}
	for i := range 40 {
		p := Params{Seed: uint64(i), Name: names[i%4], I8: int8(i * 100), N: i - 7}
		if i == 8 {
			p.Seed, p.I8, p.N = math.MaxUint64, math.MinInt8, math.MinInt
		}
		s.Over = append(s.Over, p)
	}
	table, err := s.Run(t.Context())
	if err == nil || table.Len() != 39 {
		t.Fatalf("%d runs (%v), want 39 and one that fails", table.Len(), err)
	}
	return table
}

func written(t *testing.T, table parquet.Table) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := parquet.Write(&b, table); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// DuckDB, which has nothing in common with the writer, reads the types and every value to
// the bit, and is not misled by what the file says of NaN and infinities.
func TestDuckDB(t *testing.T) {
	python := os.Getenv("DLMATH_TEST_PYTHON")
	if python == "" {
		const missing = "set DLMATH_TEST_PYTHON to a Python that has the package duckdb, made by:  python3 -m venv V && V/bin/pip install --require-hashes -r .ci/requirements.txt && export DLMATH_TEST_PYTHON=$PWD/V/bin/python"
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	table := table(t)
	file := filepath.Join(t.TempDir(), "table.parquet")
	if err := os.WriteFile(file, written(t, table), 0o644); err != nil {
		t.Fatal(err)
	}
	conditions := map[string]func(Params, Result) bool{
		"isnan(Cost)":                func(_ Params, r Result) bool { return math.IsNaN(r.Cost) },
		"Cost > 1 AND isinf(Cost)":   func(_ Params, r Result) bool { return math.IsInf(r.Cost, 1) },
		"Cost < -1":                  func(_ Params, r Result) bool { return math.IsInf(r.Cost, -1) },
		"Cost = 0":                   func(_ Params, r Result) bool { return r.Cost == 0 },
		"Seed > 9223372036854775808": func(p Params, _ Result) bool { return p.Seed > 1<<63 },
		"N < -100":                   func(p Params, _ Result) bool { return p.N < -100 },
		"Name = ''":                  func(p Params, _ Result) bool { return p.Name == "" },
		"Found":                      func(_ Params, r Result) bool { return r.Found },
		"len(Path) = 0":              func(_ Params, r Result) bool { return len(r.Path) == 0 },
		"Path IS NULL":               func(Params, Result) bool { return false },
	}
	args := []string{filepath.Join("testdata", "read.py"), file}
	for c := range conditions {
		args = append(args, c)
	}
	out, err := exec.CommandContext(t.Context(), python, args...).Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr(err))
	}
	var read struct {
		Types  map[string]string
		Rows   [][]any
		Counts map[string]int
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	types := map[string]string{"Seed": "UBIGINT", "Name": "VARCHAR", "I8": "BIGINT", "N": "BIGINT", "Cost": "DOUBLE", "Small": "DOUBLE", "Found": "BOOLEAN",
		"Path": "DOUBLE[]", "Words": "VARCHAR[]", "Steps": "BIGINT[]", "Bytes": "UBIGINT[]"}
	if !reflect.DeepEqual(read.Types, types) {
		t.Errorf("the types are %v, want %v", read.Types, types)
	}
	if len(read.Rows) != table.Len() {
		t.Fatalf("%d rows, want %d", len(read.Rows), table.Len())
	}
	for i, row := range read.Rows {
		if want := bits(table.Values(i)); !reflect.DeepEqual(row, want) {
			t.Errorf("row %d is\n%q\nwant\n%q", i, row, want)
		}
	}
	for c, f := range conditions {
		if want := table.Count(f); read.Counts[c] != want {
			t.Errorf("%d rows have %s, want %d", read.Counts[c], c, want)
		}
	}
}

func stderr(err error) []byte {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.Stderr
	}
	return nil
}

// bits are values in the form of testdata/read.py.
func bits(v any) any {
	switch v := reflect.ValueOf(v); {
	case v.Kind() == reflect.Interface:
		return bits(v.Interface())
	case v.Kind() == reflect.Slice:
		list := []any{}
		for i := range v.Len() {
			list = append(list, bits(v.Index(i).Interface()))
		}
		return list
	case v.CanFloat() && math.IsNaN(v.Float()):
		return "nan"
	case v.CanFloat():
		return fmt.Sprintf("%016x", math.Float64bits(v.Float()))
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	default:
		return v.Interface()
	}
}

// The writer's own library reads the same rows into the types of the study.
func TestReadBack(t *testing.T) {
	type row struct {
		Seed  uint64
		Name  string
		I8    int64
		N     int64
		Cost  float64
		Small float64
		Found bool
		Path  []float64 `parquet:",list"`
		Words []string  `parquet:",list"`
		Steps []int64   `parquet:",list"`
		Bytes []uint64  `parquet:",list"`
	}
	table := table(t)
	file := written(t, table)
	rows, err := pq.Read[row](bytes.NewReader(file), int64(len(file)))
	if err != nil || len(rows) != table.Len() {
		t.Fatalf("%d rows (%v), want %d", len(rows), err, table.Len())
	}
	for i, r := range rows {
		got := bits([]any{r.Seed, r.Name, r.I8, r.N, r.Cost, r.Small, r.Found, r.Path, r.Words, r.Steps, r.Bytes})
		if want := bits(table.Values(i)); !reflect.DeepEqual(got, want) {
			t.Errorf("row %d is\n%q\nwant\n%q", i, got, want)
		}
	}
}

// Equal tables make equal files, also a table that a folder holds.
func TestSameFile(t *testing.T) {
	s := experiment.Study[Params, Result]{Func: result, Over: []Params{{Seed: 1, Name: "a", N: 3}, {Seed: 2, N: 2}, {Seed: math.MaxUint64}}, Dir: t.TempDir(), Cores: 1}
	table, err := s.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := experiment.ReadRows(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	first := written(t, table)
	for _, other := range []parquet.Table{table, rows} {
		if again := written(t, other); !bytes.Equal(first, again) {
			t.Errorf("a %T is written as\n%s\nwant\n%s", other, hex.Dump(again), hex.Dump(first))
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteFails(t *testing.T) {
	if err := parquet.Write(full{}, table(t)); err == nil || err.Error() != "parquet: the table is not written: no space left" {
		t.Errorf("it says %v", err)
	}
}

func BenchmarkWrite(b *testing.B) {
	s := experiment.Study[Params, Result]{Func: result}
	for i := range 10_000 {
		s.Over = append(s.Over, Params{Seed: uint64(i + 14), N: i % 4})
	}
	table, err := s.Run(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var file bytes.Buffer
		if err := parquet.Write(&file, table); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(file.Len()))
	}
}
