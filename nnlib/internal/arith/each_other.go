//go:build !amd64

package arith

import "dlmath/nnlib/internal/cpu"

var expVectors, sigmoidVectors, tanhVectors, reluVectors, pullbackReLUVectors vectors

func combineVector(cpu.SIMD, []float64, []float64, int, []float64, int, int) bool { return false }

func combine4Vector(cpu.SIMD, []float64, []float64, int, int, int) bool { return false }

func choleskyVector(cpu.SIMD, []float64, int) (int, bool) { return 0, false }
