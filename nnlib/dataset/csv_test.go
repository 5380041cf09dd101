package dataset

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

const iris = `length,width,species
5.1,3.5,setosa
7.0,3.2,versicolor
6.3,3.3,virginica
4.9,3.0,setosa
`

func TestReadCSV(t *testing.T) {
	irisX := [][]float64{{5.1, 3.5}, {7, 3.2}, {6.3, 3.3}, {4.9, 3}}
	irisClasses := []string{"setosa", "versicolor", "virginica"}
	irisLabels := []int{0, 1, 2, 0}
	for _, c := range []struct {
		name    string
		text    string
		options CSV
		x       [][]float64
		labels  []int // for classes
		classes []string
		y       []float64 // for regression
	}{
		{"plain", iris, CSV{}, irisX, irisLabels, irisClasses, nil},
		{"byte order mark", "\ufeff" + iris, CSV{Target: "species", Inputs: []string{"length", "width"}}, irisX, irisLabels, irisClasses, nil},
		{"CRLF and no last line end", strings.TrimSuffix(strings.ReplaceAll(iris, "\n", "\r\n"), "\r\n"), CSV{}, irisX, irisLabels, irisClasses, nil},
		{"blank lines", strings.ReplaceAll(iris, "\n", "\n\n"), CSV{}, irisX, irisLabels, irisClasses, nil},
		{"spaces", strings.ReplaceAll(iris, ",", " , "), CSV{}, irisX, irisLabels, irisClasses, nil},
		{"spaces before quotes", "a, b\n1, \"x y\"\n", CSV{}, [][]float64{{1}}, []int{0}, []string{"x y"}, nil},
		{"semicolons", strings.ReplaceAll(iris, ",", ";"), CSV{Comma: ';'}, irisX, irisLabels, irisClasses, nil},
		{"tabs and a missing value", "a\tb\tc\n1\t\tx\n2\t3\ty\n", CSV{Comma: '\t', DropMissing: true}, [][]float64{{2, 3}}, []int{0}, []string{"y"}, nil},
		{"comments", "% about\n" + iris + "% end\n", CSV{Comment: '%'}, irisX, irisLabels, irisClasses, nil},
		{"no header", "1,2,a\n3,4,b\n", CSV{NoHeader: true}, [][]float64{{1, 2}, {3, 4}}, []int{0, 1}, []string{"a", "b"}, nil},
		{"no header, columns", "b,1,2\na,3,4\n", CSV{NoHeader: true, Target: "#1", Inputs: []string{"#3", "#2"}}, [][]float64{{2, 1}, {4, 3}}, []int{1, 0}, []string{"a", "b"}, nil},
		{"columns by name and number", iris, CSV{Target: "width", Inputs: []string{"#1"}, Regression: true}, [][]float64{{5.1}, {7}, {6.3}, {4.9}}, nil, nil, []float64{3.5, 3.2, 3.3, 3}},
		{"a name that looks like a number", "#2,b,c\n1,2,x\n", CSV{Inputs: []string{"#2"}}, [][]float64{{1}}, []int{0}, []string{"x"}, nil},
		{"a header of numbers", "1,2,3\n4,5,6\n", CSV{Target: "3"}, [][]float64{{4, 5}}, []int{0}, []string{"6"}, nil},
		{"classes by value", "a,c\n1,10\n2,9\n3,x\n4,-1\n5,1e1\n", CSV{}, [][]float64{{1}, {2}, {3}, {4}, {5}}, []int{2, 1, 4, 0, 3}, []string{"-1", "9", "10", "1e1", "x"}, nil},
		{"given classes", "a,c\n1,no\n2,yes\n", CSV{Classes: []string{"yes", "maybe", "no"}}, [][]float64{{1}, {2}}, []int{2, 0}, []string{"yes", "maybe", "no"}, nil},
		{"numbers", "a,b\n1e-400,+0.5\n-0x1p-2,.5e1\n", CSV{Regression: true}, [][]float64{{0}, {-0.25}}, nil, nil, []float64{0.5, 5}},
		{"rows without a value", "a,b,c\n1,2,x\n,2,x\nna,2,x\n1,?,x\n1,NaN,x\n1,2,NA\n3,4,y\n", CSV{DropMissing: true}, [][]float64{{1, 2}, {3, 4}}, []int{0, 1}, []string{"x", "y"}, nil},
		{"a missing value in a column not in use", "a,b,c\n1,NA,x\n", CSV{Inputs: []string{"a"}}, [][]float64{{1}}, []int{0}, []string{"x"}, nil},
		{"a class named NA", "a,c\n1,NA\n-9,NA\n2,DE\n", CSV{Missing: []string{"-9"}, DropMissing: true}, [][]float64{{1}, {2}}, []int{1, 0}, []string{"DE", "NA"}, nil},
		{"a column without a name", ",a,c\n0,1,x\n", CSV{Inputs: []string{"a"}}, [][]float64{{1}}, []int{0}, []string{"x"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := ReadCSV(strings.NewReader(c.text), c.options)
			if err != nil {
				t.Fatal(err)
			}
			n, inputs := s.X.Dims()
			if n != len(c.x) || inputs != len(c.x[0]) {
				t.Fatalf("X is %d×%d, want %d×%d", n, inputs, len(c.x), len(c.x[0]))
			}
			for i, want := range c.x {
				if got := s.X.RawRowView(i); !slices.Equal(got, want) {
					t.Errorf("row %d of X is %v, want %v", i, got, want)
				}
			}
			if !slices.Equal(s.Classes, c.classes) || (c.classes == nil) != (s.Classes == nil) {
				t.Errorf("classes are %q, want %q", s.Classes, c.classes)
			}
			if c.classes != nil {
				if got := s.Labels(); !slices.Equal(got, c.labels) {
					t.Errorf("labels are %v, want %v", got, c.labels)
				}
			} else if got := mat.Col(nil, 0, s.Y); !slices.Equal(got, c.y) {
				t.Errorf("Y is %v, want %v", got, c.y)
			}
		})
	}
}

