package main

import (
	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// forward writes a function that passes points forward, a vector of them at a time:
// here the points stand in the lanes. Component k of point i is at x + k·stride + 8i,
// and so it is with the outputs and with the targets y. Where there is y, the function
// writes the cost ½‖y − a‖² of each point instead of its output. It returns the number
// of vectors done: fewer where the next meets |z| > Far or NaN.
func forward(isa ISA) {
	TEXT("forward"+isa.String(), NOSPLIT, "func(net *float64, layers int, x, y, out *float64, stride, vectors int, scratch *float64) int")
	Pragma("noescape")
	e := NewExp(NewCode(isa, isa.Widest()))
	bytes := 8 * e.Lanes
	net, stride, left := arg("net"), arg("stride"), arg("vectors")
	p, layers, o, from, fromStride, to, buffer := GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64()

	// each writes a loop over the units of a layer.
	each := func(label string, use func(a VecVirtual)) {
		w, units, source := GP64(), GP64(), GP64()
		MOVQ(p, w)
		MOVQ(at(p, oOut), units)
		Label(label)
		z := e.Vec()
		VBROADCASTSD(at(w, oBias), z)
		MOVQ(from, source)
		upTo(label+"Summed", at(p, oIn), places, func(k int) {
			b := e.Vec()
			VBROADCASTSD(at(w, oCol+line*k), b)
			VFMADD231PD(at(source, 0), b, z)
			ADDQ(fromStride, source)
		})
		e.JumpIfFar(z, "end")
		use(e.Sigmoid(z))
		ADDQ(Imm(8), w)
		DECQ(units)
		JNE(LabelRef(label))
	}

	XORQ(o, o)
	Label("vector")
	MOVQ(net, p)
	MOVQ(argAt("layers", 1), layers)
	MOVQ(argAt("x", 2), from)
	ADDQ(o, from)
	MOVQ(stride, fromStride)
	MOVQ(argAt("scratch", 7), buffer)
	Label("layer")
	DECQ(layers)
	JE(LabelRef("last"))
	MOVQ(buffer, to)
	each("hidden", func(a VecVirtual) {
		VMOVUPD(a, at(to, 0))
		ADDQ(Imm(uint64(bytes)), to)
	})
	MOVQ(buffer, from)
	MOVQ(U32(uint32(bytes)), fromStride)
	XORQ(U32(places*line), buffer) // there and back between the two halves
	ADDQ(U32(size), p)
	JMP(LabelRef("layer"))

	Label("last")
	MOVQ(argAt("y", 3), to)
	TESTQ(to, to)
	JNE(LabelRef("cost"))
	MOVQ(argAt("out", 4), to)
	ADDQ(o, to)
	each("output", func(a VecVirtual) {
		VMOVUPD(a, at(to, 0))
		ADDQ(stride, to)
	})
	JMP(LabelRef("next"))

	Label("cost")
	ADDQ(o, to)
	sum := e.Vec()
	VXORPD(sum, sum, sum)
	each("residual", func(a VecVirtual) {
		r := e.Vec()
		VMOVUPD(at(to, 0), r)
		VSUBPD(a, r, r)
		VFMADD231PD(r, r, sum)
		ADDQ(stride, to)
	})
	VMULPD(e.Const(0.5), sum, sum)
	MOVQ(argAt("out", 4), to)
	ADDQ(o, to)
	VMOVUPD(sum, at(to, 0))

	Label("next")
	ADDQ(Imm(uint64(bytes)), o)
	DECQ(left)
	JNE(LabelRef("vector"))
	Label("end")
	done := arg("vectors")
	SUBQ(left, done)
	Store(done, ReturnIndex(0))
	VZEROUPPER()
	RET()
}
