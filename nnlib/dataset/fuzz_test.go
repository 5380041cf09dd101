package dataset

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
)

// A set that a reader returns is whole, finite, and has a unit vector for each class.
func checkRead(t *testing.T, s *Set) {
	t.Helper()
	n, inputs := s.X.Dims()
	ny, outputs := s.Y.Dims()
	if n < 1 || ny != n || inputs < 1 || outputs < 1 {
		t.Fatalf("X is %d×%d and Y is %d×%d", n, inputs, ny, outputs)
	}
	for i := range n {
		for _, v := range append(slices.Clone(s.X.RawRowView(i)), s.Y.RawRowView(i)...) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("row %d holds %v", i, v)
			}
		}
	}
	if s.Classes == nil {
		return
	}
	if len(s.Classes) != outputs {
		t.Fatalf("%d classes for %d columns", len(s.Classes), outputs)
	}
	unit := make([]float64, outputs)
	for i := range n {
		clear(unit)
		unit[s.Label(i)] = 1
		if !slices.Equal(s.Y.RawRowView(i), unit) {
			t.Fatalf("target %d is %v", i, s.Y.RawRowView(i))
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte(iris), false, false, false, ',', "", "")
	f.Add([]byte("1;2;?\n3;4;5\n"), true, true, true, ';', "#1", "#2")
	f.Add([]byte("\ufeffa\tb c\t\"d\n\"\n1\t\t-2e3\n"), false, true, true, '\t', "a", "d")
	f.Add([]byte("a,b,b\n1,2\n"), false, false, false, ',', "b", "a")
	f.Fuzz(func(t *testing.T, text []byte, noHeader, regression, drop bool, comma rune, input, target string) {
		options := CSV{NoHeader: noHeader, Regression: regression, DropMissing: drop, Comma: comma, Target: target}
		if input != "" {
			options.Inputs = []string{input}
		}
		s, err := ReadCSV(bytes.NewReader(text), options)
		if err != nil {
			if s != nil || !strings.HasPrefix(err.Error(), "dataset: CSV: ") {
				t.Fatalf("set %v with error %v", s, err)
			}
			return
		}
		checkRead(t, s)
		if slices.ContainsFunc(s.Classes, func(c string) bool { return strings.Contains(c, "\r") }) {
			return // encoding/csv turns \r\n into \n, so that this has no second reading
		}
		again, err := ReadCSV(bytes.NewReader(toCSV(s)), CSV{NoHeader: true, Regression: regression})
		if err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
		if hash(again) != hash(s) {
			t.Fatalf("read %v %v %q, then %v %v %q", s.X, s.Y, s.Classes, again.X, again.Y, again.Classes)
		}
	})
}

func FuzzReadIDX(f *testing.F) {
	images, labels := idxFile([]byte{0, 51, 102, 153, 204, 255, 1, 2}, 2, 2, 2), idxFile([]byte{3, 1}, 2)
	f.Add(images, labels)
	f.Add(zip(images), zip(labels))
	f.Add(idxFile(nil, 1<<16, 1<<16), idxFile(nil, 1<<16))
	f.Add(labels, images)
	f.Fuzz(func(t *testing.T, images, labels []byte) {
		s, err := readIDXBytes(images, labels)
		if err != nil {
			if s != nil || !strings.HasPrefix(err.Error(), "dataset: ") {
				t.Fatalf("set %v with error %v", s, err)
			}
			return
		}
		checkRead(t, s)
		n, inputs := s.X.Dims()
		if images[0] == 0 { // not gzip: the file is its header and a byte for each value
			dims := int(images[3])
			if want := 4 + 4*dims + n*inputs; len(images) != want {
				t.Fatalf("%d×%d values were read from %d bytes, want %d", n, inputs, len(images), want)
			}
			if announced := binary.BigEndian.Uint32(images[4:]); int(announced) != n {
				t.Fatalf("%d images were read of %d", n, announced)
			}
		}
	})
}
