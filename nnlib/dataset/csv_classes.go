package dataset

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// classes numbers the names in the target column, in the order in which they come.
type classes struct {
	names  []string
	number map[string]int
	given  bool // no others may come
}

func newClasses(names []string) (classes, error) {
	c := classes{names: slices.Clone(names), number: make(map[string]int), given: names != nil}
	for i, name := range names {
		if _, twice := c.number[name]; twice {
			return c, fmt.Errorf("the option Classes lists %s twice", short(name))
		}
		c.number[name] = i
	}
	return c, nil
}

// label returns the number of a class.
func (c *classes) label(name string) (int, error) {
	if i, known := c.number[name]; known {
		return i, nil
	}
	switch {
	case c.given:
		return 0, fmt.Errorf("%s is not one of the %d given Classes", short(name), len(c.names))
	case !utf8.ValidString(name):
		return 0, fmt.Errorf("%s is not UTF-8; save the file as UTF-8", short(name))
	case len(c.names) == maxClasses:
		return 0, fmt.Errorf("%s is one class more than %d; if this is a number to predict, set Regression; else give the Classes", short(name), maxClasses)
	}
	i := len(c.names)
	name = strings.Clone(name) // it would keep its whole row in memory
	c.names = append(c.names, name)
	c.number[name] = i
	return i, nil
}

// sort puts names that were not given in order, and labels with them.
func (c *classes) sort(labels []int) []int {
	if c.given {
		return labels
	}
	slices.SortFunc(c.names, compareNames)
	rank := make([]int, len(c.names)) // of the label that was
	for i, name := range c.names {
		rank[c.number[name]] = i
	}
	for i, old := range labels {
		labels[i] = rank[old]
	}
	return labels
}

// compareNames puts numbers first and by value, so that 10 comes after 9.
func compareNames(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX == nil && errY == nil:
		return cmp.Or(cmp.Compare(x, y), strings.Compare(a, b))
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	}
	return strings.Compare(a, b)
}
