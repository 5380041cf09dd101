package screen_test

import (
	"fmt"

	"dlmath/kernel/internal/screen"
)

func Example() {
	rules := screen.New(nil, screen.Default...)
	for _, refusal := range rules.Check("func answer() float64 {\n\tos.Exit(0)\n\treturn 1\n}") {
		fmt.Printf("line %d: %s\n", refusal.Line, refusal.Reason)
	}
	// Output: line 2: os.Exit is not allowed in homework
}
