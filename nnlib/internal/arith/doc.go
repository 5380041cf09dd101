// Package arith is the library's own arithmetic: the same bits everywhere.
//
// The standard library's Exp, Log and Tanh differ in their last bits from one
// kind of processor to the next, and a compiler may or may not fuse x*y + z
// into one rounding. A training run magnifies such a bit until two machines
// draw two different curves. So the functions here are built from operations
// that IEEE 754 fixes to the bit: addition, division, [math.FMA] wherever a
// product feeds a sum, and float64(x*y) where a product must round by itself.
//
// Each elementary function is a short straight line for ordinary arguments,
// and calls a slower twin for the rest (very large arguments, infinities,
// NaN). The straight line needs no more than tables of eight entries, so
// vector code can repeat it operation by operation. Errors are stated in ulp,
// units in the last place of the exact result. Every NaN returned is
// [math.NaN], whatever NaN went in.
package arith
