//go:build !amd64

package experiment

const goamd64 = "" // there is no such choice
