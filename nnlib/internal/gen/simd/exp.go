package simd

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The constants of arith's exp.go. A wrong digit here fails the tests that compare
// the vector code with its portable twin.
const (
	Far         = 700
	roundShift  = 0x1.8p52
	eighthsPerE = 0x1.71547652b82fep+3
	ln2Eighth   = 0x1.62e42fefa39efp-4
	ln2EighthLo = 0x1.abc9e3b39803fp-59

	exp2 = 0x1.000000000010ep-1
	exp3 = 0x1.555555555566p-3
	exp4 = 0x1.55555547fc743p-5
	exp5 = 0x1.11111107d1a1p-7
	exp6 = 0x1.6c1cc08db03b8p-10
	exp7 = 0x1.a02077837d25fp-13
)

var (
	exp2Eighths = lessIndex(
		0x1p+0, 0x1.172b83c7d517ap+0, 0x1.306fe0a31b716p+0, 0x1.4bfdad5362a28p+0,
		0x1.6a09e667f3bccp+0, 0x1.8ace5422aa0dcp+0, 0x1.ae89f995ad3aep+0, 0x1.d5818dcfba488p+0,
	)
	exp2EighthsLo = []float64{
		0, 0x1.95153p-53, -0x1.61542p-53, -0x1.5dacbp-53,
		0x1.98d4dp-54, -0x1.aa41ep-54, -0x1.800cp-54, -0x1.dbc8fp-54,
	}
)

// lessIndex takes from each value its index, right below the exponent. Who looks a value
// up by the low bits of an integer k adds k there: the index, and the rest to the exponent.
func lessIndex(values ...float64) []float64 {
	for i, v := range values {
		values[i] = math.Float64frombits(math.Float64bits(v) - uint64(i)<<49)
	}
	return values
}

// Exp writes the functions built on eˣ. Make one at the head of a function.
type Exp struct {
	*Code
	t, lo []Op // the tables, in registers where there are enough
}

// NewExp keeps in registers what there is room for.
func NewExp(c *Code) *Exp {
	e := &Exp{Code: c}
	switch c.ISA {
	case AVX512:
		c.Hold(1, roundShift, eighthsPerE, ln2Eighth, ln2EighthLo, exp2, exp3, exp4, exp5, exp6, exp7)
		table := func(name string, values []float64) []Op {
			r := c.Vec()
			VMOVUPD(Floats(name, values...), r)
			return []Op{r}
		}
		e.t, e.lo = table("exp2Eighths", exp2Eighths), table("exp2EighthsLo", exp2EighthsLo)
	case AVX2:
		e.t = []Op{halves("exp2EighthsLow", exp2Eighths, 0), halves("exp2EighthsHigh", exp2Eighths, 32)}
		e.lo = []Op{halves("exp2EighthsLoHigh", exp2EighthsLo, 32)}
	}
	return e
}

// halves returns a table of 32-bit halves of the values.
func halves(name string, values []float64, shift int) Mem {
	var words []uint64
	for i := 0; i < len(values); i += 2 {
		half := func(v float64) uint64 { return math.Float64bits(v) >> shift & 0xffffffff }
		words = append(words, half(values[i])|half(values[i+1])<<32)
	}
	return Words(name, words...)
}

// lookup returns the entries of both tables for the low bits of s.
func (e *Exp) lookup(s VecVirtual) (t, lo VecVirtual) {
	t, lo = e.Vec(), e.Vec()
	switch e.ISA {
	case AVX512:
		VPERMPD(e.t[0], s, t)
		VPERMPD(e.lo[0], s, lo)
	case AVX2: // a double is moved by halves; the low half of lo is 0
		i := e.Vec()
		VPSHUFD(Imm(0xA0), s, i)
		high := e.Vec()
		VPERMD(e.t[0], i, t)
		VPERMD(e.t[1], i, high)
		VPBLENDD(Imm(0xAA), high, t, t)
		VPERMD(e.lo[0], i, lo)
		VPSLLQ(Imm(32), lo, lo)
	}
	return t, lo
}

