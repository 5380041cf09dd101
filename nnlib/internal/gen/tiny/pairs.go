package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// pairs writes a function that takes n pairs of numbers apart into x and y, or joins them
// to pairs. It does four pairs at a time: n is a multiple of 4, and positive.
func pairs(name string, join bool) {
	TEXT(name+"AVX2", NOSPLIT, "func(pairs, x, y *float64, n int)")
	Pragma("noescape")
	p, x, y, n := arg("pairs"), arg("x"), arg("y"), arg("n")
	from, to := []Mem{at(p, 0), at(p, 32)}, []Mem{at(x, 0), at(y, 0)}
	if join {
		from, to = to, from
	}
	Label("loop")
	var in, out [2]VecVirtual
	for i := range in {
		in[i], out[i] = YMM(), YMM()
		VMOVUPD(from[i], in[i])
		if join {
			VPERMPD(Imm(0xD8), in[i], in[i])
		}
	}
	VUNPCKLPD(in[1], in[0], out[0])
	VUNPCKHPD(in[1], in[0], out[1])
	for i := range out {
		if !join {
			VPERMPD(Imm(0xD8), out[i], out[i])
		}
		VMOVUPD(out[i], to[i])
	}
	PREFETCHT0(at(p, 2*row)) // the next chunk's pairs come while this one passes
	ADDQ(Imm(64), p)
	ADDQ(Imm(32), x)
	ADDQ(Imm(32), y)
	SUBQ(Imm(4), n)
	JG(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
