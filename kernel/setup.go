//go:build !windows

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"dlmath/kernel/internal/handout"
	"dlmath/kernel/internal/setup"
)

type setupVerb struct {
	Work string `help:"Also copy the lecture's notebooks to this folder, as lab --work does." placeholder:"FOLDER"`
}

// Run sets up what is not set up yet.
func (v setupVerb) Run(ctx context.Context) error {
	home, err := setup.Open()
	if err != nil {
		return err
	}
	if err := home.Setup(ctx, os.Stdout); err != nil {
		return err
	}
	fmt.Printf("All that notebooks need is in %s.\n", home.Dir)
	if v.Work == "" {
		return nil
	}
	return updateWork(home, v.Work)
}

// updateWork copies the notebooks to a folder to work in, and says what a newer lecture has changed there.
func updateWork(home *setup.Home, work string) error {
	changes, err := handout.Update(filepath.Join(home.Repo, "notebooks"), work)
	for _, c := range changes {
		fmt.Println(c)
	}
	return err
}