// parts writes e^x, or e^−x when negative, as t·(1 + m), by arith's reduce, exp2Of and
// expm1Of. It leaves x as it is.
func (e *Exp) parts(x VecVirtual, negative bool) (t, m VecVirtual) {
	s, kf, h, h2 := e.Vec(), e.Vec(), e.Vec(), e.Vec()
	VMOVUPD(e.Const(roundShift), s)
	if negative {
		VFNMADD231PD(e.Const(eighthsPerE), x, s)
	} else {
		VFMADD231PD(e.Const(eighthsPerE), x, s)
	}
	VSUBPD(e.Const(roundShift), s, kf)
	VMOVAPD(x, h)
	if negative {
		VFNMSUB231PD(e.Const(ln2Eighth), kf, h)
	} else {
		VFNMADD231PD(e.Const(ln2Eighth), kf, h)
	}
	t, d := e.lookup(s)
	VMULPD(h, h, h2)
	VFNMADD231PD(e.Const(ln2EighthLo), kf, d)
	VPSLLQ(Imm(49), s, s) // the exponent, and below it what the table lacks
	VPADDQ(s, t, t)
	pair := func(low, high float64) VecVirtual {
		p := e.Load(high)
		VFMADD213PD(e.Const(low), h, p)
		return p
	}
	p67, p45, p23 := pair(exp6, exp7), pair(exp4, exp5), pair(exp2, exp3)
	h1 := e.Vec()
	VADDPD(e.Const(1), h, h1)
	VFMADD213PD(h, d, h1)
	VFMADD213PD(p45, h2, p67)
	VFMADD213PD(p23, h2, p67)
	VFMADD213PD(h1, h2, p67)
	return t, p67
}

// Exp returns e^x for |x| ≤ Far.
func (e *Exp) Exp(x VecVirtual) VecVirtual {
	t, m := e.parts(x, false)
	VFMADD213PD(t, t, m)
	return m
}

// Sigmoid returns 1/(1 + e^−x) for |x| ≤ Far.
func (e *Exp) Sigmoid(x VecVirtual) VecVirtual {
	t, m := e.parts(x, true)
	t1 := e.Vec()
	VADDPD(e.Const(1), t, t1)
	VFMADD213PD(t1, t, m)
	one := e.Load(1)
	VDIVPD(m, one, m)
	return m
}

// Tanh returns tanh x for |x| ≤ 20.
func (e *Exp) Tanh(x VecVirtual) VecVirtual {
	a, w, w2 := e.Vec(), e.Vec(), e.Vec()
	sign := e.Vec()
	VANDPD(Const(math.Copysign(0, -1)), x, sign)
	VXORPD(sign, x, a)

	VMULPD(a, a, w)
	VMULPD(w, w, w2)
	p12, p34, p567 := e.Load(tanh2), e.Load(tanh4), e.Load(tanh7)
	VFMADD213PD(e.Const(tanh1), w, p12)
	VFMADD213PD(e.Const(tanh3), w, p34)
	VFMADD213PD(e.Const(tanh6), w, p567)
	VFMADD213PD(e.Const(tanh5), w, p567)
	VFMADD213PD(p34, w2, p567)
	VFMADD213PD(p12, w2, p567)
	near := e.Vec()
	VMULPD(p567, w, near)
	VFMADD213PD(a, a, near)

	twice := e.Vec()
	VADDPD(a, a, twice)
	t, m := e.parts(twice, false)
	t1, far := e.Vec(), e.Vec()
	VSUBPD(e.Const(1), t, t1)
	VFMADD213PD(t1, t, m)
	VADDPD(e.Const(2), m, far)
	VDIVPD(far, m, far)

	e.Where(less, a, e.Const(tanhNear), near, far)
	VORPD(sign, far, far)
	return far
}

