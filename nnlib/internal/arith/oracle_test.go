package arith

import (
	"math"
	"math/big"
)

// The oracle: the same functions in 320-bit arithmetic, from power series. It
// shares nothing with the code under test.

const prec = 320

func bf(x float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(x) }
func zero() *big.Float        { return new(big.Float).SetPrec(prec) }

var bigLn2 = func() *big.Float { // ln 2 = 2 atanh(1/3)
	return atanhSeries(zero().Quo(bf(1), bf(3)))
}()

// atanhSeries returns 2 atanh(s) = log((1+s)/(1-s)), for |s| ≤ 1/3.
func atanhSeries(s *big.Float) *big.Float {
	sum, power, s2 := zero(), zero().Set(s), zero().Mul(s, s)
	if s.Sign() == 0 {
		return sum
	}
	for n := 1; ; n += 2 {
		term := zero().Quo(power, bf(float64(n)))
		sum.Add(sum, term)
		if term.MantExp(nil) < sum.MantExp(nil)-prec {
			return sum.Mul(sum, bf(2))
		}
		power.Mul(power, s2)
	}
}

// bigExpm1 returns eˣ - 1 without cancellation.
func bigExpm1(x *big.Float) *big.Float {
	if x.Sign() == 0 {
		return zero()
	}
	// Halve x until it is below 2⁻¹², sum the series, and double back:
	// m(2x) = m(x)·(m(x) + 2).
	halvings := max(0, x.MantExp(nil)+12)
	y := zero().SetMantExp(x, -halvings)
	sum, term := zero(), bf(1)
	for n := 1; ; n++ {
		term.Quo(term.Mul(term, y), bf(float64(n)))
		sum.Add(sum, term)
		if term.MantExp(nil) < sum.MantExp(nil)-prec {
			break
		}
	}
	for range halvings {
		sum.Mul(sum, zero().Add(sum, bf(2)))
	}
	return sum
}

// bigLog1p returns log(1 + x) for x > -1 without cancellation.
func bigLog1p(x *big.Float) *big.Float {
	u := zero().SetPrec(4*prec).Add(bf(1), x) // wide enough for any x > 2⁻⁹⁰⁰
	if u.Cmp(bf(0.7)) > 0 && u.Cmp(bf(1.5)) < 0 {
		return atanhSeries(zero().Quo(x, zero().Add(bf(2), x)))
	}
	m := new(big.Float)
	k := u.MantExp(m) // ½ ≤ m < 1
	if m.Cmp(bf(0.7)) < 0 {
		m.SetMantExp(m, 1)
		k--
	}
	d := zero().Sub(m, bf(1))
	log := atanhSeries(d.Quo(d, zero().Add(m, bf(1))))
	return log.Add(log, zero().Mul(bigLn2, bf(float64(k))))
}

func bigExp(x float64) *big.Float {
	e := zero().Add(bf(1), bigExpm1(bf(math.Abs(x))))
	if x < 0 {
		return e.Quo(bf(1), e)
	}
	return e
}

func bigLog(x float64) *big.Float {
	return bigLog1p(zero().SetPrec(4*prec).Sub(bf(x), bf(1)))
}

func bigTanh(x float64) *big.Float {
	m := bigExpm1(bf(2 * x))
	return zero().Quo(m, zero().Add(m, bf(2)))
}

func bigSigmoid(z float64) *big.Float {
	return zero().Quo(bf(1), zero().Add(bf(1), bigExp(-z)))
}

func bigSoftplus(z float64) *big.Float {
	e := bigExp(-math.Abs(z))
	return zero().Add(bf(max(z, 0)), bigLog1p(e))
}

// ulps returns |got - want| in units in the last place of want: the spacing of
// the doubles around want, 2⁻¹⁰⁷⁴ at least.
func ulps(got float64, want *big.Float) float64 {
	if math.IsInf(got, 0) {
		got = math.Copysign(0x1p1023, got) // overflow rounds to 2¹⁰²⁴
		d := zero().Sub(zero().Mul(bf(got), bf(2)), want)
		e, _ := d.SetMantExp(d, -971).Float64()
		return math.Abs(e)
	}
	d := zero().Sub(bf(got), want)
	lastPlace := max(want.MantExp(nil)-53, -1074)
	e, _ := d.SetMantExp(d, -lastPlace).Float64()
	return math.Abs(e)
}
