package lsq

// Result says what [Solve] found and how it came there.
type Result struct {
	X         []float64 // the slice that Solve was given: the best point found
	Residuals []float64 // r(X)
	Cost      float64   // ½ Σ r_i(X)²
	Gradient  float64   // ‖P(X − Jᵀr) − X‖∞, P being the projection on the bounds: see [Settings].GradientTol
	Status    Status    // why the run ended

	Iterations  int // steps taken
	Evaluations int // calls of Func, those for differences among them
	Jacobians   int // Jacobian matrices, by Jac or by differences

	// History has an entry for the start and one for each step taken,
	// Iterations + 1 in all; when derivatives that are not finite ended the
	// run, that point has none.
	History []Iteration
}

// Iteration is the state after a step, or at the start.
type Iteration struct {
	Iteration   int     // 0 at the start
	Cost        float64 // ½ Σ r_i²
	Gradient    float64 // as in [Result]
	Step        float64 // ‖δ‖₂ of the step that led here; 0 at the start
	Lambda      float64 // λ of the step that led here; Lambda0 at the start
	Evaluations int     // calls of Func so far
}
