//go:build !windows

package main

import (
	"os"

	"dlmath/kernel/internal/setup"
)

type guardVerb struct {
	Dir string `arg:""`
}

// Run waits for the end of the kernel that has started it.
func (v *guardVerb) Run() error { return setup.Guard(v.Dir, os.Stdin) }
