package cpu

import (
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	for _, test := range []struct {
		name string
		best SIMD
		want SIMD
		err  string // part of the error, "" for none
	}{
		{"", AVX512, AVX512, ""},
		{"", Portable, Portable, ""},
		{"portable", AVX512, Portable, ""},
		{"avx2", AVX512, AVX2, ""},
		{"avx512", AVX512, AVX512, ""},
		{"avx512", AVX2, 0, "lacks the avx512"},
		{"AVX-512", AVX512, 0, `DLMATH_SIMD is "AVX-512"; it must be portable, avx2 or avx512`},
	} {
		got, err := choose(test.name, test.best)
		switch {
		case err == nil && test.err != "", err != nil && (test.err == "" || !strings.Contains(err.Error(), test.err)):
			t.Errorf("choose(%q, %v): error %v, want one with %q", test.name, test.best, err, test.err)
		case got != test.want:
			t.Errorf("choose(%q, %v) = %v, want %v", test.name, test.best, got, test.want)
		}
	}
}

func TestUse(t *testing.T) {
	before := Level()
	if !slices.Contains(Available(), before) {
		t.Errorf("the set in use is %v, which is not among %v", before, Available())
	}
	if runtime.GOARCH != "amd64" && len(Available()) != 1 {
		t.Errorf("%v are available on %s; only amd64 has vector code", Available(), runtime.GOARCH)
	}
	for _, s := range Available() {
		restore := Use(s)
		if Level() != s {
			t.Errorf("after Use(%v) the set in use is %v", s, Level())
		}
		restore()
	}
	if Level() != before {
		t.Errorf("the set in use is %v; it was %v before", Level(), before)
	}
	if best < AVX512 {
		defer func() {
			if recover() == nil {
				t.Error("Use(AVX512) did not panic on a processor without it")
			}
		}()
		Use(AVX512)
	}
}
