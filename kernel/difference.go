//go:build !windows

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// difference shows two lists of lines beside each other, from the first line that differs:
// what was (-) and what is (+), at most a few lines of each, and no line longer than a
// screen is wide.
func difference(before, now []string) string {
	same := 0
	for same < len(before) && same < len(now) && before[same] == now[same] {
		same++
	}
	var b strings.Builder
	show := func(sign string, lines []string) {
		const most = 5
		for i, line := range lines {
			if i == most {
				fmt.Fprintf(&b, "  %s … and %d lines more\n", sign, len(lines)-most)
				break
			}
			fmt.Fprintf(&b, "  %s %s\n", sign, shortened(line))
		}
	}
	show("-", before[same:])
	show("+", now[same:])
	return b.String()
}

func shortened(line string) string {
	const width = 100
	if r := []rune(line); len(r) > width {
		return string(r[:width]) + fmt.Sprintf(" … (%d characters)", len(r))
	}
	return line
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
