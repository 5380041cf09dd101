//go:build !amd64

package gemm

func inUse() *kernels { return nil }
