package parquet

import (
	"fmt"
	"io"
	"reflect"
	"strings"

	"dlmath/nnlib/experiment"

	"github.com/parquet-go/parquet-go"
)

// Table is what can be written: an [experiment.Table], or [experiment.Rows].
type Table interface {
	Len() int
	Columns() []experiment.Column
	Values(row int) []any
}

// Write writes a row for each run, and a column for each parameter and each part of the
// result, in the table's order. Numbers keep their bits: integers are INT64, with the
// logical type of 64 bits with or without a sign, floating-point numbers DOUBLE, NaN and
// the infinities too. Text is STRING; slices are LISTs. No column has a null: a run that
// failed has no row. Equal tables make equal files.
//
// It returns an error when w does.
func Write(w io.Writer, t Table) error {
	if err := write(w, t); err != nil {
		return fmt.Errorf("parquet: the table is not written: %w", err)
	}
	return nil
}

func write(w io.Writer, t Table) error {
	var fields []reflect.StructField
	for _, c := range t.Columns() {
		kind, list := wide(c.Type)
		tag := c.Name
		if list {
			tag += ",list"
		}
		fields = append(fields, reflect.StructField{Name: c.Name, Type: kind, Tag: reflect.StructTag(fmt.Sprintf("parquet:%q", tag))})
	}
	row := reflect.New(reflect.StructOf(fields)).Elem()
	out := parquet.NewWriter(w, parquet.SchemaOf(row.Interface()), parquet.Compression(&parquet.Snappy))
	for i := range t.Len() {
		for j, value := range t.Values(i) {
			set(row.Field(j), reflect.ValueOf(value))
		}
		if err := out.Write(row.Interface()); err != nil {
			return err
		}
	}
	return out.Close()
}

// wide is the type that a column of a study has in the file.
func wide(name string) (kind reflect.Type, list bool) {
	name, list = strings.CutPrefix(name, "[]")
	switch {
	case name == "bool":
		kind = reflect.TypeFor[bool]()
	case name == "string":
		kind = reflect.TypeFor[string]()
	case strings.HasPrefix(name, "float"):
		kind = reflect.TypeFor[float64]()
	case strings.HasPrefix(name, "uint"):
		kind = reflect.TypeFor[uint64]()
	default:
		kind = reflect.TypeFor[int64]()
	}
	if list {
		kind = reflect.SliceOf(kind)
	}
	return kind, list
}

func set(into, value reflect.Value) {
	if into.Kind() != reflect.Slice {
		into.Set(value.Convert(into.Type()))
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), value.Len(), value.Len()))
	for i := range value.Len() {
		into.Index(i).Set(value.Index(i).Convert(into.Type().Elem()))
	}
}
