package measure_test

import (
	"fmt"

	"dlmath/nnlib/dataset"
	"dlmath/nnlib/measure"
	"gonum.org/v1/gonum/mat"
)

// A rule by hand for the lecture's points: category A lies left of x₁ = 0.35.
func ExampleConfusionOf() {
	points := dataset.Drilling()
	predicted := make([]int, points.Len())
	for i := range predicted {
		if points.X.At(i, 0) > 0.35 {
			predicted[i] = 1
		}
	}
	m := measure.ConfusionOf(points, predicted)
	fmt.Print(m)
	fmt.Printf("macro F1 %.3f\n", m.Macro(m.F1))
	// Output:
	//   true \ predicted  A  B  precision  recall     F1
	//                  A  3  2      1.000   0.600  0.750
	//                  B  0  5      0.714   1.000  0.833
	//               mean            0.857   0.800  0.792
	// accuracy 0.800
	// macro F1 0.792
}

func ExampleAUC() {
	scores := []float64{0.1, 0.4, 0.35, 0.8}
	positive := []bool{false, false, true, true}
	fmt.Println(measure.AUC(scores, positive)) // three of four pairs are in order
	// Output: 0.75
}

func ExampleRSquared() {
	truth := mat.NewVecDense(4, []float64{3, -0.5, 2, 7})
	predicted := mat.NewVecDense(4, []float64{2.5, 0, 2, 8})
	fmt.Printf("%.3f\n", measure.RSquared(predicted, truth))
	// Output: 0.949
}
