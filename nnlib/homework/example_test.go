package homework_test

import (
	"errors"
	"math"

	"dlmath/nnlib/homework"
)

// In a notebook the report is a table; in a terminal it is lines.
func ExampleGrade() {
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(x)) } // a sign is wrong

	homework.Grade(
		homework.Number(1, "σ(0)", func() float64 { return sigmoid(0) }, 0.5),
		homework.Number(2, "σ(2)", func() float64 { return sigmoid(2) }, 0.8807970779778823).
			Hint(0.11920292202211755, "is the sign in the exponent right?").Partial(0.25),
		homework.True(1, "σ grows", func() bool { return sigmoid(1) > sigmoid(0) }),
	)
	// Output:
	// ✓ σ(0): 1 of 1
	// ½ σ(2): 0.5 of 2 — is the sign in the exponent right? (it is 0.11920292202211755, expected 0.8807970779778823)
	// ✗ σ grows: 0 of 1 — this does not hold
	// 1.5 of 4 points
}

func ExampleVector() {
	layer := func() []float64 { return []float64{0.5, 0.25, 1} }

	homework.Grade(
		homework.Vector(1, "z of layer 2", layer, []float64{0.5, 0.25, -1}).Otherwise("look at the third row of W"),
	)
	// Output:
	// ✗ z of layer 2: 0 of 1 — look at the third row of W (number [2] is 1, expected -1)
	// 0 of 1 points
}

// A check that neither a number nor a vector tells has a Run of its own.
func ExampleCheck() {
	w := []float64{1, 2}
	step := func(w []float64) { w[0] = 0 }

	homework.Grade(homework.Check{Name: "step leaves w as it is", Points: 1, Run: func() error {
		if step(w); w[0] != 1 {
			return errors.New("w has changed: copy it before you change it")
		}
		return nil
	}})
	// Output:
	// ✗ step leaves w as it is: 0 of 1 — w has changed: copy it before you change it
	// 0 of 1 points
}
