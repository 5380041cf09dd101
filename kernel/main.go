//go:build !windows

// Command kernel makes Jupyter speak Go: it sets up what a notebook needs,
// opens JupyterLab at the lecture, and executes notebooks without it.
//
//	go run ./kernel setup     set up, and end
//	go run ./kernel lab       set up on first use, then open JupyterLab
//	go run ./kernel run       execute notebooks without Jupyter, and keep their outputs
//	go run ./kernel verify    execute them again, and compare with the stored outputs
//	go run ./kernel grade     mark homework
//	go run ./kernel study     run a notebook's study on all cores, and write its record
//	go run ./kernel doctor    say what is here, what is missing, and how to mend it
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"dlmath/kernel/internal/confine"

	"github.com/alecthomas/kong"
)

var verbs struct {
	Setup  setupVerb  `cmd:"" help:"Set everything up, and end: lab then starts in seconds, with no network."`
	Lab    labVerb    `cmd:"" help:"Set everything up on first use, then open JupyterLab at the lecture."`
	Run    runVerb    `cmd:"" help:"Execute notebooks, with no Jupyter and no Python, and keep their outputs."`
	Verify verifyVerb `cmd:"" help:"Execute them again, and compare with the outputs that are stored; or repeat a study."`
	Study  studyVerb  `cmd:"" help:"Run the study that a notebook declares, on all cores, and write its record."`
	Grade  gradeVerb  `cmd:"" help:"Mark homework; with --check, see how yours stands before you hand it in."`
	Doctor doctorVerb `cmd:"" help:"Say what is here, what is missing, and the command that mends it."`
	Kernel kernelVerb `cmd:"" hidden:"" help:"Answer Jupyter: what its kernelspec starts."`
	Guard  guardVerb  `cmd:"" hidden:"" help:"Clean up after a kernel, however it ended."`

	Parameters parametersVerb `cmd:"" hidden:"" help:"Write parameters as Go, for papermill."`
}

func main() {
	confine.Become()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	cli := kong.Parse(&verbs,
		kong.Name("go run ./kernel"),
		kong.Description("Deep learning for mathematicians, in Go notebooks."),
		kong.UsageOnError(),
		kong.Vars{"port": strconv.Itoa(defaultPort)},
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err := cli.Run(); err != nil {
		if ctx.Err() != nil {
			fmt.Fprintln(os.Stderr, "Stopped.")
			os.Exit(130)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
