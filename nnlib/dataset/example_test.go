package dataset_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	"dlmath/nnlib/dataset"
	"gonum.org/v1/gonum/mat"
)

func ExampleDrilling() {
	points := dataset.Drilling()
	for _, i := range []int{0, 9} {
		fmt.Println(points.X.RawRowView(i), points.Classes[points.Label(i)], points.Y.RawRowView(i))
	}
	// Output:
	// [0.1 0.1] A [1 0]
	// [0.7 0.6] B [0 1]
}

// An image is 64 numbers, row by row.
func ExampleDigits() {
	digits := dataset.Digits()
	fmt.Println(digits.Len(), "images; the first shows a", digits.Classes[digits.Label(0)])
	image := digits.X.RawRowView(0)
	for ; len(image) > 0; image = image[8:] {
		line := ""
		for _, v := range image[:8] {
			line += string(" .:-=+*#@"[int(8*v)])
		}
		fmt.Printf("|%s|\n", line)
	}
	// Output:
	// 1797 images; the first shows a 0
	// |  :*=   |
	// |  *#+#: |
	// | .#. += |
	// | :*  == |
	// | :=  == |
	// | :+  *- |
	// | .#:+*  |
	// |  -*+   |
}

func ExampleMoons() {
	points := dataset.Moons(rand.New(rand.NewPCG(1, 0)), 200, 0.1)
	rows, columns := points.X.Dims()
	fmt.Println(rows, columns, points.Classes)
	// Output: 200 2 [A B]
}

func ExampleReadCSV() {
	text := `length,width,species
5.1,3.5,setosa
7.0,3.2,versicolor
6.3,NA,virginica
`
	_, err := dataset.ReadCSV(strings.NewReader(text), dataset.CSV{})
	fmt.Println(err)
	points, err := dataset.ReadCSV(strings.NewReader(text), dataset.CSV{DropMissing: true})
	fmt.Println(points.Len(), points.Classes, err)
	// Output:
	// dataset: CSV: line 4, column 2 ("width"): the value is missing ("NA"); fill it in, or set DropMissing to leave such rows out
	// 2 [setosa versicolor] <nil>
}

// Two images of 1×2 pixels, and their labels.
func ExampleReadIDX() {
	images := []byte{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102}
	labels := []byte{0, 0, 8, 1, 0, 0, 0, 2, 1, 0}
	points, err := dataset.ReadIDX(bytes.NewReader(images), bytes.NewReader(labels))
	fmt.Println(mat.Formatted(points.X), points.Labels(), err)
	// Output:
	// ⎡  0    1⎤
	// ⎣0.2  0.4⎦ [1 0] <nil>
}

func ExampleSet_Split() {
	points := dataset.Circles(rand.New(rand.NewPCG(1, 0)), 100, 0.05)
	shares := dataset.Shares{Validation: 0.2, Test: 0.2, Stratified: true}
	train, validation, test := points.Split(rand.New(rand.NewPCG(2, 0)), shares)
	fmt.Println(train.Len(), validation.Len(), test.Len())

	scale := dataset.FitStandardizer(train)
	train, validation, test = scale.Apply(train), scale.Apply(validation), scale.Apply(test)
	fmt.Printf("%.1f\n", dataset.FitStandardizer(train).Scale)
	// Output:
	// 60 20 20
	// [1.0 1.0]
}
