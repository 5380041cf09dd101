//go:build !windows

package main

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// tolerance is how far numbers may be from each other and count as equal: a and b do if
// |a−b| ≤ tolerance · max(1, |a|, |b|). So it is relative for large numbers, and absolute
// for small ones. 0 demands the same text.
type tolerance float64

const tolerancePrefix = "tolerance="

// toleranceOf reads the tag of a cell such as tolerance=1e-9.
func toleranceOf(tags []string) (tolerance, error) {
	for _, tag := range tags {
		text, ok := strings.CutPrefix(tag, tolerancePrefix)
		if !ok {
			continue
		}
		value, err := strconv.ParseFloat(text, 64)
		if err != nil || !(value > 0 && value < 1) {
			return 0, fmt.Errorf("its tag %q: expected a number between 0 and 1, such as %s1e-9", tag, tolerancePrefix)
		}
		return tolerance(value), nil
	}
	return 0, nil
}

// number is a number as programs print it.
var number = regexp.MustCompile(`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|NaN|[-+]?Inf(?:inity)?`)

// equal compares two lines. With a tolerance, how many blanks stand between two words
// does not count, for a number with more digits moves what is aligned.
func (t tolerance) equal(a, b string) bool {
	if a == b || t == 0 {
		return a == b
	}
	if between(a) != between(b) {
		return false
	}
	x, y := number.FindAllString(a, -1), number.FindAllString(b, -1)
	for i := range x {
		if !t.near(x[i], y[i]) {
			return false
		}
	}
	return true
}

// between is a line with a mark in place of each number.
func between(line string) string {
	return strings.Join(strings.Fields(number.ReplaceAllLiteralString(line, " \x00 ")), " ")
}

func (t tolerance) near(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil || math.IsInf(x, 0) || math.IsInf(y, 0) || math.IsNaN(x) || math.IsNaN(y) {
		return strings.TrimPrefix(a, "+") == strings.TrimPrefix(b, "+")
	}
	return math.Abs(x-y) <= float64(t)*max(1, math.Abs(x), math.Abs(y))
}
