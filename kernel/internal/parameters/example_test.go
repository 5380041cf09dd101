package parameters_test

import (
	"fmt"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/parameters"
)

func ExampleInject() {
	nb, err := nbformat.Parse([]byte(`{"cells": [{"cell_type": "code", "metadata": {"tags": ["parameters"]},
		"source": "var epochs = 20\nvar rate = 0.05\nvar sizes = []int{2, 3, 2}", "execution_count": null, "outputs": []}],
		"metadata": {}, "nbformat": 4, "nbformat_minor": 4}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := parameters.Inject(nb, []string{"rate=1", "sizes=2,5,2"}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(nb.Cells()[1].Source)
	fmt.Println(parameters.Inject(nb, []string{"epoch=50"}))
	// Output:
	// // Values given on the command line; the next that are given replace this cell.
	// var rate float64 = 1
	// var sizes = []int{2, 5, 2}
	// --param epoch=50: no parameter has the name epoch; is epochs meant? Cell 1 declares epochs, rate, sizes
}
