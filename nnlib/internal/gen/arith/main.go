// Command arith writes the vector code of the package arith: functions of slices, for
// whole vectors only.
package main

import (
	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	for _, isa := range []ISA{AVX2, AVX512} {
		each("exp", isa, func(e *Exp, x VecVirtual, special string) VecVirtual {
			e.JumpIfFar(x, special)
			return e.Exp(x)
		})
		each("sigmoid", isa, func(e *Exp, x VecVirtual, special string) VecVirtual {
			e.JumpIfFar(x, special)
			return e.Sigmoid(x)
		})
		each("tanh", isa, func(e *Exp, x VecVirtual, special string) VecVirtual {
			e.JumpIfNaN(x, special)
			VMINPD(e.Const(20), x, x) // tanh rounds to ±1 from there on
			VMAXPD(e.Const(-20), x, x)
			return e.Tanh(x)
		})
	}
	for _, isa := range []ISA{AVX2, AVX512} {
		combine(isa)
		combine4(isa)
		cholesky(isa)
	}
	Generate()
}

// each writes a function that sets dst to f of x, both n long, a vector at a time. It
// returns how many elements it has done, and stops early before a vector for which f
// jumps to the label special.
func each(name string, isa ISA, f func(e *Exp, x VecVirtual, special string) VecVirtual) {
	TEXT(name+isa.String(), NOSPLIT, "func(dst, x *float64, n int) int")
	Pragma("noescape")
	dst, x, n := Load(Param("dst"), GP64()), Load(Param("x"), GP64()), Load(Param("n"), GP64())
	c := NewCode(isa)
	e := NewExp(c)
	i, next := GP64(), GP64()
	XORQ(i, i)
	Label("loop")
	LEAQ(Mem{Base: i, Disp: c.Lanes}, next)
	CMPQ(next, n)
	JGT(LabelRef("end"))
	v := c.Vec()
	VMOVUPD(Mem{Base: x, Index: i, Scale: 8}, v)
	VMOVUPD(f(e, v, "end"), Mem{Base: dst, Index: i, Scale: 8})
	MOVQ(next, i)
	JMP(LabelRef("loop"))
	Label("end")
	VZEROUPPER()
	Store(i, ReturnIndex(0))
	RET()
}
