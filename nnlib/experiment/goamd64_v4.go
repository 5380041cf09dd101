//go:build amd64.v4

package experiment

const goamd64 = "v4"
