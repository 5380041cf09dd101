//go:build served

package main

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// A lecture that something else serves, such as a container, in a browser as a person has it:
//
//	DLMATH_LAB='http://127.0.0.1:8888/lab?token=…' go test -tags served -run TestServedLecture ./kernel
func TestServedLecture(t *testing.T) {
	address, err := url.Parse(os.Getenv("DLMATH_LAB"))
	if err != nil || address.Host == "" {
		t.Fatalf("DLMATH_LAB must be the address that the lab prints, with its token, not %q", os.Getenv("DLMATH_LAB"))
	}
	const name = "lecture1/2-neuron.ipynb"
	cells := readDocument(t, filepath.Join("..", "notebooks", filepath.FromSlash(name))).codeCells()
	p := openChromium(t, address.Host)
	p.wholeNotebook(t, *address, name, cells)
	p.close()
	for _, problem := range p.problems {
		t.Error(problem)
	}
}
