// Package cpu says which instructions the library's vector code uses.
//
// The best set that the processor has is found once, at the start. Every set gives
// the same bits, so the choice is one of speed alone. The environment variable
// DLMATH_SIMD, set to portable, avx2 or avx512, takes a lesser one, to test it or to
// rule vector code out when looking for a fault.
package cpu

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"

	"golang.org/x/sys/cpu"
)

// SIMD is a set of vector instructions. Each includes those before it.
type SIMD int32

const (
	Portable SIMD = iota // plain Go
	AVX2                 // AVX2 and FMA: 4 float64 at a time
	AVX512               // AVX-512 F, DQ, VL, BW: 8 float64 at a time
)

var names = [...]string{"portable", "avx2", "avx512"}

// String returns portable, avx2 or avx512.
func (s SIMD) String() string { return names[s] }

var (
	best  = detect()
	inUse atomic.Int32
)

func init() {
	s, err := choose(os.Getenv("DLMATH_SIMD"), best)
	if err != nil {
		panic(err)
	}
	inUse.Store(int32(s))
}

// Level returns the set in use.
func Level() SIMD { return SIMD(inUse.Load()) }

// Available returns the sets that this processor has, the portable one first.
func Available() []SIMD { return []SIMD{Portable, AVX2, AVX512}[:best+1] }

// Use puts the set s in use, for a test, and returns a function that goes back to
// the set before. It panics when the processor lacks s.
func Use(s SIMD) (restore func()) {
	if s > best {
		panic(missing(s))
	}
	before := inUse.Swap(int32(s))
	return func() { inUse.Store(before) }
}

func detect() SIMD {
	x := cpu.X86
	switch {
	case runtime.GOARCH != "amd64" || !x.HasAVX2 || !x.HasFMA:
		return Portable
	case !x.HasAVX512F || !x.HasAVX512DQ || !x.HasAVX512VL || !x.HasAVX512BW:
		return AVX2
	}
	return AVX512
}

// choose returns the set of the given name, or the best one where there is no name.
func choose(name string, best SIMD) (SIMD, error) {
	if name == "" {
		return best, nil
	}
	for s, n := range names {
		switch {
		case n != name:
		case SIMD(s) > best:
			return 0, missing(SIMD(s))
		default:
			return SIMD(s), nil
		}
	}
	return 0, fmt.Errorf("the environment variable DLMATH_SIMD is %q; it must be portable, avx2 or avx512, or not be set", name)
}

func missing(s SIMD) error {
	return fmt.Errorf("this processor lacks the %v instructions that were asked for; the best it has is %v", s, best)
}
