// Package screen reads the cells of a submission as Go, before anything runs, and
// refuses what homework does not need and a cheat might: other packages than those of an
// allow-list, shell lines and magics that change the notebook's world, init functions,
// compiler directives, names that the tests rely on.
//
//	rules := screen.New(cellsOfTheLecturer, screen.Default...)
//	rules.Check(source) // what is wrong, by line
//
// Cells that the lecturer has written are known by their text, not by metadata, which a
// student can edit. They may do everything.
//
// What is allowed is what does no harm in the process that also runs the tests: printing,
// logging, time, mathematics, goroutines, variables with any initial value. Such a
// program can end, hang or use up its limits, and loses its points by that alone. The
// list keeps out what reaches beyond: files, processes, the network, memory (unsafe,
// reflect, cgo, assembly), and functions that change another package's behaviour for
// everybody, such as nnlib.RegisterActivation.
package screen
