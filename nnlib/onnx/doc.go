// Package onnx writes a network as an ONNX file, which onnxruntime and many other
// programs open.
//
// The model has one input "x", N×n₁, and one output "y", N×n_L, both float64. A batch
// is rows, and N may be any number. Each layer is
//
//	z = Gemm(a, W, b)    z^[l] = W^[l] a^[l−1] + b^[l]
//	a = σ(z)
//
// where σ is one ONNX operator, or a few simple ones where onnxruntime has no float64
// kernel for it. The tensors are named as in the paper: W2, b2, z2, a2 and so on.
//
// The file has operator set 17 and IR version 8. onnxruntime opens it since 1.18; an
// older one does so with its graph optimisations off, which would join float64 layers
// to an operator that it has in float32 alone.
//
// Source: onnx.proto and Operators.md of https://github.com/onnx/onnx.
package onnx
