//go:build !amd64

package arith

var expVectors, sigmoidVectors, tanhVectors vectors
