package main

import (
	"fmt"

	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// stepper writes one steps function. The units of a layer stand in the lanes of one
// vector register, or of two.
type stepper struct {
	*Exp
	width int // the most units that a layer may have
	zero  VecVirtual
}

// vector is the registers of one layer's vector.
type vector []VecVirtual

// each visits the registers of a vector: which one, and its place in memory.
func (s *stepper) each(f func(h, d int)) {
	for h := range s.width / s.Lanes {
		f(h, 8*s.Lanes*h)
	}
}

func (s *stepper) zeros() (v vector) {
	s.each(func(h, _ int) {
		v = append(v, s.Vec())
		VXORPD(v[h], v[h], v[h])
	})
	return v
}

func (s *stepper) load(m Mem) (v vector) {
	s.each(func(h, d int) {
		v = append(v, s.Vec())
		VMOVUPD(m.Offset(d), v[h])
	})
	return v
}

func (s *stepper) store(v vector, m Mem) { s.each(func(h, d int) { VMOVUPD(v[h], m.Offset(d)) }) }

func (s *stepper) copy(from, to vector) { s.each(func(h, _ int) { VMOVAPD(from[h], to[h]) }) }

func (s *stepper) broadcast(m Mem) VecVirtual {
	b := s.Vec()
	VBROADCASTSD(m, b)
	return b
}

// lane returns a vector full of v's lane i, by a permutation where one instruction does
// it, and else from memory, where v stands too.
func (s *stepper) lane(v vector, i int, m Mem) VecVirtual {
	b := s.Vec()
	switch {
	case s.width > 4:
		VBROADCASTSD(m.Offset(8*i), b)
	case i == 0:
		VBROADCASTSD(v[0].AsX(), b)
	default:
		VPERMPD(Imm(uint64(i*0x55)), v[0], b)
	}
	return b
}

// update does w ← w − η·(0 + x·y) in memory, the product of x and y rounded. It returns w.
func (s *stepper) update(w Mem, eta VecVirtual, x VecVirtual, y vector) vector {
	v := s.load(w)
	s.each(func(h, _ int) {
		g := s.Vec()
		VMOVAPD(x, g)
		VFMADD213PD(s.zero, y[h], g)
		VFNMADD231PD(g, eta, v[h])
	})
	s.store(v, w)
	return v
}

// slope returns a(1 − a), and 0 in the empty places that the mask marks.
func (s *stepper) slope(a vector, mask Mem) (v vector) {
	s.each(func(h, d int) {
		v = append(v, s.Load(1))
		VSUBPD(a[h], v[h], v[h])
		VMULPD(a[h], v[h], v[h])
		VANDPD(mask.Offset(d), v[h], v[h])
	})
	return v
}

// target loads y where the mask has units, and reads nothing beyond.
func (s *stepper) target(y, mask Mem) (v vector) {
	m := s.load(mask)
	s.each(func(h, d int) {
		v = append(v, s.Vec())
		if s.ISA == AVX512 {
			k := K()
			VPMOVQ2M(m[h], k)
			VMOVUPD_Z(y.Offset(d), k, v[h])
		} else {
			VMASKMOVPD(y.Offset(d), m[h], v[h])
		}
	})
	return v
}

// delta returns δ of the last layer p, whose output is A. It overwrites the target.
func (s *stepper) delta(p Register, A, target vector) vector {
	D := s.slope(A, at(p, oMask))
	s.each(func(h, _ int) {
		VSUBPD(target[h], A[h], target[h])
		VMULPD(target[h], D[h], D[h])
	})
	return D
}

// back writes the way back from the last layer p, and changes the parameters of all layers
// but the first, whose δ it leaves in D. It calls below for what goes into each layer: the
// vector, and where its components lie.
func (s *stepper) back(net, p Register, eta VecVirtual, D vector, below func() (a vector, component func(k int) Mem)) {
	CMPQ(p, net)
	JE(LabelRef("first"))
	Label("back")
	a, component := below()
	if s.width > 4 {
		s.store(D, at(p, oD))
	}
	sum := s.zeros()
	upTo("pulled", at(p, oOut), s.width, func(j int) {
		d := s.lane(D, j, at(p, oD))
		s.each(func(h, o int) { VFMADD231PD(at(p, oRow+line*j+o), d, sum[h]) })
		s.update(at(p, oRow+line*j), eta, d, a)
	})
	next := s.slope(a, at(p, oMask-size))
	s.each(func(h, _ int) { VMULPD(sum[h], next[h], next[h]) })
	upTo("updated", at(p, oIn), s.width, func(k int) {
		s.update(at(p, oCol+line*k), eta, s.broadcast(component(k)), D)
	})
	s.update(at(p, oBias), eta, s.Load(1), D)
	s.copy(next, D)
	SUBQ(U32(size), p)
	CMPQ(p, net)
	JNE(LabelRef("back"))
	Label("first")
}

// steps writes a function for layers of up to width units. It does n steps of stochastic
// gradient descent and returns how many it has done: fewer where the next meets
// |z| > Far or NaN.
//
// The time is that of one chain of operations, each waiting for the one before: forward
// through the layers, back again, and on to the first z of the next point. So that z is
// found along with the parameters of its layer, from registers, and whatever the chain
// does not wait for comes after what it does.
func steps(isa ISA, width int) {
	TEXT(fmt.Sprintf("steps%d%v", width, isa), NOSPLIT, "func(net *float64, layers int, x, y *float64, xStride, yStride int, rows *int, rates *float64, n int) int")
	Pragma("noescape")
	s := &stepper{NewExp(NewCode(isa)), width, nil}
	s.zero = s.zeros()[0]
	net, rows, rates, left := arg("net"), arg("rows"), arg("rates"), arg("n")
	x, y, nextX, p, layers := GP64(), GP64(), GP64(), GP64(), GP64()

	// point finds x and y of the row that rows names.
	point := func(x, y Register) {
		row := GP64()
		MOVQ(at(rows, 0), row)
		MOVQ(row, x)
		IMULQ(argAt("xStride", 4), x)
		ADDQ(argAt("x", 2), x)
		MOVQ(row, y)
		IMULQ(argAt("yStride", 5), y)
		ADDQ(argAt("y", 3), y)
	}

	point(x, y)
	A := s.load(at(net, oBias)) // z, then a, of the layer at hand
	upTo("begun", at(net, oIn), width, func(k int) {
		b := s.broadcast(at(x, 8*k))
		s.each(func(h, d int) { VFMADD231PD(at(net, oCol+line*k+d), b, A[h]) })
	})

	Label("step")
	MOVQ(net, p)
	MOVQ(argAt("layers", 1), layers)
	largest := s.zeros()
	JMP(LabelRef("activate"))
	Label("forward")
	ADDQ(U32(size), p)
	z := s.load(at(p, oBias))
	upTo("summed", at(p, oIn), width, func(k int) {
		b := s.lane(A, k, at(p, oA-size))
		s.each(func(h, d int) { VFMADD231PD(at(p, oCol+line*k+d), b, z[h]) })
	})
	s.copy(z, A)
	Label("activate")
	s.each(func(h, _ int) {
		VMAXPD(s.Abs(A[h]), largest[h], largest[h])
		VMOVAPD(s.Sigmoid(A[h]), A[h])
	})
	s.store(A, at(p, oA))
	DECQ(layers)
	JNE(LabelRef("forward"))
	s.each(func(h, _ int) { s.JumpIfAbove(largest[h], Far, "end") })

	D := s.delta(p, A, s.target(at(y, 0), at(p, oMask)))
	eta := s.broadcast(at(rates, 0))
	s.back(net, p, eta, D, func() (vector, func(k int) Mem) {
		return s.load(at(p, oA-size)), func(k int) Mem { return at(p, oA-size+8*k) }
	})

	next := GP64()
	LEAQ(at(rows, 8), next)
	CMPQ(left, Imm(1))
	CMOVQNE(next, rows) // after the last point comes itself, for nothing
	point(nextX, y)
	s.copy(s.update(at(net, oBias), eta, s.Load(1), D), A)
	upTo("begunAgain", at(net, oIn), width, func(k int) {
		w := s.update(at(net, oCol+line*k), eta, s.broadcast(at(x, 8*k)), D)
		b := s.broadcast(at(nextX, 8*k))
		s.each(func(h, _ int) { VFMADD231PD(b, w[h], A[h]) })
	})
	MOVQ(nextX, x)
	ADDQ(Imm(8), rates)
	DECQ(left)
	JNE(LabelRef("step"))

	Label("end")
	done := arg("n")
	SUBQ(left, done)
	Store(done, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// stepBack writes a function for layers of up to width units that does a step of
// stochastic gradient descent with a point that has passed forward already, with the
// parameters at hand: the one at the byte point of the planes x and y, and of those of
// the layers l ≥ 2, which follow each other from a on.
func stepBack(isa ISA, width int) {
	TEXT(fmt.Sprintf("stepBack%d%v", width, isa), NOSPLIT, "func(net *float64, layers int, x, y, a *float64, point int, rate float64)")
	Pragma("noescape")
	s := &stepper{NewExp(NewCode(isa)), width, nil}
	s.zero = s.zeros()[0]
	net, p, x, y, a, last := arg("net"), GP64(), arg("x"), arg("y"), arg("a"), arg("layers")
	for _, v := range []Register{x, y, a} {
		ADDQ(argAt("point", 5), v)
	}
	DECQ(last)
	IMUL3Q(U32(size), last, p)
	ADDQ(net, p)
	IMUL3Q(U32(plane), last, last)
	ADDQ(last, a)
	D := s.delta(p, s.gather(a), s.gather(y))
	eta := s.broadcast(argAt("rate", 6))
	s.back(net, p, eta, D, func() (vector, func(k int) Mem) {
		SUBQ(U32(plane), a)
		return s.gather(a), func(k int) Mem { return at(a, row*k) }
	})
	s.update(at(net, oBias), eta, s.Load(1), D)
	upTo("entered", at(net, oIn), width, func(k int) {
		s.update(at(net, oCol+line*k), eta, s.broadcast(at(x, row*k)), D)
	})
	VZEROUPPER()
	RET()
}

// gather returns the components of a point of a plane.
func (s *stepper) gather(point Register) (v vector) {
	s.each(func(h, d int) {
		low, high := XMM(), XMM()
		for i, x := range []VecVirtual{low, high} {
			k := d/8 + 2*i
			VMOVSD(at(point, k*row), x)
			VMOVHPD(at(point, (k+1)*row), x, x)
		}
		v = append(v, s.Vec())
		VINSERTF128(Imm(1), high, low.AsY(), v[h])
	})
	return v
}
