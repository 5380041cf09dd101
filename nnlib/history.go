package nnlib

// History is the cost over the steps of a training run, ready to be drawn.
type History struct {
	Step []int
	Cost []float64
}

// Add appends the cost after a step.
func (h *History) Add(step int, cost float64) {
	h.Step = append(h.Step, step)
	h.Cost = append(h.Cost, cost)
}
