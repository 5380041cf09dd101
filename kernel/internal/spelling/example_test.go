package spelling_test

import (
	"fmt"

	"dlmath/kernel/internal/spelling"
)

func ExampleNearest() {
	fmt.Println(spelling.Nearest("epoch", []string{"rate", "epochs", "batch"}))
	// Output: epochs
}
