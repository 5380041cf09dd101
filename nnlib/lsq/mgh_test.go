package lsq

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// The problems of J. J. Moré, B. S. Garbow and K. E. Hillstrom, Testing
// Unconstrained Optimization Software, ACM Transactions on Mathematical
// Software 7(1), 1981, with their numbers there, their standard starts and the
// sums of squares that are published for those starts.

// mgh is one of the problems. residual returns r_i(x) for i = 0 … m−1 and sets
// grad, zero before, to its derivatives.
type mgh struct {
	name     string
	m        int
	start    []float64
	sum      float64 // published Σ r_i² at the minimum
	residual func(i int, x, grad []float64) float64

	gradientTol float64 // as in Settings
}

func (p mgh) problem(analytic bool) Problem {
	grad := make([]float64, len(p.start))
	q := Problem{
		Residuals: p.m,
		Func: func(r, x []float64) {
			for i := range r {
				r[i] = p.residual(i, x, grad)
			}
		},
	}
	if analytic {
		q.Jac = func(jac *mat.Dense, x []float64) {
			for i := range p.m {
				row := jac.RawRowView(i)
				clear(row)
				p.residual(i, x, row)
			}
		}
	}
	return q
}

func mghProblems() []mgh {
	problems := []mgh{
		{name: "Rosenbrock (1)", m: 2, start: []float64{-1.2, 1}, sum: 0, residual: rosenbrock},
		{name: "Freudenstein and Roth (2)", m: 2, start: []float64{0.5, -2}, sum: 48.9842, residual: freudensteinRoth},
		{name: "Jennrich and Sampson (6)", m: 10, start: []float64{0.3, 0.4}, sum: 124.362, residual: jennrichSampson},
		{name: "Bard (8)", m: 15, start: []float64{1, 1, 1}, sum: 8.21487e-3, residual: bard},
		{name: "Meyer (10)", m: 16, start: []float64{0.02, 4000, 250}, sum: 87.9458, residual: meyer},
		{name: "Box 3-D (12)", m: 10, start: []float64{0, 10, 20}, sum: 0, residual: box3D},
		{name: "Powell singular (13)", m: 4, start: []float64{3, -1, 0, 1}, sum: 0, residual: powellSingular},
		{name: "Kowalik and Osborne (15)", m: 11, start: []float64{0.25, 0.39, 0.415, 0.39}, sum: 3.07505e-4, residual: kowalikOsborne},
		{name: "Brown and Dennis (16)", m: 20, start: []float64{25, 5, -5, -1}, sum: 85822.2, residual: brownDennis},
		{name: "Osborne 1 (17)", m: 33, start: []float64{0.5, 1.5, -1, 0.01, 0.02}, sum: 5.46489e-5, residual: osborne1},
		{name: "Osborne 2 (19)", m: 65, start: []float64{1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5}, sum: 4.01377e-2, residual: osborne2},
		{name: "Watson 6 (20)", m: 31, start: make([]float64, 6), sum: 2.28767e-3, residual: watson},
		{name: "Watson 9 (20)", m: 31, start: make([]float64, 9), sum: 1.39976e-6, residual: watson},
		{name: "Watson 12 (20)", m: 31, start: make([]float64, 12), sum: 4.72238e-10, residual: watson, gradientTol: -1},
	}
	for _, c := range []struct {
		n   int
		sum float64
	}{{5, 0}, {6, 0}, {7, 0}, {8, 3.51687e-3}, {9, 0}, {10, 6.50395e-3}} {
		start := make([]float64, c.n)
		for j := range start {
			start[j] = float64(j+1) / float64(c.n+1)
		}
		problems = append(problems, mgh{name: fmt.Sprintf("Chebyquad %d (35)", c.n), m: c.n, start: start, sum: c.sum, residual: chebyquad})
	}
	return problems
}

func rosenbrock(i int, x, grad []float64) float64 {
	if i == 0 {
		grad[0], grad[1] = -20*x[0], 10
		return 10 * (x[1] - x[0]*x[0])
	}
	grad[0] = -1
	return 1 - x[0]
}

func freudensteinRoth(i int, x, grad []float64) float64 {
	y := x[1]
	grad[0] = 1
	if i == 0 {
		grad[1] = (10-3*y)*y - 2
		return -13 + x[0] + ((5-y)*y-2)*y
	}
	grad[1] = (2+3*y)*y - 14
	return -29 + x[0] + ((y+1)*y-14)*y
}

func jennrichSampson(i int, x, grad []float64) float64 {
	t := float64(i + 1)
	a, b := math.Exp(t*x[0]), math.Exp(t*x[1])
	grad[0], grad[1] = -t*a, -t*b
	return 2 + 2*t - (a + b)
}

var bardY = [15]float64{0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39}

func bard(i int, x, grad []float64) float64 {
	u := float64(i + 1)
	v := 16 - u
	w := min(u, v)
	d := v*x[1] + w*x[2]
	grad[0], grad[1], grad[2] = -1, u*v/(d*d), u*w/(d*d)
	return bardY[i] - (x[0] + u/d)
}

