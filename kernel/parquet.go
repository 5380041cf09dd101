//go:build !windows

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"dlmath/nnlib/experiment"
	"dlmath/nnlib/experiment/parquet"

	"github.com/google/renameio/v2"
)

// withParquet runs a study, and writes the table that it gives, also when some of its runs
// have failed, as Parquet. The kernel writes it, and not the study's program, which would
// be built and linked with all that this takes.
func withParquet(file string, command experiment.Command, run func(experiment.Command) error) error {
	dir, err := os.MkdirTemp("", "dlmath-table-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	command.Store = dir
	failed := run(command)
	rows, err := experiment.ReadRows(dir)
	if errors.Is(err, fs.ErrNotExist) && failed != nil {
		return failed // before there was a table
	}
	var text bytes.Buffer
	if err == nil {
		err = parquet.Write(&text, rows)
	}
	if err == nil {
		err = renameio.WriteFile(file, text.Bytes(), 0o644)
	}
	if err == nil {
		fmt.Printf("%s holds %d runs\n", file, rows.Len())
	}
	return errors.Join(failed, err)
}
