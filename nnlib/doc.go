// Package nnlib is a small library of neural networks, in the notation of
// applied mathematics.
//
// A [Network] of L layers maps x ∈ ℝ^{n₁} to a^[L] ∈ ℝ^{n_L} by
//
//	a^[1] = x,    a^[l] = σ(W^[l] a^[l−1] + b^[l]),    l = 2, …, L    (eq. 7, 8)
//
// All its parameters lie in one flat slice: for each layer W^[l] row by row, then
// b^[l]. W(l) and B(l) are live views of it, so that an optimiser sees a plain
// vector and a reader sees matrices.
//
// An [Objective] joins a network, a [Cost] and a data set. It gives the cost
// (eq. 6, 9), its gradient by back propagation, and the residuals and their
// Jacobian for nonlinear least squares. The packages train, lsq and gonum's
// optimize minimise it.
//
// Every sum of products is one chain of fused multiply-adds in a stated order, and
// exp, log and tanh are the library's own. A result has the same bits on every
// machine, for one point or for a batch. On amd64 vector code does the work; the
// environment variable DLMATH_SIMD, set to portable, avx2 or avx512, chooses less of it
// than the processor has, to look for a fault.
//
// The notation is that of C. F. Higham and D. J. Higham, Deep Learning: An
// Introduction for Applied Mathematicians, SIAM Review 61(4), 2019.
package nnlib
