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
		each("exp", isa, func(c *Code) body {
			e := NewExp(c)
			return func(x VecVirtual, _ Mem, special string) VecVirtual {
				e.JumpIfFar(x, special)
				return e.Exp(x)
			}
		})
		each("sigmoid", isa, func(c *Code) body {
			e := NewExp(c)
			return func(x VecVirtual, _ Mem, special string) VecVirtual {
				e.JumpIfFar(x, special)
				return e.Sigmoid(x)
			}
		})
		each("tanh", isa, func(c *Code) body {
			e := NewExp(c)
			return func(x VecVirtual, _ Mem, special string) VecVirtual {
				e.JumpIfNaN(x, special)
				VMINPD(e.Const(20), x, x) // tanh rounds to ±1 from there on
				VMAXPD(e.Const(-20), x, x)
				return e.Tanh(x)
			}
		})
		each("relu", isa, func(c *Code) body {
			zero := c.Load(0)
			return func(x VecVirtual, _ Mem, _ string) VecVirtual {
				VMAXPD(x, zero, x) // x where it is NaN or a zero
				VADDPD(zero, x, x) // -0 becomes 0
				return x
			}
		})
		each("pullbackReLU", isa, func(c *Code) body {
			zero, one := c.Load(0), c.Load(1)
			return func(z VecVirtual, delta Mem, _ string) VecVirtual {
				const greater = 0x1e // false for NaN
				if isa == AVX512 {
					positive := K()
					VCMPPD(Imm(greater), zero, z, positive)
					VMOVAPD_Z(one, positive, z)
				} else {
					VCMPPD(Imm(greater), zero, z, z)
					VANDPD(one, z, z)
				}
				VMULPD(delta, z, z)
				return z
			}
		})
	}
	for _, isa := range []ISA{AVX2, AVX512} {
		combine(isa)
		combine4(isa)
		cholesky(isa)
	}
	Generate()
}

// body computes what a function has for the vector x, given also what stands in dst.
// It may jump to the label special.
type body func(x VecVirtual, dst Mem, special string) VecVirtual

// each writes a function that sets dst to a function of x, both n long, a vector at a
// time. It returns how many elements it has done, and stops early before a vector for
// which the body jumps to special. The body is made at the head, with its constants.
func each(name string, isa ISA, make func(c *Code) body) {
	TEXT(name+isa.String(), NOSPLIT, "func(dst, x *float64, n int) int")
	Pragma("noescape")
	dst, x, n := Load(Param("dst"), GP64()), Load(Param("x"), GP64()), Load(Param("n"), GP64())
	c := NewCode(isa)
	f := make(c)
	i, next := GP64(), GP64()
	XORQ(i, i)
	Label("loop")
	LEAQ(Mem{Base: i, Disp: c.Lanes}, next)
	CMPQ(next, n)
	JGT(LabelRef("end"))
	v, at := c.Vec(), Mem{Base: dst, Index: i, Scale: 8}
	VMOVUPD(Mem{Base: x, Index: i, Scale: 8}, v)
	VMOVUPD(f(v, at, "end"), at)
	MOVQ(next, i)
	JMP(LabelRef("loop"))
	Label("end")
	VZEROUPPER()
	Store(i, ReturnIndex(0))
	RET()
}