var meyerY = [16]float64{34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872}

func meyer(i int, x, grad []float64) float64 {
	d := 45 + 5*float64(i+1) + x[2]
	e := math.Exp(x[1] / d)
	grad[0], grad[1], grad[2] = e, x[0]*e/d, -x[0]*e*x[1]/(d*d)
	return x[0]*e - meyerY[i]
}

func box3D(i int, x, grad []float64) float64 {
	t := 0.1 * float64(i+1)
	a, b, c := math.Exp(-t*x[0]), math.Exp(-t*x[1]), math.Exp(-t)-math.Exp(-10*t)
	grad[0], grad[1], grad[2] = -t*a, t*b, -c
	return a - b - x[2]*c
}

func powellSingular(i int, x, grad []float64) float64 {
	switch i {
	case 0:
		grad[0], grad[1] = 1, 10
		return x[0] + 10*x[1]
	case 1:
		grad[2], grad[3] = math.Sqrt(5), -math.Sqrt(5)
		return math.Sqrt(5) * (x[2] - x[3])
	case 2:
		d := x[1] - 2*x[2]
		grad[1], grad[2] = 2*d, -4*d
		return d * d
	default:
		d := x[0] - x[3]
		grad[0], grad[3] = 2*math.Sqrt(10)*d, -2*math.Sqrt(10)*d
		return math.Sqrt(10) * d * d
	}
}

var (
	kowalikY = [11]float64{0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246}
	kowalikU = [11]float64{4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625}
)

func kowalikOsborne(i int, x, grad []float64) float64 {
	u := kowalikU[i]
	a, b := u*(u+x[1]), u*(u+x[2])+x[3]
	grad[0], grad[1], grad[2], grad[3] = -a/b, -x[0]*u/b, x[0]*a*u/(b*b), x[0]*a/(b*b)
	return kowalikY[i] - x[0]*a/b
}

func brownDennis(i int, x, grad []float64) float64 {
	t := float64(i+1) / 5
	s := math.Sin(t)
	a, b := x[0]+t*x[1]-math.Exp(t), x[2]+x[3]*s-math.Cos(t)
	grad[0], grad[1], grad[2], grad[3] = 2*a, 2*a*t, 2*b, 2*b*s
	return a*a + b*b
}

var osborne1Y = [33]float64{
	0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751,
	0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490,
	0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406,
}

func osborne1(i int, x, grad []float64) float64 {
	t := 10 * float64(i)
	a, b := math.Exp(-t*x[3]), math.Exp(-t*x[4])
	grad[0], grad[1], grad[2], grad[3], grad[4] = -1, -a, -b, x[1]*t*a, x[2]*t*b
	return osborne1Y[i] - (x[0] + x[1]*a + x[2]*b)
}

var osborne2Y = [65]float64{
	1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746,
	0.679, 0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649,
	0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395,
	0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653,
	0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739,
	0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
}

func osborne2(i int, x, grad []float64) float64 {
	t := float64(i) / 10
	e := math.Exp(-t * x[4])
	grad[0], grad[4] = -e, x[0]*t*e
	sum := x[0] * e
	for k := 1; k <= 3; k++ { // three bells: height x_k, width x_{k+4}, place x_{k+7}
		d := t - x[k+7]
		e := math.Exp(-d * d * x[k+4])
		grad[k], grad[k+4], grad[k+7] = -e, x[k]*d*d*e, -2*x[k]*x[k+4]*d*e
		sum += x[k] * e
	}
	return osborne2Y[i] - sum
}

func watson(i int, x, grad []float64) float64 {
	switch i {
	case 29:
		grad[0] = 1
		return x[0]
	case 30:
		grad[0], grad[1] = -2*x[0], 1
		return x[1] - x[0]*x[0] - 1
	}
	t := float64(i+1) / 29
	var value, slope float64 // of the polynomial with coefficients x, at t
	for j, power := len(x)-1, math.Pow(t, float64(len(x)-1)); j >= 0; j, power = j-1, power/t {
		value += x[j] * power
		slope += float64(j) * x[j] * power / t
	}
	for j, power := 0, 1.0; j < len(x); j, power = j+1, power*t {
		grad[j] = float64(j)*power/t - 2*value*power
	}
	return slope - value*value - 1
}

// chebyquad compares the mean of the shifted Chebyshev polynomial T_{i+1} over
// the nodes x with its integral over [0, 1].
func chebyquad(i int, x, grad []float64) float64 {
	k := i + 1
	n := float64(len(x))
	var mean float64
	for j, v := range x {
		z := 2*v - 1
		// T_0, T_1 and their derivatives by v, then the recurrence.
		t0, t1, d0, d1 := 1.0, z, 0.0, 2.0
		for range k - 1 {
			t0, t1, d0, d1 = t1, 2*z*t1-t0, d1, 4*t1+2*z*d1-d0
		}
		mean += t1 / n
		grad[j] = d1 / n
	}
	if k%2 == 0 {
		mean += 1 / float64(k*k-1)
	}
	return mean
}
