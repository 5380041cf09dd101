// Command gemm writes the kernels of the package gemm: for each height and width a
// tile of a matrix product that stays in registers, and the transposition of a strip.
package main

import (
	"fmt"

	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	for _, rows := range []int{4, 2, 1} {
		for width := 1; width <= 3; width++ {
			tile(AVX2, rows, width)
		}
	}
	for _, rows := range []int{8, 4, 2, 1} {
		for width := 1; width <= 3; width++ {
			tile(AVX512, rows, width)
		}
	}
	transpose()
	Generate()
}

// field is the place of a field of the struct tile, as gemm's tile.go declares it.
func field(t Register, i int) Mem { return Mem{Base: t, Disp: 8 * i} }

const (
	fieldK        = iota
	fieldA        // eight pointers
	fieldAStep    = iota + 7
	fieldB        = iota + 7
	fieldBAt      = iota + 7
	fieldStart    = iota + 7
	fieldStartRow = iota + 7
	fieldC        = iota + 7
	fieldCRow     = iota + 7
	fieldRate     = iota + 7
	fieldUpdate   = iota + 7
	fieldTail     = iota + 7
)

// tile writes the kernel for a number of rows and of vectors in a row.
func tile(isa ISA, rows, width int) {
	c := NewCode(isa)
	TEXT(fmt.Sprintf("tile%dx%d%v", rows, width, isa), NOSPLIT, "func(t *byte)")
	Pragma("noescape")
	var t Register = Load(Param("t"), GP64())
	load := func(i int) GPVirtual {
		r := GP64()
		MOVQ(field(t, i), r)
		return r
	}
	var mask Register
	if isa == AVX512 {
		tail, ones, k := load(fieldTail), GP64(), K()
		MOVQ(I32(-1), ones)
		SHLXQ(tail, ones, ones)
		NOTQ(ones)
		KMOVW(ones.As32(), k)
		mask = k
	}
	at := func(p Register, v int) Mem { return Mem{Base: p, Disp: 8 * c.Lanes * v} }
	maskTable := func() VecVirtual { // AVX2 has no mask registers; it takes one from a table
		m, tail, table := YMM(), load(fieldTail), GP64()
		LEAQ(masks(), table)
		NEGQ(tail)
		VMOVDQU(Mem{Base: table, Index: tail, Scale: 8, Disp: 32}, m)
		return m
	}
	read := func(m Mem, v int, mask Register, r VecVirtual) {
		switch {
		case v < width-1 || mask == nil:
			VMOVUPD(m, r)
		case isa == AVX512:
			VMOVUPD_Z(m, mask, r)
		default:
			VMASKMOVPD(m, mask, r)
		}
	}
	write := func(r VecVirtual, v int, mask Register, m Mem) {
		switch {
		case v < width-1 || mask == nil:
			VMOVUPD(r, m)
		case isa == AVX512:
			VMOVUPD(r, mask, m)
		default:
			VMASKMOVPD(r, mask, m)
		}
	}

	// The chains begin.
	sum := make([][]VecVirtual, rows)
	start, startRow := load(fieldStart), load(fieldStartRow)
	first := mask
	if isa == AVX2 {
		first = maskTable()
	}
	for i := range sum {
		for v := range width {
			sum[i] = append(sum[i], c.Vec())
			read(at(start, v), v, first, sum[i][v])
		}
		if i < rows-1 {
			ADDQ(startRow, start)
		}
	}

	// The numbers that the chains are to move may be far away: they come while these grow.
	CMPQ(field(t, fieldUpdate), Imm(0))
	JE(LabelRef("grow"))
	out, outRow := load(fieldC), load(fieldCRow)
	for i := range sum {
		for v := 0; v < width; v += 8 / c.Lanes {
			PREFETCHT0(at(out, v))
		}
		if i < rows-1 {
			ADDQ(outRow, out)
		}
	}
	Label("grow")

	// One step of all chains: a column of A times a row of B.
	k := load(fieldK)
	aStep, b, bAt := load(fieldAStep), load(fieldB), load(fieldBAt)
	a := make([]Register, rows)
	for i := range a {
		a[i] = load(fieldA + i)
	}
	step, offset := GP64(), GP64()
	XORQ(step, step)
	Label("step")
	MOVQ(Mem{Base: bAt}, offset)
	row := make([]VecVirtual, width)
	for v := range row {
		row[v] = c.Vec()
		VMOVUPD(at(b, v).Idx(offset, 1), row[v])
	}
	for i := range sum {
		x := c.Vec()
		VBROADCASTSD(Mem{Base: a[i], Index: step, Scale: 1}, x)
		for v := range row {
			VFMADD231PD(row[v], x, sum[i][v])
		}
	}
	ADDQ(aStep, step)
	ADDQ(Imm(8), bAt)
	DECQ(k)
	JNZ(LabelRef("step"))

	t = Load(Param("t"), GP64())

	// The chains end: their sums are stored, or move what is there.
	finish := func(suffix string, mask Register) {
		out, outRow := load(fieldC), load(fieldCRow)
		CMPQ(field(t, fieldUpdate), Imm(0))
		JNE(LabelRef("update" + suffix))
		for i := range sum {
			for v := range sum[i] {
				write(sum[i][v], v, mask, at(out, v))
			}
			if i < rows-1 {
				ADDQ(outRow, out)
			}
		}
		VZEROUPPER()
		RET()
		Label("update" + suffix)
		rate := c.Vec()
		VBROADCASTSD(field(t, fieldRate), rate)
		for i := range sum {
			for v := range sum[i] {
				p := c.Vec()
				read(at(out, v), v, mask, p)
				VFMADD231PD(sum[i][v], rate, p)
				write(p, v, mask, at(out, v))
			}
			if i < rows-1 {
				ADDQ(outRow, out)
			}
		}
		VZEROUPPER()
		RET()
	}
	if isa == AVX2 { // a masked store is slow on many a processor
		CMPQ(field(t, fieldTail), Imm(uint64(c.Lanes)))
		JNE(LabelRef("ragged"))
		finish("", nil)
		Label("ragged")
		finish("Ragged", maskTable())
		return
	}
	finish("", mask)
}

