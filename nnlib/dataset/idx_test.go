package dataset

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// idxFile writes a header with the type 0x08 and the dimensions, and values after it.
func idxFile(values []byte, dims ...int) []byte {
	file := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		file = binary.BigEndian.AppendUint32(file, uint32(d))
	}
	return append(file, values...)
}

func zip(file []byte) []byte {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(file)
	w.Close()
	return z.Bytes()
}

func readIDXBytes(images, labels []byte) (*Set, error) {
	return ReadIDX(bytes.NewReader(images), bytes.NewReader(labels))
}

func TestReadIDX(t *testing.T) {
	images := idxFile([]byte{0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6}, 2, 2, 3)
	labels := idxFile([]byte{3, 1}, 2)
	for name, files := range map[string][2][]byte{
		"plain":             {images, labels},
		"gzip":              {zip(images), zip(labels)},
		"mixed":             {zip(images), labels},
		"gzip in two parts": {append(zip(images[:9]), zip(images[9:])...), labels},
	} {
		s, err := readIDXBytes(files[0], files[1])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, want := s.X.RawRowView(0), []float64{0, 0.2, 0.4, 0.6, 0.8, 1}; !slices.Equal(got, want) {
			t.Errorf("%s: the first image is %v, want %v", name, got, want)
		}
		if got, want := s.X.RawRowView(1)[5], 6.0/255; got != want {
			t.Errorf("%s: the last pixel is %v, want %v", name, got, want)
		}
		if !slices.Equal(s.Labels(), []int{3, 1}) || !slices.Equal(s.Classes, []string{"0", "1", "2", "3"}) {
			t.Errorf("%s: labels are %v of %q", name, s.Labels(), s.Classes)
		}
	}
}

func TestReadIDXErrors(t *testing.T) {
	images, labels := idxFile(make([]byte, 8), 2, 2, 2), idxFile([]byte{0, 1}, 2)
	zipped := zip(images)
	damaged := slices.Clone(zipped)
	damaged[len(damaged)-8] ^= 1 // the checksum
	with := func(file []byte, at int, b byte) []byte {
		file = slices.Clone(file)
		file[at] = b
		return file
	}
	for _, c := range []struct {
		name           string
		images, labels []byte
		want           string
	}{
		{"empty", nil, labels, "images is cut short in its header"},
		{"one byte", images[:1], labels, "images is cut short in its header"},
		{"part of the magic number", images[:3], labels, "images is cut short in its header"},
		{"part of the dimensions", images[:15], labels, "images is cut short in its header"},
		{"no values", images[:16], labels, "images is cut short: it announces 8 values and holds 0"},
		{"a value short", images, labels[:len(labels)-1], "labels is cut short: it announces 2 values and holds 1"},
		{"a byte more", append(slices.Clone(images), 0), labels, "images has more after its end: it announces 8 values [2 2 2]"},
		{"not IDX", []byte("P5 28 28 255 "), labels, "begins with the bytes 50 35 20 32; an IDX file begins with 00 00 08"},
		{"floats", with(images, 2, 0x0d), labels, "holds values of IDX type 0x0d; only unsigned bytes"},
		{"no dimensions", with(images, 3, 0), labels, "announces no dimensions"},
		{"255 dimensions", with(images, 3, 255), labels, "images is cut short in its header"},
		{"dimension 0", with(images, 7, 0), labels, "announces 0 for dimension 1"},
		{"overflow", idxFile(nil, 1<<30, 1<<30, 4), labels, "announces more than"},
		{"overflow to 0", idxFile(nil, 1<<16, 1<<16, 1<<16, 1<<16), labels, "announces more than"},
		{"swapped", labels, images, "images holds labels and labels images; give the images first"},
		{"labels twice", labels, labels, "images has one dimension"},
		{"images twice", images, images, "labels has 3 dimensions; labels have 1"},
		{"another number", images, idxFile([]byte{0, 1, 2}, 3), "images announces 2 images and labels 3 labels"},
		{"gzip header cut short", zipped[:5], labels, "images is cut short in its gzip header"},
		{"gzip cut short", zipped[:len(zipped)-9], labels, "images is cut short in its"},
		{"gzip without its checksum", zipped[:len(zipped)-8], labels, "images is cut short in its values (8 of 8 read)"},
		{"gzip damaged", damaged, labels, "invalid checksum"},
		{"gzip and more", append(slices.Clone(zipped), "more after the end"...), labels, "images, values (8 of 8 read): gzip: invalid header"},
		{"gzip of nothing", zip(nil), labels, "images is cut short in its header"},
	} {
		_, err := readIDXBytes(c.images, c.labels)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "dataset: ") {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if err != nil && strings.Contains(c.want, "in its") && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v does not wrap io.ErrUnexpectedEOF", c.name, err)
		}
	}
}

// A header that announces a gigabyte with nothing behind it must not cost one.
func TestReadIDXTakesMemoryAsDataCome(t *testing.T) {
	n := maxIDX / 4
	images, labels := idxFile(make([]byte, 1000), n, 2, 2), idxFile(make([]byte, 1000), n)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := readIDXBytes(images, labels)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "and holds 1000") {
		t.Errorf("error is %v", err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("%d bytes were allocated for files of %d bytes", used, len(images)+len(labels))
	}
}

func TestOpenIDX(t *testing.T) {
	dir := t.TempDir()
	images, labels := filepath.Join(dir, "images.gz"), filepath.Join(dir, "labels")
	if _, err := OpenIDX(images, labels); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), images) {
		t.Errorf("images that are not there give %v", err)
	}
	write := func(path string, file []byte) {
		t.Helper()
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(images, zip(idxFile([]byte{1, 2}, 2, 1, 1)))
	if _, err := OpenIDX(images, labels); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), labels) {
		t.Errorf("labels that are not there give %v", err)
	}
	write(labels, idxFile([]byte{1, 0}, 2))
	if s, err := OpenIDX(images, labels); err != nil || s.Len() != 2 || s.Label(0) != 1 {
		t.Errorf("the files give %v, %v", s, err)
	}
	write(labels, idxFile([]byte{1}, 2))
	if _, err := OpenIDX(images, labels); err == nil || !strings.Contains(err.Error(), labels+" is cut short") {
		t.Errorf("labels that are cut short give %v", err)
	}
}

func TestIDXRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, h, w := rapid.IntRange(1, 9).Draw(t, "n"), rapid.IntRange(1, 9).Draw(t, "h"), rapid.IntRange(1, 9).Draw(t, "w")
		pixels := rapid.SliceOfN(rapid.Byte(), n*h*w, n*h*w).Draw(t, "pixels")
		labels := rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "labels")
		images := idxFile(pixels, n, h, w)
		if rapid.Bool().Draw(t, "gzip") {
			images = zip(images)
		}
		s, err := readIDXBytes(images, idxFile(labels, n))
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if s.Label(i) != int(labels[i]) {
				t.Fatalf("image %d has label %d, want %d", i, s.Label(i), labels[i])
			}
			for j, v := range s.X.RawRowView(i) {
				if want := float64(pixels[i*h*w+j]) / 255; v != want {
					t.Fatalf("pixel %d of image %d is %v, want %v", j, i, v, want)
				}
			}
		}
	})
}
