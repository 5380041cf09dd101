package jupyter

import "unicode/utf8"

// byteOffset returns the offset in bytes of the n-th code point, which is how the
// protocol counts. Past the end it is the end.
func byteOffset(s string, n int) int {
	for i := range s {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(s)
}

// codePoints is the inverse of byteOffset.
func codePoints(s string, offset int) int {
	return utf8.RuneCountInString(s[:max(0, min(offset, len(s)))])
}
