//go:build amd64.v2 && !amd64.v3

package experiment

const goamd64 = "v2"
