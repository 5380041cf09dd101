//go:build !windows

package main

import (
	"encoding/json"
	"fmt"
	"os"

	"dlmath/kernel/internal/parameters"
)

type parametersVerb struct{}

// Run answers the translator that papermill asks: it reads a parameters cell and values from
// standard input, and writes what the cell declares, and a cell with the values.
func (parametersVerb) Run() error {
	var asked struct {
		Source string             `json:"source"`
		Values []parameters.Value `json:"values"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	var answer struct {
		Parameters []parameters.Parameter `json:"parameters"`
		Source     string                 `json:"source"`
	}
	var err error
	if answer.Source, err = parameters.Declare(asked.Source, asked.Values); err != nil {
		return err
	}
	if answer.Parameters, err = parameters.List(asked.Source); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(answer)
}
