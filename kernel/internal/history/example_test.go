package history_test

import (
	"fmt"
	"os"
	"path/filepath"

	"dlmath/kernel/internal/history"
	"dlmath/kernel/internal/jupyter"
)

func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	h, err := history.Open(filepath.Join(dir, "history"))
	if err != nil {
		panic(err)
	}
	h.Add(1, "x := 1")
	h.Add(2, "1 + 1")
	h.AddOutput(2, "2")
	entries, err := h.Entries(jupyter.HistoryRequest{Access: "search", Pattern: "1*", Output: true})
	fmt.Println(entries[0].Line, entries[0].Input, *entries[0].Output, err)
	// Output: 2 1 + 1 2 <nil>
}