func TestReadCSVErrors(t *testing.T) {
	many := new(strings.Builder)
	many.WriteString("a,c\n")
	for i := range maxClasses + 1 {
		fmt.Fprintf(many, "1,%d\n", i)
	}
	for _, c := range []struct {
		text    string
		options CSV
		want    string
	}{
		{"", CSV{}, "CSV: the file is empty"},
		{"\ufeff", CSV{}, "the file is empty"},
		{"\n\n", CSV{}, "the file is empty"},
		{"a,b\n", CSV{}, "there is a header and no row of data"},
		{"a\n1\n", CSV{}, "the first row has 1 field; expected inputs and a target, separated by ','"},
		{"a;b\n1;2\n", CSV{}, "see Comma"},
		{"\xff\xfea\x00", CSV{}, "UTF-16; save it as UTF-8"},
		{"\xfe\xff\x00a", CSV{}, "UTF-16"},
		{"a,b\n1,2\n\n3\n", CSV{}, "line 4 has 1 fields and the first row has 2"},
		{"a,b\n\"1\n\",2\n3,4,5\n", CSV{}, "line 4 has 3 fields"},
		{"a,b\n1,x\"y\n", CSV{}, `line 2, character 4: bare " in non-quoted-field`},
		{"a,b\n1,\"x\n", CSV{}, `extraneous or missing " in quoted-field`},
		{"a,a,b\n1,2,3\n", CSV{}, `columns 1 and 2 are both named "a"`},
		{"5,0,0\n5,0,0\n", CSV{}, `columns 2 and 3 are both named "0"; give each a name of its own, or set NoHeader`},
		{"5.1,3.5,setosa\n4.9,3.0,setosa\n", CSV{}, `line 1 names the inputs with numbers alone ("5.1" …); if it is data, set NoHeader`},
		{",a,c\n0,1,x\n", CSV{}, "column 1 has no name in the header"},
		{"a\xff,b\n1,2\n", CSV{}, "is not UTF-8"},
		{"a,b\n1,\xff\n", CSV{}, `line 2, column 2 ("b"), the target: "\xff" is not UTF-8`},
		{"a,b\n1,2\n", CSV{Target: "c"}, `there is no column "c"; there are "a", "b", or "#1" to "#2"`},
		{"a,b\n1,2\n", CSV{Target: "#3"}, `there is no column "#3"`},
		{"a,b\n1,2\n", CSV{Target: "#0"}, `there is no column "#0"`},
		{"1,2\n", CSV{NoHeader: true, Target: "a"}, `there is no column "a"; without a header they are "#1" to "#2"`},
		{"a,b\n1,2\n", CSV{Inputs: []string{""}}, `there is no column ""`},
		{"a,b\n1,2\n", CSV{Inputs: []string{"a", "#1"}}, `column 1 ("a") is listed twice`},
		{"a,b\n1,2\n", CSV{Inputs: []string{"a", "b"}}, `column 2 ("b") is both an input and the target`},
		{"a,b\n1,2\n", CSV{Inputs: []string{}}, "Inputs is an empty list"},
		{"a,b\n1,2\n", CSV{Classes: []string{"x", "x"}}, `Classes lists "x" twice`},
		{"a,b\n1,2\n", CSV{Classes: []string{"x"}, Regression: true}, "a number to predict has no classes"},
		{"a,b\n1,2\n", CSV{Classes: []string{"x", "y"}}, `line 2, column 2 ("b"), the target: "2" is not one of the 2 given Classes`},
		{"a,b\n1,x\n,x\n", CSV{}, `line 3, column 1 ("a"): the value is missing (""); fill it in, or set DropMissing`},
		{"a,b\n1,na\n", CSV{}, `line 2, column 2 ("b"): the value is missing ("na")`},
		{"1,?\n", CSV{NoHeader: true}, "line 1, column 2: the value is missing"},
		{"a,b\n,1\n2,\n", CSV{DropMissing: true}, "each of the 2 rows lacks a value"},
		{"a,b\n1,x\n1;2,y\n", CSV{}, `line 3, column 1 ("a"): "1;2" is not a number, such as`},
		{"a,b\nInf,x\n", CSV{}, `"Inf" is not a finite number`},
		{"a,b\n-infinity,x\n", CSV{}, `"-infinity" is not a finite number`},
		{"a,b\nNaN,x\n", CSV{Missing: []string{}}, `"NaN" is not a finite number`},
		{"a,b\n,x\n", CSV{Missing: []string{}}, `"" is not a number`},
		{"a,b\n1e999,x\n", CSV{}, `"1e999" is too large`},
		{"a,b\n1,x\n", CSV{Regression: true}, `line 2, column 2 ("b"), the target: "x" is not a number`},
		{"a,b\n" + strings.Repeat("ä", 50) + ",x\n", CSV{}, `"` + strings.Repeat("ä", 40) + `"… is not a number`},
		{many.String(), CSV{}, "line 1002, column 2 (\"c\"), the target: \"1000\" is one class more than 1000; if this is a number to predict, set Regression"},
		{"a,b\n1,2\n", CSV{Comma: '"'}, "invalid field or comment delimiter"},
	} {
		s, err := ReadCSV(strings.NewReader(c.text), c.options)
		if err == nil {
			t.Errorf("%.40q with %+v gives a set of %d points, want an error with %q", c.text, c.options, s.Len(), c.want)
		} else if got := err.Error(); !strings.Contains(got, c.want) || !strings.HasPrefix(got, "dataset: CSV: ") {
			t.Errorf("%.40q with %+v:\n got %s\nwant %s", c.text, c.options, got, c.want)
		}
	}
}

