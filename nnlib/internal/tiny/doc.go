// Package tiny trains sigmoid networks with layers of at most 8 units by single
// points, such as the paper's, as fast as code written by hand for one such network.
//
// At this size a step is one chain of dependent operations, and a call, a loop or a
// write to memory in its way shows. So one call of assembly does many steps. The units
// of a layer stand in the lanes of a vector register; W is kept twice, by columns for
// the way forward and by rows for the way back. A cost over a data set is the other way
// round, and so are outputs and the derivatives of residuals: there the points stand in the
// lanes.
//
// The bits are those of the library's general path: z is a chain of fused multiply-adds
// that starts at b, the gradient δ·a is rounded, and p ← p − η·g is one more fused
// multiply-add. [Engine.Steps] in plain Go is the portable twin.
package tiny
