package webpage_test

import (
	"bytes"
	"fmt"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/webpage"
)

func ExampleWrite() {
	nb, err := nbformat.Parse([]byte(`{"cells": [{"cell_type": "markdown", "metadata": {}, "source": "# One neuron\n\n$y = wx + b$"}],
		"metadata": {}, "nbformat": 4, "nbformat_minor": 4}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	var page bytes.Buffer
	if err := webpage.Write(&page, nb, webpage.Options{Title: "a"}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(bytes.Contains(page.Bytes(), []byte("<title>One neuron</title>")))
	fmt.Println(bytes.Contains(page.Bytes(), []byte("<mi>y</mi><mo>=</mo>")))
	// Output:
	// true
	// true
}
