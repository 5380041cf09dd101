// Package gemm has the matrix products of a dense layer, for batches of points: those
// of the package arith, in vector code and shared among processors.
//
// The functions of arith are the definition: every element of a product is one chain
// of fused multiply-adds in a stated order. A chain is never split, and each lives in
// one lane of a vector register from its first step to its last. So the bits are the
// same for every tile, block, instruction set and number of processors.
//
// A product is cut into panels of columns, as wide as the registers of a tile, and into
// strips of rows, as high. A part of it is so many panels that the second cache holds
// their columns of the right matrix; strip after strip goes by, and stays in the nearest
// cache while it meets them all. These columns are first copied, step by step, where
// they lie badly: transposed, at a distance that maps to the same few lines of the
// cache, or where they do not fill a vector. So is the left matrix, all of it, where its
// steps go far. Where the instruction set has no kernel and for small matrices the code
// of arith runs.
package gemm
