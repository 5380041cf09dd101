package matlab_test

import (
	"fmt"

	"dlmath/nnlib/matlab"

	"gonum.org/v1/gonum/mat"
)

// The start of the paper's listing netbp: rng(5000), then 23 parameters and the
// first points to learn from.
func Example() {
	s := matlab.NewStream(5000)
	w2, w3, w4 := s.RandnMatrix(2, 2), s.RandnMatrix(3, 2), s.RandnMatrix(2, 3)
	b2, b3, b4 := s.RandnMatrix(2, 1), s.RandnMatrix(3, 1), s.RandnMatrix(2, 1)
	for _, m := range []*mat.Dense{w2, w3, w4, b2, b3, b4} {
		m.Scale(0.5, m)
	}
	fmt.Printf("%.4f\n", mat.Formatted(w2))
	fmt.Println(s.Randi(10), s.Randi(10), s.Randi(10))
	// Output:
	// ⎡-0.1864   0.2051⎤
	// ⎣-0.2332  -0.8031⎦
	// 1 2 3
}

func ExampleStream_Randi() {
	s := matlab.NewStream(0) // rng default
	for range 10 {
		fmt.Print(s.Randi(10), " ")
	}
	// Output: 9 10 2 10 7 1 3 6 10 10
}
