// Package gemm has the matrix products of a dense layer, for batches of points: those
// of the package arith, in vector code and shared among processors.
//
// The functions of arith are the definition: every element of a product is one chain
// of fused multiply-adds in a stated order. A chain is never split, and each lives in
// one lane of a vector register from its first step to its last. So the bits are the
// same for every tile, block, instruction set and number of processors.
//
// A product is cut into panels of columns, as wide as the registers of a tile, and a
// panel into tiles. The right matrix of a panel is first copied, step by step, where
// it lies badly: transposed, at a distance that maps to the same few lines of the
// cache, or with columns that do not fill a vector. So is the left one, of all panels
// together, where its steps go far. Where the instruction set has no kernel and for
// small matrices the code of arith runs.
package gemm
