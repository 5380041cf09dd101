// Package random draws numbers whose bits are the same on every machine.
//
// The generators of math/rand/v2 are integer arithmetic, and its Float64, IntN,
// Perm and Shuffle follow from them exactly. NormFloat64 does not: where its
// ziggurat ends it calls math.Log and math.Exp, which are assembly on some
// processors and pure Go on others, and its products may be fused with its sums.
// A last bit that differs there can take another branch, and every number after it
// is another one.
//
// So a normal number is made here, from the library's own logarithm and from
// fused multiply-adds that are written out.
package random
