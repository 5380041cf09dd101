// Package session keeps what the cells of a notebook have declared, and makes of
// each cell a program that runs.
//
// A cell's program holds just the declarations that the cell uses, directly or
// through others, each as its latest cell has it. So what a cell does depends on
// the declarations alone, never on which cells ran before it or how often, and
// what its body does to a global ends with the cell: a later cell that uses that
// global says so in a line.
//
// A global whose evaluation may take time is evaluated once. Its value is kept and
// read back (see package kept) until something that it depends on changes: its own
// source, that of functions, types, constants and globals that it uses, directly or
// through others, the packages that these import, the environment, the working
// folder, %goflags. Files, the clock and the network are read once like all else;
// %rm NAME and %reset forget values. What cannot be kept so that no cell can tell
// is evaluated in each cell that uses it, and %ls says why. An evaluation that
// changes another global, as drawing from a generator of random numbers does, is
// repeated in each cell that uses that global.
//
// [Session.Execute] does a cell's magics, then builds and runs its Go. Declarations
// are kept only when the cell compiles. Every error is an [Error] that speaks in the
// cell's own lines. [Session.Complete] and [Session.Inspect] tell what may stand, and
// what stands, in a cell that is being written.
package session
