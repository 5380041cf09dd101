// Command tiny writes the engine of tiny networks: see the package tiny.
package main

import (
	. "dlmath/nnlib/internal/gen/simd"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	steps(AVX2, 4) // the widest vectors would bring nothing here
	steps(AVX2, 8)
	steps(AVX512, 8)
	stepBack(AVX2, 4)
	stepBack(AVX2, 8)
	forward(AVX2, 3) // 12 points: the paper's ten in one group
	forward(AVX512, 2)
	derivatives(AVX2, 3)
	pairs("split", false)
	pairs("join", true)
	Generate()
}

// The memory of a layer l ≥ 2, in bytes: the struct layer of the package tiny.
const (
	places = 8
	line   = 8 * places

	oCol  = 0                  // column k of W
	oBias = oCol + places*line // b
	oRow  = oBias + line       // row j of W
	oA    = oRow + places*line // a
	oD    = oA + line          // δ
	oMask = oD + line          // all ones for a unit, zero for an empty place
	oIn   = oMask + line       // n_{l−1}
	oOut  = oIn + 8            // n_l
	size  = oIn + line         // of all

	chunk = 96        // points in a plane
	row   = 8 * chunk // one component of them
	plane = places * row
)

func at(p Register, disp int) Mem { return Mem{Base: p, Disp: disp} }

// upTo writes body for i = 0, 1, …, and in the code written leaves after the n-th of
// them, 1 ≤ n ≤ limit.
func upTo(label string, n Op, limit int, body func(i int)) {
	for i := range limit {
		body(i)
		if i < limit-1 {
			CMPQ(n, Imm(uint64(i+1)))
			JE(LabelRef(label))
		}
	}
	Label(label)
}

func arg(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }

// argAt returns the i-th argument of 8 bytes where it lies.
func argAt(name string, i int) Mem { return NewParamAddr(name, 8*i) }
