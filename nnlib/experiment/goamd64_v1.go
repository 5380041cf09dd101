//go:build amd64.v1 && !amd64.v2

package experiment

const goamd64 = "v1"
