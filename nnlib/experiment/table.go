package experiment

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Run is one run: a row of the table.
type Run[P, R any] struct {
	Params   P
	Result   R
	Hash     string // of parameters and result: the first 128 bits of SHA-256, in hexadecimal digits
	Started  time.Time
	Duration time.Duration

	environment string // the ID of that in which it was done
}

// Table holds finished runs, in the order of [Study].Over.
type Table[P, R any] struct {
	Runs []Run[P, R]
}

// Len returns the number of runs.
func (t *Table[P, R]) Len() int { return len(t.Runs) }

// Hash returns SHA-256, in hexadecimal digits, of the sorted hashes of all runs, each with
// a newline. It depends on the parameters and the results, and on nothing else; in DuckDB
// it is sha256(string_agg(hash || chr(10), ” ORDER BY hash)).
func (t *Table[P, R]) Hash() string {
	hashes := make([]string, 0, len(t.Runs))
	for i := range t.Runs {
		hashes = append(hashes, t.Runs[i].Hash)
	}
	slices.Sort(hashes)
	h := sha256.New()
	for _, s := range hashes {
		io.WriteString(h, s+"\n")
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Where returns the table of the runs for which keep is true.
func (t *Table[P, R]) Where(keep func(P, R) bool) *Table[P, R] {
	some := &Table[P, R]{}
	for _, r := range t.Runs {
		if keep(r.Params, r.Result) {
			some.Runs = append(some.Runs, r)
		}
	}
	return some
}

// Count returns for how many runs f is true.
func (t *Table[P, R]) Count(f func(P, R) bool) int { return t.Where(f).Len() }

// Floats returns what f says of each run, such as
//
//	table.Floats(func(p Params, r Result) float64 { return r.Cost })
func (t *Table[P, R]) Floats(f func(P, R) float64) []float64 {
	list := make([]float64, 0, len(t.Runs))
	for _, r := range t.Runs {
		list = append(list, f(r.Params, r.Result))
	}
	return list
}

// Quantile returns the p-quantile of what f says of each run, 0 ≤ p ≤ 1: the smallest of
// these numbers that at least the share p of the runs do not exceed. So it is what a run
// gave: the least for p = 0, the median for 1/2, the greatest for 1. Without a run, or
// where f gives NaN, it is NaN. It panics for another p.
func (t *Table[P, R]) Quantile(p float64, f func(P, R) float64) float64 {
	if !(0 <= p && p <= 1) {
		panic(fmt.Sprintf("experiment: Quantile needs a share from 0 to 1, not %v", p))
	}
	if t.Len() == 0 {
		return math.NaN()
	}
	list := t.Floats(f)
	slices.Sort(list)
	return stat.Quantile(p, stat.Empirical, list, nil)
}

// Columns returns the columns: those of the parameters, then those of the result.
// It panics when P and R cannot be columns, which [Study.Run] tells as an error.
func (t *Table[P, R]) Columns() []Column {
	return t.layout().columns()
}

// Matrix returns the columns of the given names as a matrix with a row for each run:
// true is 1 and false 0. It panics when there is no run, or for a name that is no column,
// or is one of text or lists.
func (t *Table[P, R]) Matrix(columns ...string) *mat.Dense {
	l := t.layout()
	m := mat.NewDense(len(t.Runs), len(columns), nil)
	for j, f := range named("column", l.fields(), columns) {
		for i := range t.Runs {
			m.Set(i, j, number(&f, t.Runs[i].value(&f)))
		}
	}
	return m
}

func number(f *field, v reflect.Value) float64 {
	switch {
	case v.CanFloat():
		return v.Float()
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return 1
		}
		return 0
	}
	panic(fmt.Sprintf("experiment: the column %s is a %s, which a matrix cannot hold", f.Name, f.Type))
}

// Values returns a run's values, one for each of [Table.Columns]: bool, int64, uint64,
// float64, string, or a slice as it is.
func (t *Table[P, R]) Values(row int) []any {
	var list []any
	for _, f := range t.layout().fields() {
		list = append(list, plain(t.Runs[row].value(&f)))
	}
	return list
}

// WriteCSV writes a line of names, then one for each run. Numbers have the shortest form
// that gives them back to the bit; lists are in JSON.
func (t *Table[P, R]) WriteCSV(w io.Writer) error {
	l := t.layout()
	fields := l.fields()
	out := csv.NewWriter(w)
	var row []string
	for _, f := range fields {
		row = append(row, f.Name)
	}
	out.Write(row) // an error comes back from Flush
	for _, r := range t.Runs {
		row = row[:0]
		for _, text := range l.texts(r, fields) {
			if strings.HasPrefix(text, `"`) {
				text, _ = parseString(text) // which appendString has written
			}
			row = append(row, text)
		}
		out.Write(row)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("experiment: the table is not written: %w", err)
	}
	return nil
}

func (t *Table[P, R]) layout() layout[P, R] {
	types := [2]reflect.Type{reflect.TypeFor[P](), reflect.TypeFor[R]()}
	if l, known := layouts.Load(types); known {
		return l.(layout[P, R])
	}
	l, err := layoutOf[P, R]()
	if err != nil {
		panic("experiment: " + err.Error())
	}
	layouts.Store(types, l)
	return l
}

var layouts sync.Map // of the tables that were read, by their types

func (r *Run[P, R]) value(f *field) reflect.Value {
	if f.Param {
		return reflect.ValueOf(&r.Params).Elem().FieldByIndex(f.index)
	}
	return reflect.ValueOf(&r.Result).Elem().FieldByIndex(f.index)
}

// texts are a run's values as JSON. Only text that is not UTF-8 has none, and no run
// with such is in a table.
func (l *layout[P, R]) texts(r Run[P, R], fields []field) (list []string) {
	for i := range fields {
		text, _ := fields[i].append(nil, r.value(&fields[i]))
		list = append(list, string(text))
	}
	return list
}
