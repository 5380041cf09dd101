package dataset

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gonum.org/v1/gonum/mat"
)

// CSV says how [ReadCSV] understands a file. The zero value fits a file with commas
// and a header, whose last column names the class of each point and whose other
// columns are its inputs.
//
// A column is given by its name in the header, or by # and its number from 1, such
// as "#3". Names and values are taken without the space around them.
type CSV struct {
	NoHeader bool // the first row is data; columns are "#1", "#2", …
	Comma    rune // what separates fields; 0 means ','
	Comment  rune // a line that begins with it is left out; 0 means none

	Inputs []string // the columns of X, in order; nil means all but the target
	Target string   // the column of Y; "" means the last

	// Regression says that the target is a number to predict. Else it is the name of
	// a class, and Y has a unit vector in each row.
	Regression bool

	// Classes gives the classes and their order; any other in the file is an error.
	// Set it to the Classes of the training file when a test file may lack one.
	// Nil means those that occur, numbers by value and then the rest by their bytes,
	// whatever the order of the rows.
	Classes []string

	// Missing lists the values that mean there is none, in upper or lower case;
	// nil means an empty field, NA, NaN and ?.
	// One of these in a column in use is an error, unless DropMissing leaves its row out.
	Missing     []string
	DropMissing bool
}

const (
	maxRow     = 4 << 20 // bytes of one row
	maxClasses = 1000    // that occur in a file without being given
)

var missing = []string{"", "NA", "NaN", "?"}

// OpenCSV reads the file at path as [ReadCSV] does. Its errors name the file.
func OpenCSV(path string, options CSV) (*Set, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	defer f.Close()
	return readCSV(path, f, options)
}

// ReadCSV reads a set from comma-separated values (RFC 4180) in UTF-8, with or
// without a byte order mark. Numbers are decimal, as strconv.ParseFloat reads them,
// and finite.
//
// An error names the line, the column and the value, and says what was expected. It
// is an error when a row has more or fewer fields than the first, when a row is longer
// than 4 MiB, when two columns have one name, when columns in use are not there, when
// the file holds no data, or more than 1000 classes that [CSV.Classes] does not give.
func ReadCSV(r io.Reader, options CSV) (*Set, error) { return readCSV("CSV", r, options) }

func readCSV(name string, r io.Reader, options CSV) (*Set, error) {
	t, err := newTable(r, options)
	if err == nil {
		err = t.readAll()
	}
	if err != nil {
		return nil, fmt.Errorf("dataset: %s: %w", name, err)
	}
	return t.set(), nil
}

// table is a file as it is read.
type table struct {
	options CSV
	rows    *csv.Reader
	limit   *rowLimit
	line    int // where the last row began
	width   int // fields in a row

	inputs []column
	target column
	used   []column // the inputs and the target

	x, y    []float64
	labels  []int
	classes classes
	dropped int
}

func newTable(r io.Reader, options CSV) (*table, error) {
	if options.Missing == nil {
		options.Missing = missing
	}
	if options.Regression && options.Classes != nil {
		return nil, errors.New("both Regression and Classes are set; a number to predict has no classes")
	}
	body := bufio.NewReader(r)
	start, _ := body.Peek(3) // what is wrong with a shorter file shows when it is read
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		body.Discard(3)
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return nil, errors.New("the text is UTF-16; save it as UTF-8")
	}
	limit := &rowLimit{r: body}
	rows := csv.NewReader(limit)
	if options.Comma != 0 {
		rows.Comma = options.Comma
	}
	rows.Comment = options.Comment
	rows.TrimLeadingSpace = !unicode.IsSpace(rows.Comma) // or it would take separators
	rows.ReuseRecord = true
	rows.FieldsPerRecord = -1 // next has a better sentence for it

	t := &table{options: options, rows: rows, limit: limit}
	var err error
	t.classes, err = newClasses(options.Classes)
	return t, err
}

