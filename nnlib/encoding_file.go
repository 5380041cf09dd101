package nnlib

import (
	"fmt"
	"os"

	"github.com/google/renameio/v2/maybe"
)

// Save writes the network to a file, in the form of [Network.MarshalJSON]. The file
// appears whole or not at all: one that is there already stays until the new one is
// on the disk. (Windows cannot promise that.)
func (n *Network) Save(path string) error {
	text, err := n.jsonText()
	if err == nil {
		err = maybe.WriteFile(path, text, 0o644)
	}
	if err != nil {
		return fmt.Errorf("nnlib: the network is not saved in %s: %w", path, err)
	}
	return nil
}

// Load reads a network that [Network.Save] wrote. Its errors name the file, and are
// those of [Network.UnmarshalJSON].
func Load(path string) (*Network, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("nnlib: %w", err)
	}
	n, err := networkFromJSON(text)
	if err != nil {
		return nil, fmt.Errorf("nnlib: %s: %w", path, err)
	}
	return n, nil
}
