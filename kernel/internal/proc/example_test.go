package proc_test

import (
	"context"
	"fmt"

	"dlmath/kernel/internal/proc"
)

type terminal struct{}

func (terminal) Stream(name, text string) { fmt.Printf("%s: %s", name, text) }
func (terminal) Display(b proc.Bundle)    { fmt.Println(b.Kind, b.Data["text/plain"]) }

func ExampleRun() {
	script := `echo before
		echo '{"id": 1, "type": "display_data", "data": {"text/plain": "shown"}}' >&3
		read ack <&4 && echo "$ack"
		exit 3`
	state, err := proc.Run(context.Background(), proc.Program{Path: "sh", Args: []string{"-c", script}}, terminal{})
	fmt.Println(state, err)
	// Output:
	// stdout: before
	// display_data shown
	// stdout: {"ack":1}
	// exit status 3 <nil>
}
