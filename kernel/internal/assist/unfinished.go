package assist

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dlmath/kernel/internal/cell"
)

// mark is the name that is put where the cursor stands.
const mark = "dlmath_cursor"

// unfinished parses a cell that somebody is writing, cut in two after the name at the
// cursor. What comes after it may be left out, and what is open is closed: so names
// before the cut keep their places. It is nil if nothing helps.
func unfinished(before, after string) *cell.Cell {
	if c, err := cell.Parse(before + after); err == nil {
		return c
	}
	line, below, _ := strings.Cut(after, "\n")
	below = declarationsIn(below)
	for _, begin := range itemStarts(before) {
		head := strings.Repeat("\n", strings.Count(before[:begin], "\n")) + before[begin:]
		for _, text := range []string{head + line, head} {
			closed := cell.Close(text)
			for at := len(closed); at >= len(text); at-- {
				for _, put := range []string{"", " {}", "()", ":", " int", "() {}", " m() {}"} {
					finished := closed[:at] + put + closed[at:]
					if c, err := cell.Parse(finished + below); err == nil {
						return c
					}
					if c, err := cell.Parse(finished); err == nil {
						return c
					}
				}
			}
		}
	}
	return nil
}

var topLevel = regexp.MustCompile(`(?m)^(func|type|var|const) `)

// declarationsIn returns the lines from the first declaration on, after a line break.
func declarationsIn(text string) string {
	if at := topLevel.FindStringIndex(text); at != nil {
		return "\n" + text[at[0]:]
	}
	return ""
}

// itemStarts returns offsets at which a last part of the text could stand alone: its
// beginning, and beginnings of the last few lines that are not indented.
func itemStarts(text string) []int {
	var starts []int
	for end := len(text); len(starts) < 8; {
		i := strings.LastIndexByte(text[:end], '\n')
		if i < 0 {
			break
		}
		if r, _ := utf8.DecodeRuneInString(text[i+1:]); r == '_' || unicode.IsLetter(r) {
			starts = append(starts, i+1)
		}
		end = i
	}
	starts = append(starts, 0)
	slices.Reverse(starts)
	return starts
}

var chain = regexp.MustCompile(`[\pL_][\pL_0-9]*(\.[\pL_][\pL_0-9]*)*$`)

// alone parses nothing of a cell but the name at its end, with what that is selected from.
func alone(before string) *cell.Cell {
	c, err := cell.Parse(chain.FindString(before))
	if err != nil {
		return nil
	}
	return c
}

// word returns the bounds of the name, or part of one, around the cursor.
func word(source string, cursor int) (start, end int) {
	start, end = cursor, cursor
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(source[:start])
		if !letter(r) {
			break
		}
		start -= size
	}
	for end < len(source) {
		r, size := utf8.DecodeRuneInString(source[end:])
		if !letter(r) {
			break
		}
		end += size
	}
	return start, end
}

// letter tells whether a character can be part of a name.
func letter(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
