package main

import (
	"fmt"

	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// combine writes a function that adds to y the sum over i < k of ±c_i·x_i, each element
// one chain, the sign being that of the bits in sign. The c_i and the beginnings of the
// x_i are cStep and xStep numbers apart; y and the x_i have length n. It takes the
// columns of up to three vectors at a time.
func combine(isa ISA) {
	TEXT("combine"+isa.String(), NOSPLIT, "func(y *float64, n int, c *float64, cStep int, x *float64, xStep, k int, sign uint64)")
	Pragma("noescape")
	code := NewCode(isa)
	lanes := code.Lanes
	arg := func(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }
	y, n, c, cStep, x, xStep := arg("y"), arg("n"), arg("c"), arg("cStep"), arg("x"), arg("xStep")
	SHLQ(Imm(3), cStep)
	SHLQ(Imm(3), xStep)
	sign := code.Vec()
	VBROADCASTSD(NewParamAddr("sign", 56), sign)

	const most = 3
	for v := 1; v <= most; v++ {
		if v == 1 {
			Label("columns")
		} else {
			Label(fmt.Sprintf("columns%d", v))
		}
		if v < most {
			CMPQ(n, Imm(uint64(v*lanes)))
			JG(LabelRef(fmt.Sprintf("columns%d", v+1)))
		}
		last := mask{code: code}
		last.set(n, v)
		sum := make([]VecVirtual, v)
		for i := range sum {
			sum[i] = code.Vec()
			last.load(Mem{Base: y, Disp: 8 * lanes * i}, sum[i], i == v-1)
		}
		ci, xi, left := GP64(), GP64(), GP64()
		MOVQ(c, ci)
		MOVQ(x, xi)
		MOVQ(NewParamAddr("k", 48), left)
		loop := fmt.Sprintf("rows%d", v)
		Label(loop)
		b := code.Vec()
		VBROADCASTSD(Mem{Base: ci}, b)
		VXORPD(sign, b, b)
		for i := range sum {
			at := Mem{Base: xi, Disp: 8 * lanes * i}
			if i < v-1 {
				VFMADD231PD(at, b, sum[i])
				continue
			}
			r := code.Vec()
			last.load(at, r, true)
			VFMADD231PD(r, b, sum[i])
		}
		ADDQ(cStep, ci)
		ADDQ(xStep, xi)
		DECQ(left)
		JNE(LabelRef(loop))
		for i := range sum {
			last.store(sum[i], Mem{Base: y, Disp: 8 * lanes * i}, i == v-1)
		}
		if v < most {
			JMP(LabelRef("end"))
		}
	}
	ADDQ(Imm(uint64(8*lanes*most)), y)
	ADDQ(Imm(uint64(8*lanes*most)), x)
	SUBQ(Imm(uint64(lanes*most)), n)
	JG(LabelRef("columns"))
	Label("end")
	VZEROUPPER()
	RET()
}

// mask covers those lanes of the v-th vector that lie before column n.
type mask struct {
	code *Code
	k    Register
	vec  VecVirtual
}

func (m *mask) set(n GPVirtual, v int) {
	count := GP64()
	MOVQ(U32(uint32(m.code.Lanes*v)), count)
	CMPQ(n, count)
	CMOVQLT(n, count)
	SUBQ(Imm(uint64(m.code.Lanes*(v-1))), count) // 1 to Lanes
	if m.code.ISA == AVX512 {
		bits, k := GP64(), K()
		MOVQ(I32(-1), bits)
		BZHIQ(count, bits, bits)
		KMOVB(bits.As32(), k)
		m.k = k
		return
	}
	ones := Words("ones", ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), 0, 0, 0, 0)
	at := GP64()
	LEAQ(ones.Offset(8*m.code.Lanes), at)
	SHLQ(Imm(3), count)
	SUBQ(count, at)
	m.vec = m.code.Vec()
	VMOVUPD(Mem{Base: at}, m.vec)
}

func (m *mask) load(from Mem, to VecVirtual, masked bool) {
	switch {
	case !masked:
		VMOVUPD(from, to)
	case m.code.ISA == AVX512:
		VMOVUPD_Z(from, m.k, to)
	default:
		VMASKMOVPD(from, m.vec, to)
	}
}

func (m *mask) store(from VecVirtual, to Mem, masked bool) {
	switch {
	case !masked:
		VMOVUPD(from, to)
	case m.code.ISA == AVX512:
		VMOVUPD(from, m.k, to)
	default:
		VMASKMOVPD(from, m.vec, to)
	}
}