// A quote that is never closed must not draw all that follows into memory.
func TestReadCSVEndlessRow(t *testing.T) {
	r := &endless{}
	_, err := ReadCSV(io.MultiReader(strings.NewReader("a,b\n1,x\n2,\""), r), CSV{})
	if err == nil || !strings.Contains(err.Error(), "the row after line 2 is longer than 4 MiB") {
		t.Errorf("error is %v", err)
	}
	if r.read > maxRow+1<<16 {
		t.Errorf("%d bytes were read of a row that may have %d", r.read, maxRow)
	}
}

type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += len(p)
	return len(p), nil
}

// Rows up to the limit pass, however many there are.
func TestReadCSVLongRows(t *testing.T) {
	row := "1," + strings.Repeat("x", maxRow-10) + "\n"
	s, err := ReadCSV(strings.NewReader("a,b\n"+row+row+row), CSV{})
	if err != nil || s.Len() != 3 {
		t.Errorf("three long rows give %v, %v", s, err)
	}
}

func TestReadCSVFailure(t *testing.T) {
	broken := errors.New("the disk is on fire")
	_, err := ReadCSV(io.MultiReader(strings.NewReader("a,b\n1,x\n"), failing{broken}), CSV{})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "after line 2") {
		t.Errorf("error is %v, want one that wraps %v after line 2", err, broken)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestOpenCSV(t *testing.T) {
	path := filepath.Join(t.TempDir(), "iris.csv")
	if _, err := OpenCSV(path, CSV{}); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("a file that is not there gives %v", err)
	}
	if err := os.WriteFile(path, []byte(iris), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := OpenCSV(path, CSV{})
	if err != nil || s.Len() != 4 {
		t.Errorf("the file gives %v, %v", s, err)
	}
	if _, err = OpenCSV(path, CSV{Regression: true}); err == nil || !strings.HasPrefix(err.Error(), "dataset: "+path+": line 2, column 3") {
		t.Errorf("error is %v, want it to name the file and the line", err)
	}
}

// What is written is read again, to the bit.
func TestCSVRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, 5).Draw(t, "columns")
		rows := rapid.IntRange(1, 20).Draw(t, "rows")
		x := mat.NewDense(rows, columns, rapid.SliceOfN(rapid.Float64(), rows*columns, rows*columns).Draw(t, "x"))
		classes := []string{"10", "a b", "it's, \"quoted\"", "β"}
		labels := rapid.SliceOfN(rapid.IntRange(0, 3), rows, rows).Draw(t, "labels")
		s := Labelled(x, labels, classes)
		got, err := ReadCSV(bytes.NewReader(toCSV(s)), CSV{NoHeader: true, Classes: classes})
		if err != nil {
			t.Fatal(err)
		}
		if hash(got) != hash(s) {
			t.Fatalf("read %v, %v; wrote %v, %v", got.X, got.Y, s.X, s.Y)
		}
	})
}

// toCSV writes a set without a header, the class last.
func toCSV(s *Set) []byte {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	for i := range s.Len() {
		var row []string
		for _, v := range s.X.RawRowView(i) {
			row = append(row, strconv.FormatFloat(v, 'g', -1, 64))
		}
		if s.Classes != nil {
			row = append(row, s.Classes[s.Label(i)])
		} else {
			row = append(row, strconv.FormatFloat(s.Y.At(i, 0), 'g', -1, 64))
		}
		w.Write(row)
	}
	w.Flush()
	return text.Bytes()
}
