package arith

import "unsafe"

// SameBits says whether x and y are of one length and of the same bits. Unlike ==, it
// tells 0 from −0, and a NaN equals itself.
func SameBits(x, y []float64) bool { return asString(x) == asString(y) }

func asString(x []float64) string {
	return unsafe.String((*byte)(unsafe.Pointer(unsafe.SliceData(x))), 8*len(x))
}
