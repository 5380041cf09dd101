// Package assist tells what may stand at the cursor of a cell, and what it is that
// stands there: completion and inspection.
//
// All declarations of the notebook and the cell become one program, which go/types
// checks in this process; imported packages are read from what the compiler wrote of
// them. So an answer takes milliseconds, needs no other process, and follows the
// notebook's state at once. What a package says of itself is looked up in its source.
//
// A cell that is being written seldom parses. A name is put where the cursor stands,
// what is open is closed, and if need be the lines below are left out, until it does.
// That name is then found in the program, so that no places have to be translated.
//
// An [Assistant] has a [build.Builder] of its own, so that no cell ever waits for it, and
// looks at packages in advance only while nobody else wants the processor. Its answers
// take a bounded time: while a package has still to be compiled, it does with what the
// package's source shows.
package assist
