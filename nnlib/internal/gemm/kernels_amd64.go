package gemm

import "dlmath/nnlib/internal/cpu"

//go:generate go -C ../gen run ./gemm -out ../gemm/tile_amd64.s -stubs ../gemm/tile_amd64.go -pkg gemm

var (
	avx512 = &kernels{8, 8, 24, []heightOf{
		{8, [3]func(t *byte){tile8x1AVX512, tile8x2AVX512, tile8x3AVX512}},
		{4, [3]func(t *byte){tile4x1AVX512, tile4x2AVX512, tile4x3AVX512}},
		{2, [3]func(t *byte){tile2x1AVX512, tile2x2AVX512, tile2x3AVX512}},
		{1, [3]func(t *byte){tile1x1AVX512, tile1x2AVX512, tile1x3AVX512}},
	}, transpose4AVX2}
	avx2 = &kernels{4, 4, 12, []heightOf{
		{4, [3]func(t *byte){tile4x1AVX2, tile4x2AVX2, tile4x3AVX2}},
		{2, [3]func(t *byte){tile2x1AVX2, tile2x2AVX2, tile2x3AVX2}},
		{1, [3]func(t *byte){tile1x1AVX2, tile1x2AVX2, tile1x3AVX2}},
	}, transpose4AVX2}
)

// inUse returns the kernels to use, nil for none.
func inUse() *kernels {
	return [...]*kernels{cpu.Portable: nil, cpu.AVX2: avx2, cpu.AVX512: avx512}[cpu.Level()]
}
