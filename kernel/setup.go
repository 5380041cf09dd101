//go:build !windows

package main

import (
	"context"
	"fmt"
	"os"

	"dlmath/kernel/internal/setup"
)

type setupVerb struct{}

// Run sets up what is not set up yet.
func (setupVerb) Run(ctx context.Context) error {
	home, err := setup.Open()
	if err != nil {
		return err
	}
	if err := home.Setup(ctx, os.Stdout); err != nil {
		return err
	}
	fmt.Printf("All that notebooks need is in %s.\n", home.Dir)
	return nil
}
