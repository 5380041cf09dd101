//go:build !windows

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"dlmath/kernel/internal/setup"
)

type doctorVerb struct{}

func (doctorVerb) Run(ctx context.Context) error {
	home, err := setup.Open()
	if err != nil {
		return err
	}
	return report(os.Stdout, home.Check(ctx))
}

// report prints the findings. The error says that something needed is missing.
func report(out io.Writer, findings []setup.Finding) error {
	label := map[setup.State]string{setup.Fine: "ok", setup.Missing: "MISSING", setup.Optional: "--"}
	missing := 0
	for _, f := range findings {
		fmt.Fprintf(out, "%-8s %-36s %s\n", label[f.State], f.Name, f.Detail)
		if f.Mend != "" {
			fmt.Fprintf(out, "%9sto mend it: %s\n", "", strings.ReplaceAll(f.Mend, "\n", "\n"+strings.Repeat(" ", 9)))
		}
		if f.State == setup.Missing {
			missing++
		}
	}
	fmt.Fprintln(out)
	switch missing {
	case 0:
		fmt.Fprintln(out, "All that notebooks need is here.")
		return nil
	case 1:
		return errors.New("one thing that notebooks need is missing")
	}
	return fmt.Errorf("%d things that notebooks need are missing", missing)
}
