//go:build !windows

package main

import (
	"fmt"
	"strings"
)

// difference shows how two lists of lines differ: what was (-) and what is (+) between
// the lines that they have in common at the beginning and at the end, with the last of
// those before. At most a few lines of each, and no line longer than a screen is wide.
// It is "" if they do not differ.
func difference(before, now []string, equal func(a, b string) bool) string {
	start, end := 0, 0
	for start < len(before) && start < len(now) && equal(before[start], now[start]) {
		start++
	}
	if start == len(before) && start == len(now) {
		return ""
	}
	for end < len(before)-start && end < len(now)-start && equal(before[len(before)-1-end], now[len(now)-1-end]) {
		end++
	}
	var b strings.Builder
	show := func(sign string, lines []string) {
		const most = 8
		for i, line := range lines {
			if i == most {
				fmt.Fprintf(&b, "  %s … and %d lines more\n", sign, len(lines)-most)
				break
			}
			fmt.Fprintf(&b, "  %s %s\n", sign, shortened(line))
		}
	}
	if start > 0 {
		show(" ", before[start-1:start])
	}
	show("-", before[start:len(before)-end])
	show("+", now[start:len(now)-end])
	return b.String()
}

func shortened(line string) string {
	const width = 100
	if r := []rune(line); len(r) > width {
		return string(r[:width]) + fmt.Sprintf(" … (%d characters)", len(r))
	}
	return line
}
