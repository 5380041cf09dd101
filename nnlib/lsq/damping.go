package lsq

// Damping is the rule by which λ follows the success of the steps. It looks at
// the gain ratio ρ: by how much a step lowered the cost, over what the tangent
// promised.
type Damping int

const (
	// Nielsen's rule, the default, is smooth in ρ. After a step λ is multiplied
	// by max(1/5, 1 − 2(2ρ−1)³), which is above 1 for ρ < ½; after a refusal by
	// 3, and by 9, 27, … after further ones in a row. (Nielsen writes 1/γ and
	// β − 1 for 1/5 and 2, and prefers γ = 3, β = 2; on small networks ours
	// needs fewer steps and finds as good a minimum at least as often.)
	Nielsen Damping = iota

	// Tenfold is Marquardt's and MATLAB's rule: a tenth after a step, ten times
	// as much after a refusal.
	Tenfold
)

// minLambda keeps λ above zero, so that it can always grow again. It lies far
// below anything that changes a step.
const minLambda = 0x1p-128

// damper is a λ and the rule it follows.
type damper struct {
	rule   Damping
	lambda float64
	growth float64 // Nielsen: the factor of the next refusal
}

func newDamper(rule Damping, lambda0 float64) damper {
	return damper{rule: rule, lambda: lambda0, growth: 3}
}

// accepted adapts λ after a step with gain ratio rho was taken.
func (d *damper) accepted(rho float64) {
	switch d.rule {
	case Nielsen:
		t := float64(2*rho) - 1
		d.lambda *= max(0.2, 1-float64(2*float64(float64(t*t)*t)))
		d.growth = 3
	case Tenfold:
		d.lambda /= 10
	}
	d.lambda = max(d.lambda, minLambda)
}

// refused adapts λ after a step was refused.
func (d *damper) refused() {
	switch d.rule {
	case Nielsen:
		d.lambda *= d.growth
		d.growth *= 3
	case Tenfold:
		d.lambda *= 10
	}
}