const (
	tanhNear = 0.26

	tanh1 = -0x1.55555555554b2p-2
	tanh2 = 0x1.11111110f2db8p-3
	tanh3 = -0x1.ba1ba17d98e01p-5
	tanh4 = 0x1.664f2bbf4d6ebp-6
	tanh5 = -0x1.2266e19b2b52ep-7
	tanh6 = 0x1.d4c46566349a1p-9
	tanh7 = -0x1.56cbd489a6f84p-10
)

// Predicates of a comparison, as VCMPPD has them.
const (
	less        = 1
	lessOrEq    = 2
	unordered   = 3
	notLessOrEq = 6
)

// Where copies the lanes of from to dst where the predicate holds for x and y.
func (c *Code) Where(predicate uint64, x VecVirtual, y Op, from, dst VecVirtual) {
	if c.ISA == AVX512 {
		k := K()
		VCMPPD(Imm(predicate), y, x, k)
		VMOVAPD(from, k, dst)
		return
	}
	mask := c.Vec()
	VCMPPD(Imm(predicate), y, x, mask)
	VBLENDVPD(mask, from, dst, dst)
}

// JumpIfAny jumps to the label where the predicate holds for a lane of x and y.
func (c *Code) JumpIfAny(predicate uint64, x VecVirtual, y Op, label string) {
	if c.ISA == AVX512 {
		k := K()
		VCMPPD(Imm(predicate), y, x, k)
		KTESTB(k, k)
	} else {
		mask, bits := c.Vec(), GP32()
		VCMPPD(Imm(predicate), y, x, mask)
		VMOVMSKPD(mask, bits)
		TESTL(bits, bits)
	}
	JNE(LabelRef(label))
}

// Abs returns |x|.
func (c *Code) Abs(x VecVirtual) VecVirtual {
	a := c.Vec()
	VANDPD(Const(math.Float64frombits(1<<63-1)), x, a)
	return a
}

// JumpIfFar jumps to the label where a lane of x is NaN or outside [−Far, Far].
func (c *Code) JumpIfFar(x VecVirtual, label string) { c.JumpIfAbove(c.Abs(x), Far, label) }

// JumpIfAbove jumps to the label where a lane of x is NaN or above the limit.
func (c *Code) JumpIfAbove(x VecVirtual, limit float64, label string) {
	c.JumpIfAny(notLessOrEq, x, c.Const(limit), label)
}

// Watch finds out whether, among many vectors, there is a lane outside [−Far, Far] or NaN.
type Watch struct {
	c   *Code
	bad Register // AVX-512: the lanes that are not
}

// NewWatch begins a watch.
func NewWatch(c *Code) *Watch {
	if c.ISA == AVX512 {
		good := K()
		KXNORB(good, good, good)
		return &Watch{c, good}
	}
	bad := c.Vec()
	VXORPD(bad, bad, bad)
	return &Watch{c, bad}
}

// See takes in a vector.
func (w *Watch) See(x VecVirtual) {
	a, limit := w.c.Abs(x), w.c.Const(Far)
	if w.c.ISA == AVX512 {
		VCMPPD(Imm(lessOrEq), limit, a, w.bad, w.bad)
		return
	}
	VCMPPD(Imm(notLessOrEq), limit, a, a)
	VORPD(a, w.bad, w.bad)
}

// JumpIfFar jumps to the label where there was such a lane.
func (w *Watch) JumpIfFar(label string) {
	if w.c.ISA == AVX512 {
		KORTESTB(w.bad, w.bad)
		JCC(LabelRef(label)) // not all are good
		return
	}
	bits := GP32()
	VMOVMSKPD(w.bad, bits)
	TESTL(bits, bits)
	JNE(LabelRef(label))
}

// JumpIfNaN jumps to the label where a lane of x is NaN.
func (c *Code) JumpIfNaN(x VecVirtual, label string) { c.JumpIfAny(unordered, x, x, label) }
