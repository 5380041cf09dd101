package main

import (
	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// derivatives writes a function that passes δ of a group of points, in the lanes of some
// vectors, back through all layers, net being the last of them. It writes the derivatives
// by the parameters, a group for each, so that they end at dst. The units' δ of the last
// layer stand in delta, whose second half is workspace, a group for each; what goes into
// the layers stands in the planes x and a, as forward leaves them.
func derivatives(isa ISA, vectors int) {
	TEXT("derivatives"+isa.String(), NOSPLIT, "func(net *float64, layers int, x, a, delta, dst *float64)")
	Pragma("noescape")
	c := NewCode(isa)
	bytes := 8 * c.Lanes
	group := bytes * vectors
	p, left, d, below, dst := arg("net"), arg("layers"), arg("delta"), GP64(), arg("dst")
	LEAQ(at(d, places*group), below)
	each := func(f func(disp int)) {
		for v := range vectors {
			f(bytes * v)
		}
	}

	Label("layer")
	from := GP64() // what goes into the layer
	MOVQ(argAt("x", 2), from)
	DECQ(left)
	JE(LabelRef("entered"))
	IMUL3Q(U32(plane), left, from)
	ADDQ(argAt("a", 3), from)
	SUBQ(U32(plane), from)
	Label("entered")

	w, b := GP64(), GP64()
	MOVQ(at(p, oOut), w)
	IMUL3Q(U32(group), w, w)
	SUBQ(w, dst)
	MOVQ(dst, b)
	IMULQ(at(p, oIn), w)
	SUBQ(w, dst)
	MOVQ(dst, w)
	dj, j, a, k := GP64(), GP64(), GP64(), GP64()
	MOVQ(d, dj)
	MOVQ(at(p, oOut), j)
	Label("unit")
	var δ []VecVirtual
	each(func(disp int) {
		v := c.Vec()
		VMOVUPD(at(dj, disp), v)
		VMOVUPD(v, at(b, disp))
		δ = append(δ, v)
	})
	MOVQ(from, a)
	MOVQ(at(p, oIn), k)
	Label("weight")
	each(func(disp int) {
		v := c.Vec()
		VMULPD(at(a, disp), δ[disp/bytes], v)
		VMOVUPD(v, at(w, disp))
	})
	ADDQ(U32(row), a)
	ADDQ(U32(group), w)
	DECQ(k)
	JNE(LabelRef("weight"))
	ADDQ(U32(group), dj)
	ADDQ(U32(group), b)
	DECQ(j)
	JNE(LabelRef("unit"))
	TESTQ(left, left)
	JE(LabelRef("end"))

	to, wk := GP64(), GP64()
	MOVQ(below, to)
	MOVQ(p, wk)
	MOVQ(at(p, oIn), k)
	Label("below")
	var sum []VecVirtual
	each(func(int) {
		v := c.Vec()
		VXORPD(v, v, v)
		sum = append(sum, v)
	})
	MOVQ(d, dj)
	MOVQ(wk, w)
	MOVQ(at(p, oOut), j)
	Label("pull")
	wjk := c.Vec()
	VBROADCASTSD(at(w, oRow), wjk)
	each(func(disp int) { VFMADD231PD(at(dj, disp), wjk, sum[disp/bytes]) })
	ADDQ(U32(group), dj)
	ADDQ(U32(line), w)
	DECQ(j)
	JNE(LabelRef("pull"))
	each(func(disp int) {
		slope := c.Load(1)
		VSUBPD(at(from, disp), slope, slope)
		VMULPD(at(from, disp), slope, slope)
		VMULPD(slope, sum[disp/bytes], slope)
		VMOVUPD(slope, at(to, disp))
	})
	ADDQ(U32(row), from)
	ADDQ(U32(group), to)
	ADDQ(Imm(8), wk)
	DECQ(k)
	JNE(LabelRef("below"))
	XCHGQ(d, below)
	SUBQ(U32(size), p)
	JMP(LabelRef("layer"))
	Label("end")
	VZEROUPPER()
	RET()
}
