// Package history keeps the cells that people have run, over restarts and for all
// kernels of a set-up, in one file.
//
// The file holds a line of JSON for each cell, and one for the beginning of each
// session. Lines are only appended, under a lock, so that several kernels can write
// at once. A line that a killed kernel has left half-written is skipped. When the file
// grows past a limit, its older half is dropped.
package history
