package main

import (
	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// forward writes a function that passes points forward, a group of some vectors of them
// at a time: here the points stand in the lanes, and the vectors of a group hide each
// other's latency. Component k of point i is at x + k·stride + 8i, and so it is with the
// outputs and with the targets y. Where there is y, the function writes the cost
// ½‖y − a‖² of each point instead of its output. It returns the number of groups done:
// fewer where the next meets |z| > Far or NaN. The hidden layers' outputs for the last
// group stay in scratch.
func forward(isa ISA, vectors int) {
	TEXT("forward"+isa.String(), NOSPLIT, "func(net *float64, layers int, x, y, out *float64, stride, groups int, scratch *float64) int")
	Pragma("noescape")
	e := NewExp(NewCode(isa))
	bytes := 8 * e.Lanes
	group := bytes * vectors
	net, stride, left := arg("net"), arg("stride"), arg("groups")
	p, layers, o, from, fromStride, to, buffer := GP64(), GP64(), GP64(), GP64(), GP64(), GP64(), GP64()

	// units writes a loop over the units of a layer.
	units := func(label string, step Op, use func(a VecVirtual, v int)) {
		w, n, source := GP64(), GP64(), GP64()
		MOVQ(p, w)
		MOVQ(at(p, oOut), n)
		Label(label)
		z := make([]VecVirtual, vectors)
		for v := range z {
			z[v] = e.Vec()
			VBROADCASTSD(at(w, oBias), z[v])
		}
		MOVQ(from, source)
		upTo(label+"Summed", at(p, oIn), places, func(k int) {
			b := e.Vec()
			VBROADCASTSD(at(w, oCol+line*k), b)
			for v := range z {
				VFMADD231PD(at(source, bytes*v), b, z[v])
			}
			ADDQ(fromStride, source)
		})
		for v := range z {
			e.JumpIfFar(z[v], "end")
			use(e.Sigmoid(z[v]), v)
		}
		ADDQ(step, to)
		ADDQ(Imm(8), w)
		DECQ(n)
		JNE(LabelRef(label))
	}

	XORQ(o, o)
	Label("group")
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
	units("hidden", U32(group), func(a VecVirtual, v int) { VMOVUPD(a, at(to, bytes*v)) })
	MOVQ(buffer, from)
	MOVQ(U32(group), fromStride)
	ADDQ(U32(scratchLayer), buffer)
	ADDQ(U32(size), p)
	JMP(LabelRef("layer"))

	Label("last")
	MOVQ(argAt("y", 3), to)
	TESTQ(to, to)
	JNE(LabelRef("cost"))
	MOVQ(argAt("out", 4), to)
	ADDQ(o, to)
	units("output", stride, func(a VecVirtual, v int) { VMOVUPD(a, at(to, bytes*v)) })
	JMP(LabelRef("next"))

	Label("cost")
	ADDQ(o, to)
	sum := make([]VecVirtual, vectors)
	for v := range sum {
		sum[v] = e.Vec()
		VXORPD(sum[v], sum[v], sum[v])
	}
	units("residual", stride, func(a VecVirtual, v int) {
		r := e.Vec()
		VMOVUPD(at(to, bytes*v), r)
		VSUBPD(a, r, r)
		VFMADD231PD(r, r, sum[v])
	})
	MOVQ(argAt("out", 4), to)
	ADDQ(o, to)
	for v := range sum {
		VMULPD(e.Const(0.5), sum[v], sum[v])
		VMOVUPD(sum[v], at(to, bytes*v))
	}

	Label("next")
	ADDQ(U32(group), o)
	DECQ(left)
	JNE(LabelRef("group"))
	Label("end")
	done := arg("groups")
	SUBQ(left, done)
	Store(done, ReturnIndex(0))
	VZEROUPPER()
	RET()
}
