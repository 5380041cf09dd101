// Package history keeps the cells that people have run, over restarts and for all
// kernels of a set-up, in one file.
//
// The file holds a line of JSON for the beginning of each session, one for each cell when
// it begins to run, so that a cell is known even if it takes its kernel along, and one for
// its output. Lines are only appended, under a lock, so that several kernels can write
// at once. A line that a killed kernel has left half-written is skipped. When the file
// grows past a limit, its older half is dropped.
package history
