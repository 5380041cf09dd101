package dataset

import (
	_ "embed"
	"fmt"
	"strings"
)

var (
	//go:embed digits/images.idx.gz
	digitImages string
	//go:embed digits/labels.idx.gz
	digitLabels string
)

// Digits returns 1797 handwritten digits, images of 8×8 pixels: a row of X holds the
// 64 pixels of one, row by row from the top left, each from 0 (paper) to 1 (ink) in
// sixteenths. The classes are "0" to "9". Neighbouring rows were written by the same
// hand, so that [Set.Split] makes an easier test than new hands would.
//
// Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (its
// test set), UCI Machine Learning Repository, 1998, doi 10.24432/C50P49; CC BY 4.0.
func Digits() *Set {
	set, err := readDigits()
	if err != nil {
		panic(fmt.Sprintf("dataset: the digits in the program are damaged: %v", err))
	}
	return set
}

func readDigits() (*Set, error) {
	images, err := newIDX("digits/images.idx.gz", strings.NewReader(digitImages))
	if err != nil {
		return nil, err
	}
	labels, err := newIDX("digits/labels.idx.gz", strings.NewReader(digitLabels))
	if err != nil {
		return nil, err
	}
	pixels, err := images.values()
	if err != nil {
		return nil, err
	}
	numbers, err := labels.values()
	if err != nil {
		return nil, err
	}
	return fromBytes(pixels, numbers, 16), nil
}
