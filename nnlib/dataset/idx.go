package dataset

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// maxIDX is the largest number of values a file may hold: 2³⁰, and on a machine with
// 32-bit addresses what fits there as float64.
const maxIDX = min(1<<30, math.MaxInt/8)

// OpenIDX reads the files of images and labels as [ReadIDX] does. Its errors name
// the file.
func OpenIDX(images, labels string) (*Set, error) {
	x, err := os.Open(images)
	if err != nil {
		return nil, fmt.Errorf("dataset: images: %w", err)
	}
	defer x.Close()
	y, err := os.Open(labels)
	if err != nil {
		return nil, fmt.Errorf("dataset: labels: %w", err)
	}
	defer y.Close()
	return readIDX(images, x, labels, y)
}

// ReadIDX reads a set in the format of MNIST: images, an array of unsigned bytes of
// two or more dimensions with one image after another, and labels, such an array of
// one dimension. Either may be compressed by gzip, which is seen from its first bytes.
//
// Each image becomes a row of X, its bytes divided by 255, so that they lie in
// [0,1]. Each label becomes a unit vector of Y. The classes are the numbers from 0
// to the largest label.
//
// It is an error when a file is cut short or has bytes after its end, when its
// header does not fit the other's, when it announces a dimension of 0 or more than
// 2³⁰ values, or when its values are not unsigned bytes. Memory is taken as data
// really come, whatever a header announces.
//
// Source: Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database.
func ReadIDX(images, labels io.Reader) (*Set, error) {
	return readIDX("images", images, "labels", labels)
}

func readIDX(imagesName string, images io.Reader, labelsName string, labels io.Reader) (*Set, error) {
	x, err := newIDX(imagesName, images)
	if err != nil {
		return nil, err
	}
	y, err := newIDX(labelsName, labels)
	if err != nil {
		return nil, err
	}
	switch {
	case len(x.dims) == 1 && len(y.dims) > 1:
		return nil, fmt.Errorf("dataset: %s holds labels and %s images; give the images first", imagesName, labelsName)
	case len(x.dims) == 1:
		return nil, fmt.Errorf("dataset: %s has one dimension; images have at least 2, the first their number", imagesName)
	case len(y.dims) != 1:
		return nil, fmt.Errorf("dataset: %s has %d dimensions; labels have 1, their number", labelsName, len(y.dims))
	case x.dims[0] != y.dims[0]:
		return nil, fmt.Errorf("dataset: %s announces %d images and %s %d labels; each image needs one", imagesName, x.dims[0], labelsName, y.dims[0])
	}
	pixels, err := x.values()
	if err != nil {
		return nil, err
	}
	numbers, err := y.values()
	if err != nil {
		return nil, err
	}
	return fromBytes(pixels, numbers, 255), nil
}

// fromBytes makes the set, with pixels from 0 to full scaled to [0,1]; len(pixels) is a
// multiple of len(numbers).
func fromBytes(pixels, numbers []byte, full float64) *Set {
	scaled := make([]float64, len(pixels))
	for i, v := range pixels {
		scaled[i] = float64(v) / full
	}
	labels := make([]int, len(numbers))
	largest := 0
	for i, c := range numbers {
		labels[i] = int(c)
		largest = max(largest, labels[i])
	}
	classes := make([]string, largest+1)
	for c := range classes {
		classes[c] = strconv.Itoa(c)
	}
	return Labelled(mat.NewDense(len(numbers), len(pixels)/len(numbers), scaled), labels, classes)
}

// idx is an array of unsigned bytes in a file: a header, and values still to be read.
type idx struct {
	name string
	dims []int
	size int // the product of dims, at most maxIDX
	r    io.Reader
}

// newIDX reads the header: two bytes 0, the type of the values, the number of
// dimensions, and each of these as a big-endian uint32.
func newIDX(name string, r io.Reader) (*idx, error) {
	f := &idx{name: name, size: 1}
	body := bufio.NewReader(r)
	f.r = body
	start, _ := body.Peek(2) // what is wrong with a shorter file shows when it is read
	if string(start) == "\x1f\x8b" {
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, f.failure("gzip header", err)
		}
		f.r = z
	}
	var head [4]byte
	if _, err := io.ReadFull(f.r, head[:]); err != nil {
		return nil, f.failure("header", err)
	}
	switch {
	case head[0] != 0 || head[1] != 0:
		return nil, fmt.Errorf("dataset: %s begins with the bytes % x; an IDX file begins with 00 00 08", name, head[:])
	case head[2] != 8:
		return nil, fmt.Errorf("dataset: %s holds values of IDX type %#02x; only unsigned bytes, 0x08, are read", name, head[2])
	case head[3] == 0:
		return nil, fmt.Errorf("dataset: %s announces no dimensions; labels have 1 and images at least 2", name)
	}
	sizes := make([]byte, 4*int(head[3]))
	if _, err := io.ReadFull(f.r, sizes); err != nil {
		return nil, f.failure("header", err)
	}
	for ; len(sizes) > 0; sizes = sizes[4:] {
		d := uint64(binary.BigEndian.Uint32(sizes))
		if d == 0 {
			return nil, fmt.Errorf("dataset: %s announces 0 for dimension %d; there is nothing in it", name, len(f.dims)+1)
		}
		if uint64(f.size)*d > maxIDX { // below 2³⁰·2³²
			return nil, fmt.Errorf("dataset: %s announces more than %d values; no larger file is read", name, maxIDX)
		}
		f.size *= int(d)
		f.dims = append(f.dims, int(d))
	}
	return f, nil
}

// values reads the rest of the file, which must be as long as the header announces.
func (f *idx) values() ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(f.r, int64(f.size)+1)) // one more would show bytes after the end
	switch {
	case err != nil:
		return nil, f.failure(fmt.Sprintf("values (%d of %d read)", len(data), f.size), err)
	case len(data) < f.size:
		return nil, fmt.Errorf("dataset: %s is cut short: it announces %d values and holds %d", f.name, f.size, len(data))
	case len(data) > f.size:
		return nil, fmt.Errorf("dataset: %s has more after its end: it announces %d values %v", f.name, f.size, f.dims)
	}
	return data, nil
}

// failure says where reading ended.
func (f *idx) failure(where string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("dataset: %s is cut short in its %s: %w", f.name, where, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("dataset: %s, %s: %w", f.name, where, err)
}
