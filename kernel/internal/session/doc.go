// Package session keeps what the cells of a notebook have declared, and makes of
// each cell a program that runs.
//
// A cell's program holds just the declarations that the cell uses, directly or
// through others, each as its latest cell has it. So what a cell does depends on
// the declarations alone, never on which cells ran before it or how often: there
// are no values that live on from cell to cell, and none that are evaluated
// without need.
//
// [Session.Execute] does a cell's magics, then builds and runs its Go. Declarations
// are kept only when the cell compiles. Every error is an [Error] that speaks in the
// cell's own lines.
package session
