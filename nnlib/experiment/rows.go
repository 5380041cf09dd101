package experiment

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"

	"github.com/google/renameio/v2/maybe"
)

// Rows is a table of which only a folder is at hand, and not the program that has its types.
type Rows struct {
	columns []Column
	fields  []field
	rows    []reflect.Value
}

// ReadRows reads the runs that a study keeps in a folder, in the order in which they were
// finished. It returns an error when there is no study, or one that is damaged.
func ReadRows(dir string) (*Rows, error) {
	t, err := readRows(dir)
	if err != nil {
		return nil, fmt.Errorf("experiment: %w", err)
	}
	return t, nil
}

func readRows(dir string) (*Rows, error) {
	h, err := readHeader(dir)
	if err != nil {
		return nil, err
	}
	t := &Rows{columns: h.Columns}
	var fields []reflect.StructField
	for _, c := range h.Columns {
		kind, known := kinds[c.Type]
		if !known {
			return nil, fmt.Errorf("%s: the column %s has the type %.40q, which is none of a table", dir, c.Name, c.Type)
		}
		fields = append(fields, reflect.StructField{Name: c.Name, Type: kind})
	}
	row := reflect.StructOf(fields)
	if t.fields, err = fieldsOf(row, false, map[string]string{}); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	path := filepath.Join(dir, runsFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	number := 0
	for line := range bytes.Lines(text[:wholeLines(text)]) {
		number++
		run := reflect.New(row).Elem()
		err := errTorn
		if s := (&scanner{text: string(line)}); whole(line) && s.take("{") {
			err = parseFields(t.fields, run, s)
		}
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, number, err)
		}
		t.rows = append(t.rows, run)
	}
	return t, nil
}

// kinds are the types of columns by the names that kindName gives them.
var kinds = func() map[string]reflect.Type {
	byName := map[string]reflect.Type{}
	for _, v := range []any{false, "", 0, int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0), float32(0), 0.0} {
		for _, t := range []reflect.Type{reflect.TypeOf(v), reflect.SliceOf(reflect.TypeOf(v))} {
			byName[kindName(t)] = t
		}
	}
	return byName
}()

// Len returns the number of runs.
func (t *Rows) Len() int { return len(t.rows) }

// Columns returns the columns.
func (t *Rows) Columns() []Column { return t.columns }

// Values returns a run's values, as [Table.Values] does.
func (t *Rows) Values(row int) (list []any) {
	for i := range t.fields {
		list = append(list, plain(t.rows[row].Field(i)))
	}
	return list
}

// plain is a value of a column as bool, int64, uint64, float64, string, or a slice as it is.
func plain(v reflect.Value) any {
	switch {
	case v.CanFloat():
		return v.Float()
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return v.Uint()
	case v.Kind() == reflect.Bool:
		return v.Bool()
	case v.Kind() == reflect.String:
		return v.String()
	}
	return v.Interface()
}

// save writes the table as a study that keeps its runs in a folder, for [ReadRows].
func (t *Table[P, R]) save(dir string) error {
	l := t.layout()
	var lines []byte
	for i := range t.Runs {
		run := t.Runs[i]
		var err error
		if lines, err = l.appendLine(lines, &run, run.environment); err != nil {
			return err
		}
	}
	if err := keepHeader(dir, l.columns()); err != nil {
		return err
	}
	return maybe.WriteFile(filepath.Join(dir, runsFile), lines, 0o644)
}
