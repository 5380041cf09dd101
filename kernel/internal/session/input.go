package session

import (
	"slices"
	"time"

	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
)

// askAfter is how long a program may wait for its input before a person is asked for it.
const askAfter = 200 * time.Millisecond

// typed lets a person be asked for what a program reads.
func typed(p proc.Program) proc.Program {
	p.Typed, p.AskAfter = true, askAfter
	return p
}

// reads tells whether code may read standard input: by a name that it selects, whatever
// the package is called. The others get no input, so that none of them waits for ever.
func reads(uses []cell.Uses) bool {
	return slices.ContainsFunc(uses, func(u cell.Uses) bool {
		for _, selected := range u {
			for _, name := range []string{"Stdin", "Scan", "Scanf", "Scanln", "RequestInput"} {
				if selected[name] {
					return true
				}
			}
		}
		return false
	})
}

// asking is how the next shell command of a cell gets input, as %with_inputs and
// %with_password say.
type asking struct{ inputs, password bool }
