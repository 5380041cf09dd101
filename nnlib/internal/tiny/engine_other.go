//go:build !amd64

package tiny

import "dlmath/nnlib/internal/cpu"

func (e *Engine) steps(cpu.SIMD, Points, []int, []float64) int {
	panic("tiny: there is no vector code here")
}

func (e *Engine) forward(cpu.SIMD, *plane, int) bool {
	panic("tiny: there is no vector code here")
}

func (e *Engine) stepBack(int, float64) { panic("tiny: there is no vector code here") }

func (e *Engine) derivatives() { panic("tiny: there is no vector code here") }

func (*plane) split([]float64) int { panic("tiny: there is no vector code here") }

func (*plane) join([]float64) int { panic("tiny: there is no vector code here") }