func (t *table) readAll() error {
	row, err := t.next()
	if err == io.EOF {
		return errors.New("the file is empty; expected a row for each point")
	}
	if err != nil {
		return err
	}
	if t.options.NoHeader {
		err = t.choose(nil)
	} else {
		err = t.choose(row)
	}
	if err != nil {
		return err
	}
	if !t.options.NoHeader {
		row, err = t.next()
	}
	for ; err == nil; row, err = t.next() {
		if err := t.add(row); err != nil {
			return err
		}
	}
	switch {
	case err != io.EOF:
		return err
	case len(t.x) == 0 && t.dropped > 0:
		return fmt.Errorf("each of the %d rows lacks a value, and DropMissing leaves none", t.dropped)
	case len(t.x) == 0:
		return errors.New("there is a header and no row of data; if line 1 is data, set NoHeader")
	}
	return nil
}

// next returns the fields of the next row, or io.EOF. They are good until it is called again.
func (t *table) next() ([]string, error) {
	t.limit.end = t.rows.InputOffset() + maxRow
	row, err := t.rows.Read()
	var syntax *csv.ParseError
	switch {
	case err == io.EOF:
		return nil, err
	case errors.Is(err, errRowTooLong):
		return nil, fmt.Errorf("the row after line %d is longer than %d MiB; is a quote (\") never closed?", t.line, maxRow>>20)
	case errors.As(err, &syntax):
		return nil, fmt.Errorf("line %d, character %d: %w; a field with a quote in it is written \"like \"\"this\"\"\"", syntax.Line, syntax.Column, syntax.Err)
	case err != nil:
		return nil, fmt.Errorf("after line %d: %w", t.line, err)
	}
	t.line, _ = t.rows.FieldPos(0)
	for i := range row {
		row[i] = strings.TrimSpace(row[i])
	}
	if t.width == 0 {
		t.width = len(row)
	}
	if len(row) != t.width {
		return nil, fmt.Errorf("line %d has %d fields and the first row has %d; every row needs as many", t.line, len(row), t.width)
	}
	return row, nil
}

// add appends a row to the set.
func (t *table) add(row []string) error {
	for _, c := range t.used {
		if !t.isMissing(row[c.index]) {
			continue
		}
		if !t.options.DropMissing {
			return fmt.Errorf("line %d, %v: the value is missing (%s); fill it in, or set DropMissing to leave such rows out", t.line, c, short(row[c.index]))
		}
		t.dropped++
		return nil
	}
	for _, c := range t.inputs {
		v, err := number(row[c.index])
		if err != nil {
			return fmt.Errorf("line %d, %v: %w", t.line, c, err)
		}
		t.x = append(t.x, v)
	}
	if t.options.Regression {
		v, err := number(row[t.target.index])
		if err != nil {
			return fmt.Errorf("line %d, %v, the target: %w", t.line, t.target, err)
		}
		t.y = append(t.y, v)
		return nil
	}
	label, err := t.classes.label(row[t.target.index])
	if err != nil {
		return fmt.Errorf("line %d, %v, the target: %w", t.line, t.target, err)
	}
	t.labels = append(t.labels, label)
	return nil
}

func (t *table) isMissing(value string) bool {
	return slices.ContainsFunc(t.options.Missing, func(m string) bool { return strings.EqualFold(m, value) })
}

// set returns what was read; there is at least one row.
func (t *table) set() *Set {
	x := mat.NewDense(len(t.x)/len(t.inputs), len(t.inputs), t.x)
	if t.options.Regression {
		return New(x, mat.NewDense(len(t.y), 1, t.y))
	}
	return Labelled(x, t.classes.sort(t.labels), t.classes.names)
}

func number(field string) (float64, error) {
	v, err := strconv.ParseFloat(field, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large for a number; the largest is about 1.8e308", short(field))
	case err != nil:
		return 0, fmt.Errorf("%s is not a number, such as -1.5 or 2e-3", short(field))
	case math.IsNaN(v) || math.IsInf(v, 0):
		return 0, fmt.Errorf("%s is not a finite number", short(field))
	}
	return v, nil
}

// short quotes a field for an error.
func short(field string) string {
	if r := []rune(field); len(r) > 40 {
		return strconv.Quote(string(r[:40])) + "…"
	}
	return strconv.Quote(field)
}

var errRowTooLong = errors.New("row too long")

// rowLimit stops before end, so that a quote that is never closed does not draw a
// whole file into memory.
type rowLimit struct {
	r         io.Reader
	read, end int64
}

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.read >= l.end {
		return 0, errRowTooLong
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.end-l.read)])
	l.read += int64(n)
	return n, err
}