// masks is a table in which four words, the first n of them ones, begin at word 4 − n.
func masks() Mem {
	ones := ^uint64(0)
	return Words("masks", ones, ones, ones, ones, 0, 0, 0, 0)
}

// transpose writes the transposition of four rows: step by step, the four numbers
// that stand above one another become neighbours.
func transpose() {
	TEXT("transpose4AVX2", NOSPLIT, "func(dst *float64, dstStep uintptr, src *float64, srcRow uintptr, n int)")
	Pragma("noescape")
	dst, step := Load(Param("dst"), GP64()), Load(Param("dstStep"), GP64())
	src, row := Load(Param("src"), GP64()), Load(Param("srcRow"), GP64())
	n := Load(Param("n"), GP64())
	row3, step3 := GP64(), GP64()
	LEAQ(Mem{Base: row, Index: row, Scale: 2}, row3)
	LEAQ(Mem{Base: step, Index: step, Scale: 2}, step3)
	Label("four")
	var x [4]VecVirtual
	for i, m := range []Mem{{Base: src}, {Base: src, Index: row, Scale: 1}, {Base: src, Index: row, Scale: 2}, {Base: src, Index: row3, Scale: 1}} {
		x[i] = YMM()
		VMOVUPD(m, x[i])
	}
	var y [4]VecVirtual
	for i := range y {
		y[i] = YMM()
	}
	VUNPCKLPD(x[1], x[0], y[0]) // 00 10 02 12
	VUNPCKHPD(x[1], x[0], y[1]) // 01 11 03 13
	VUNPCKLPD(x[3], x[2], y[2]) // 20 30 22 32
	VUNPCKHPD(x[3], x[2], y[3]) // 21 31 23 33
	VPERM2F128(Imm(0x20), y[2], y[0], x[0])
	VPERM2F128(Imm(0x20), y[3], y[1], x[1])
	VPERM2F128(Imm(0x31), y[2], y[0], x[2])
	VPERM2F128(Imm(0x31), y[3], y[1], x[3])
	for i, m := range []Mem{{Base: dst}, {Base: dst, Index: step, Scale: 1}, {Base: dst, Index: step, Scale: 2}, {Base: dst, Index: step3, Scale: 1}} {
		VMOVUPD(x[i], m)
	}
	ADDQ(Imm(32), src)
	LEAQ(Mem{Base: dst, Index: step, Scale: 4}, dst)
	SUBQ(Imm(4), n)
	JG(LabelRef("four"))
	VZEROUPPER()
	RET()
}
