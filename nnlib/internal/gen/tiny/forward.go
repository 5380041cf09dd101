package main

import (
	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// points writes code for points that stand in the lanes, a group of some vectors of them
// at a time. Component k of point i is at k·row + 8i of a plane.
type points struct {
	*Exp
	vectors int
	groups  Mem
}

// bytes returns the size of a vector, and that of a group.
func (f *points) bytes() (vector, group int) { return 8 * f.Lanes, 8 * f.Lanes * f.vectors }

// pass writes a loop that takes all groups through the layer p, from a plane to another.
// It jumps to the label end where it meets |z| > Far or NaN.
func (f *points) pass(p, from, to Register) {
	bytes, group := f.bytes()
	watch := NewWatch(f.Code)
	left, source, target := GP64(), GP64(), GP64()
	MOVQ(f.groups, left)
	MOVQ(from, source)
	MOVQ(to, target)
	Label("group")
	w, n, x, a := GP64(), GP64(), GP64(), GP64()
	MOVQ(p, w)
	MOVQ(at(p, oOut), n)
	MOVQ(target, a)
	Label("unit")
	z := make([]VecVirtual, f.vectors)
	for v := range z {
		z[v] = f.Vec()
		VBROADCASTSD(at(w, oBias), z[v])
	}
	MOVQ(source, x)
	upTo("added", at(p, oIn), places, func(k int) {
		b := f.Vec()
		VBROADCASTSD(at(w, oCol+line*k), b)
		for v := range z {
			VFMADD231PD(at(x, k*row+bytes*v), b, z[v])
		}
	})
	for v := range z {
		watch.See(z[v])
		VMOVUPD(f.Sigmoid(z[v]), at(a, bytes*v))
	}
	ADDQ(U32(row), a)
	ADDQ(Imm(8), w)
	DECQ(n)
	JNE(LabelRef("unit"))
	ADDQ(U32(group), source)
	ADDQ(U32(group), target)
	DECQ(left)
	JNE(LabelRef("group"))
	watch.JumpIfFar("end")
}

// costs writes a loop that finds the cost ½‖y − a‖² of all points, where p is the last
// layer and a its plane.
func (f *points) costs(p, a, y, to Register) {
	bytes, group := f.bytes()
	left := GP64()
	MOVQ(f.groups, left)
	Label("costs")
	ra, ry, n := GP64(), GP64(), GP64()
	MOVQ(a, ra)
	MOVQ(y, ry)
	MOVQ(at(p, oOut), n)
	sum := make([]VecVirtual, f.vectors)
	for v := range sum {
		sum[v] = f.Vec()
		VXORPD(sum[v], sum[v], sum[v])
	}
	Label("residual")
	for v := range sum {
		r := f.Vec()
		VMOVUPD(at(ry, bytes*v), r)
		VSUBPD(at(ra, bytes*v), r, r)
		VFMADD231PD(r, r, sum[v])
	}
	ADDQ(U32(row), ra)
	ADDQ(U32(row), ry)
	DECQ(n)
	JNE(LabelRef("residual"))
	for v := range sum {
		VMULPD(f.Const(0.5), sum[v], sum[v])
		VMOVUPD(sum[v], at(to, bytes*v))
	}
	ADDQ(U32(group), a)
	ADDQ(U32(group), y)
	ADDQ(U32(group), to)
	DECQ(left)
	JNE(LabelRef("costs"))
}

// forward writes a function that passes points forward from the plane x to those of the
// layers l ≥ 2, which follow each other from a on; layer by layer, so that the groups
// hide each other's latency. Where there are targets y it writes the cost of each point.
// It returns 1, or 0 where it meets |z| > Far or NaN.
func forward(isa ISA, vectors int) {
	TEXT("forward"+isa.String(), NOSPLIT, "func(net *float64, layers int, x, y, a, costs *float64, groups int) int")
	Pragma("noescape")
	f := &points{NewExp(NewCode(isa)), vectors, argAt("groups", 6)}
	p, layers, from, to := arg("net"), arg("layers"), arg("x"), arg("a")
	done := GP64()
	XORQ(done, done)
	JMP(LabelRef("enter"))
	Label("layer")
	ADDQ(U32(size), p)
	MOVQ(to, from)
	ADDQ(U32(plane), to)
	Label("enter")
	f.pass(p, from, to)
	DECQ(layers)
	JNE(LabelRef("layer"))
	INCQ(done)
	y := arg("y")
	TESTQ(y, y)
	JE(LabelRef("end"))
	f.costs(p, to, y, arg("costs"))
	Label("end")
	Store(done, ReturnIndex(0))
	VZEROUPPER()
	RET()
}
