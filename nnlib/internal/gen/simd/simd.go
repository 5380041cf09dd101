// Package simd has what the generators of vector code share: the width of a vector,
// constants, and the elementary functions, operation by operation those of the
// package arith.
package simd

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// ISA is a set of vector instructions.
type ISA int

const (
	AVX2 ISA = iota
	AVX512
)

// String is the suffix of the functions for this set.
func (s ISA) String() string { return [...]string{"AVX2", "AVX512"}[s] }

// Code is what one function is written with: an instruction set, a number of float64
// in a vector, and constants that stay in registers.
type Code struct {
	ISA   ISA
	Lanes int
	held  map[uint64]Op
}

// NewCode returns a Code with the widest vectors of the set.
func NewCode(s ISA) *Code { return &Code{s, map[ISA]int{AVX2: 4, AVX512: 8}[s], map[uint64]Op{}} }

// Vec returns a new vector register.
func (c *Code) Vec() VecVirtual {
	if c.Lanes == 8 {
		return ZMM()
	}
	return YMM()
}

// Hold keeps constants in registers from here on.
func (c *Code) Hold(values ...float64) {
	for _, v := range values {
		r := c.Vec()
		VBROADCASTSD(Const(v), r)
		c.held[math.Float64bits(v)] = r
	}
}

// Const returns a vector of one number, from a register where it is held and else
// from memory.
func (c *Code) Const(v float64) Op {
	if r, ok := c.held[math.Float64bits(v)]; ok {
		return r
	}
	return Const(v)
}

// Load returns a new register with a vector of one number.
func (c *Code) Load(v float64) VecVirtual {
	r := c.Vec()
	VMOVUPD(c.Const(v), r)
	return r
}

var pool = map[string]Mem{}

// Words returns a table of 64-bit words in memory.
func Words(name string, words ...uint64) Mem {
	if m, ok := pool[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	for i, v := range words {
		DATA(8*i, U64(v))
	}
	pool[name] = m
	return m
}

// Const returns a vector of one number in memory.
func Const(v float64) Mem {
	b := math.Float64bits(v)
	return Words(fmt.Sprintf("c%016x", b), b, b, b, b, b, b, b, b)
}

// Floats returns a table of numbers in memory.
func Floats(name string, values ...float64) Mem {
	words := make([]uint64, len(values))
	for i, v := range values {
		words[i] = math.Float64bits(v)
	}
	return Words(name, words...)
}
