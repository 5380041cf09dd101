// Package kept is linked into the programs of cells. It writes the values of global
// variables to files when they have been evaluated, and reads them back in the
// programs of later cells, so that nothing is evaluated twice.
//
// A value is written as the memory that it consists of: numbers bit by bit, slices
// with their capacity, nil apart from empty, and what is pointed to twice only once.
// So no program can tell a value that was read from one that was evaluated. A value
// is refused, with the reason in words, if that cannot be had: it holds a function or
// a channel, something of the operating system, or memory that another global holds
// as well.
//
// The calls are made by the session, around each declaration in the program:
//
//	var _ = kept.Begin(globals{}, 3, 1, 2)      // global 3 uses the globals 1 and 2
//	var net = train(points, rate)
//	var _ = kept.End(globals{}, 3, true)
//
// End also finds out whether the evaluation has changed any of those globals, by a
// fingerprint of all their memory before and after. What it finds goes to the file
// "report" in the folder $DLMATH_KEPT. Without that folder nothing is written.
package kept
