package main

import (
	"fmt"
	"math"

	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// chains writes code for sums of rows: to each of some rows of y, yStep bytes apart, it
// adds the sum over i < k of ±c_i·x_i, each element one chain. The c_i of the rows lie
// side by side; those of a row, and the beginnings of the x_i, are cStep and xStep bytes
// apart. The rows and the x_i have length n.
type chains struct {
	*Code
	rows, most                   int // rows, and the most vectors of their columns at a time
	negative                     bool
	y, yStep, c, cStep, x, xStep GPVirtual
	n                            GPVirtual // 0 or less at the end
	k                            Op

	// finish, if not nil, sees the sums of a row before they are stored.
	finish func(v int, sum []VecVirtual)
}

func (s chains) write() {
	rows := []Mem{{Base: s.y}}
	var y3 GPVirtual
	if s.rows == 4 {
		y3 = GP64()
		LEAQ(Mem{Base: s.yStep, Index: s.yStep, Scale: 2}, y3)
		ADDQ(s.y, y3)
		rows = append(rows, Mem{Base: s.y, Index: s.yStep, Scale: 1}, Mem{Base: s.y, Index: s.yStep, Scale: 2}, Mem{Base: y3})
	}
	bytes := 8 * s.Lanes
	for v := 1; v <= s.most; v++ {
		if v == 1 {
			Label("columns")
		} else {
			Label(fmt.Sprintf("columns%d", v))
		}
		if v < s.most {
			CMPQ(s.n, Imm(uint64(v*s.Lanes)))
			JG(LabelRef(fmt.Sprintf("columns%d", v+1)))
		}
		last := mask{code: s.Code}
		last.set(s.n, v)
		sums := make([][]VecVirtual, s.rows)
		for j, row := range rows {
			for i := range v {
				sums[j] = append(sums[j], s.Vec())
				last.load(row.Offset(bytes*i), sums[j][i], i == v-1)
			}
		}
		ci, xi, left := GP64(), GP64(), GP64()
		MOVQ(s.c, ci)
		MOVQ(s.x, xi)
		MOVQ(s.k, left)
		loop, done := fmt.Sprintf("chains%d", v), fmt.Sprintf("chained%d", v)
		TESTQ(left, left)
		JE(LabelRef(done))
		Label(loop)
		x := make([]Op, v)
		for i := range x {
			x[i] = Mem{Base: xi, Disp: bytes * i}
			if s.rows > 1 || i == v-1 {
				r := s.Vec()
				last.load(x[i].(Mem), r, i == v-1)
				x[i] = r
			}
		}
		for j, sum := range sums {
			b := s.Vec()
			VBROADCASTSD(Mem{Base: ci, Disp: 8 * j}, b)
			for i := range sum {
				if s.negative {
					VFNMADD231PD(x[i], b, sum[i])
				} else {
					VFMADD231PD(x[i], b, sum[i])
				}
			}
		}
		ADDQ(s.cStep, ci)
		ADDQ(s.xStep, xi)
		DECQ(left)
		JNE(LabelRef(loop))
		Label(done)
		for j, row := range rows {
			if s.finish != nil {
				s.finish(v, sums[j])
			}
			for i := range v {
				last.store(sums[j][i], row.Offset(bytes*i), i == v-1)
			}
		}
		if v < s.most {
			JMP(LabelRef("end"))
		}
	}
	for _, p := range []GPVirtual{s.y, y3, s.x} {
		if p != nil {
			ADDQ(Imm(uint64(bytes*s.most)), p)
		}
	}
	SUBQ(Imm(uint64(s.Lanes*s.most)), s.n)
	JG(LabelRef("columns"))
	Label("end")
}

func arg(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }

// bytes returns the argument, a number of float64, in bytes.
func bytes(name string) GPVirtual {
	n := arg(name)
	SHLQ(Imm(3), n)
	return n
}

// combine writes a function that adds to y, of length n, the sum over i < k of c_i·x_i.
func combine(isa ISA) {
	TEXT("combine"+isa.String(), NOSPLIT, "func(y *float64, n int, c *float64, cStep int, x *float64, xStep, k int)")
	Pragma("noescape")
	chains{
		Code: NewCode(isa), rows: 1, most: 3,
		y: arg("y"), n: arg("n"), c: arg("c"), cStep: bytes("cStep"), x: arg("x"), xStep: bytes("xStep"), k: NewParamAddr("k", 48),
	}.write()
	VZEROUPPER()
	RET()
}

// combine4 writes the same for four rows of y. Four chains hide the latency of one, and
// share the x_i.
func combine4(isa ISA) {
	TEXT("combine4"+isa.String(), NOSPLIT, "func(y *float64, yStep, n int, c *float64, cStep int, x *float64, xStep, k int)")
	Pragma("noescape")
	chains{
		Code: NewCode(isa), rows: 4, most: map[ISA]int{AVX2: 2, AVX512: 3}[isa],
		y: arg("y"), yStep: bytes("yStep"), n: arg("n"), c: arg("c"), cStep: bytes("cStep"), x: arg("x"), xStep: bytes("xStep"), k: NewParamAddr("k", 56),
	}.write()
	VZEROUPPER()
	RET()
}

// cholesky writes a function that factors a, n×n, as arith.Cholesky does. It returns the
// number of rows done.
func cholesky(isa ISA) {
	TEXT("cholesky"+isa.String(), NOSPLIT, "func(a *float64, n int) int")
	Pragma("noescape")
	code := NewCode(isa)
	row, column, step, k := arg("a"), arg("a"), bytes("n"), GP64() // row k from its diagonal on, and what is above
	y, x, n, d := GP64(), GP64(), GP64(), code.Vec()
	XORQ(k, k)
	Label("row")
	MOVQ(row, y)
	MOVQ(column, x)
	MOVQ(NewParamAddr("n", 8), n)
	SUBQ(k, n)
	chains{
		Code: code, rows: 1, most: 3, negative: true,
		y: y, n: n, c: column, cStep: step, x: x, xStep: step, k: k,
		finish: func(v int, sum []VecVirtual) {
			known := fmt.Sprintf("known%d", v)
			CMPQ(y, row)
			JNE(LabelRef(known))
			diagonal, limit := GP64(), GP64()
			VMOVQ(sum[0].AsX(), diagonal)
			DECQ(diagonal)
			MOVQ(U64(math.Float64bits(math.Inf(1))-1), limit)
			CMPQ(diagonal, limit)
			JCC(LabelRef("failed")) // it is not positive and finite
			VSQRTSD(sum[0].AsX(), sum[0].AsX(), d.AsX())
			VBROADCASTSD(d.AsX(), d)
			Label(known)
			for _, v := range sum {
				VDIVPD(d, v, v)
			}
		},
	}.write()
	VMOVSD(d.AsX(), Mem{Base: row})
	LEAQ(Mem{Base: row, Index: step, Scale: 1, Disp: 8}, row)
	ADDQ(Imm(8), column)
	INCQ(k)
	CMPQ(k, NewParamAddr("n", 8))
	JNE(LabelRef("row"))
	Label("failed")
	VZEROUPPER()
	Store(k, ReturnIndex(0))
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
